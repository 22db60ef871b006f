"""A standing offer, made from a template and changed at will."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import AuditEntry
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned

from .. import templates
from .own_templates import template_of
from .spoken import SpokenJSON


class ProgramQuerySet(TenantQuerySet):
    def in_order(self):
        return self.order_by("name", "id")

    def make(self, *, template, name, by, now, pk=None):
        """A program from the template of that key. KeyError if there is none."""
        it = template_of(template)
        design = {"teaches_ai": it.teaches_ai, "session_minutes": it.session_minutes}
        copied = {"topics": templates.rows(it.topics), "agenda": templates.rows(it.agenda)}
        given = {"id": pk} if pk else {}
        program = self.create(name=name, template=template, made_at=now, **design, **copied, **given)
        AuditEntry.record("made", program, by=by, now=now)
        return program


class Program(Versioned, TenantModel):
    audited_as = _("program")

    name = models.CharField(_("name"), max_length=120)
    template = models.CharField(max_length=40)  # the key of the template it was made from
    teaches_ai = models.BooleanField(default=False)  # such a program needs an approved tool
    topics = SpokenJSON(default=list)  # [{"key", "label", "perspective"}]
    agenda = SpokenJSON(default=list)  # [{"key", "title", "minutes", "leader", "mentor"}]
    session_minutes = models.PositiveSmallIntegerField(default=60)
    made_at = models.DateTimeField()

    objects = ProgramQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self):
        return self.name

    def openings(self, perspective):
        """The deck of opening questions, as its template ships it."""
        return template_of(self.template).openings[perspective]

    @property
    def agenda_minutes(self):
        return sum(segment["minutes"] for segment in self.agenda)

    @property
    def agenda_adds_up(self):
        return bool(self.agenda) and self.agenda_minutes == self.session_minutes


class ApprovedToolQuerySet(TenantQuerySet):
    def approved(self):
        return self.filter(status=ApprovedTool.Status.APPROVED)

    def in_order(self):
        return self.order_by("name", "id")


class ApprovedTool(Versioned, TenantModel):
    """The organization's register: what may be used, and which data may go in."""

    class Status(models.TextChoices):
        APPROVED = "approved", _("approved")
        TRIAL = "trial", _("on trial")
        REFUSED = "refused", _("not allowed")

    audited_as = _("tool")

    name = models.CharField(_("tool"), max_length=120)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.APPROVED)
    data_allowed = models.CharField(_("what data may go in"), max_length=300)
    approved_by = models.CharField(_("approved by"), max_length=120)
    entered_at = models.DateTimeField()

    objects = ApprovedToolQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="approvedtool_name")]

    def __str__(self):
        return self.name
