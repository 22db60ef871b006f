"""An organization's own templates: copied from a shipped one or from a program, changed at will, checked like the shipped ones."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import AuditEntry
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned

from .. import templates
from .spoken import SpokenChar, SpokenJSON, SpokenText


class OwnTemplateQuerySet(TenantQuerySet):
    def in_order(self):
        return self.order_by("name", "id")

    def offered(self):
        return self.filter(is_offered=True)

    def copy(self, it, *, name, by, now, pk=None, **changes):
        """Of a template as it is read, with what a program has changed of it since."""
        said = {word: getattr(it, word) for word in templates.WORDS if word != "name"}
        said |= {word: templates.rows(getattr(it, word)) for word in OrganizationTemplate.PARTS}
        said |= {"openings": {view: list(deck) for view, deck in it.openings.items()}, **changes}
        copied = self.create(name=name, made_at=now, **said, **({"id": pk} if pk else {}))
        AuditEntry.record("made", copied, by=by, now=now)
        return copied

    def copy_program(self, program, **how):
        changed = {word: getattr(program, word) for word in ("topics", "agenda", "session_minutes", "teaches_ai")}
        return self.copy(template_of(program.template), **changed, **how)


class OrganizationTemplate(Versioned, TenantModel):
    """Column by column what a data file of programs/data holds; rules, charter and measures with their keys."""

    PARTS = ("topics", "agenda", "rules", "charter", "indicators")

    audited_as = _("template")

    name = models.CharField(_("name"), max_length=120)
    description = SpokenText(_("what it is for"), max_length=600)
    teaches_ai = models.BooleanField(default=False)
    session_minutes = models.PositiveSmallIntegerField(default=60)
    goal_kind = models.CharField(_("kind of goal"), max_length=10)
    goal = SpokenChar(_("the goal of the 90 days"), max_length=300, blank=True)
    comparison = SpokenText(_("comparison group, or why there is none"), blank=True)
    topics = SpokenJSON(default=list)
    agenda = SpokenJSON(default=list)
    rules = SpokenJSON(default=list)
    charter = SpokenJSON(default=list)
    indicators = SpokenJSON(default=list)
    openings = SpokenJSON(default=dict)
    is_offered = models.BooleanField(_("offered when a program is made"), default=True)
    made_at = models.DateTimeField()

    objects = OwnTemplateQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self):
        return self.name

    @property
    def key(self):
        """As a program keeps it."""
        return str(self.pk)

    @property
    def content(self):
        """As a data file says it."""
        said = {word: getattr(self, word) for word in (*templates.WORDS, "topics", "agenda", "openings")}
        tables = {part: _table(getattr(self, part)) for part in ("rules", "charter", "indicators")}
        return said | tables | {"measures": [row["key"] for row in self.indicators]}

    def as_template(self):
        return templates.read(self.key, self.content, {})


def _table(rows):
    """{key: the rest}"""
    return {row["key"]: {name: value for name, value in row.items() if name != "key"} for row in rows}


def template_of(key):
    """The template of that key, shipped or the organization's own. KeyError if there is none."""
    if key in templates.KEYS:
        return templates.template(key)
    own = OrganizationTemplate.objects.filter(pk=key).first() if _is_id(key) else None
    if own is None:
        raise KeyError(key)
    return own.as_template()


def _is_id(key):
    try:
        return bool(uuid.UUID(str(key)))
    except ValueError:
        return False
