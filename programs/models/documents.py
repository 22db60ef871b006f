"""Lab rules and role charter: versioned by row, never rewritten; a new version asks for new signatures."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Count, Q, Subquery
from django.utils.translation import gettext_lazy as _

from organizations.models import AuditEntry
from organizations.registries import facts
from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import RowPolicy

from ..drafting import MOST
from ..facts import CharterSigned, PapersWritten
from ..policies import OF_AN_ENROLMENT_I_SEE, OF_MY_OWN_ENROLMENT
from ..templates import PAYBACK, STAYS
from .cohorts import Cohort
from .enrolments import Enrolment
from .spoken import SpokenJSON


class Outdated(Exception):
    """A newer version has come since this one was read."""


class VersionQuerySet(TenantQuerySet):
    def in_force(self):
        """The newest version, or None."""
        return self.order_by("-number").first()

    def newest_first(self):
        return self.order_by("-number")

    def before(self, pk):
        """For `paging.newest`: those that are older than the one with that id."""
        return self.filter(number__lt=Subquery(self.model.objects.filter(pk=pk).values("number")))

    def with_signers(self, *among):
        """`signers`: how many have signed the version, whether they take part still or not; or of these enrolments alone."""
        these = Q(signatures__enrolment__in=among[0]) if among else None
        return self.annotate(signers=Count("signatures__enrolment", distinct=True, filter=these))

    def with_signed(self):
        """`signed`: how many of those who take part have signed the version."""
        here = Q(signatures__enrolment__state=Enrolment.State.ACTIVE)
        return self.annotate(signed=Count("signatures__enrolment", filter=here, distinct=True))

    def write(self, cohort, parts, *, by, now, seen=None):
        """The next version. Raises Outdated where `seen` is not the newest number, ValidationError on what can't stand."""
        cohort.lock()
        newest = self.filter(cohort=cohort).in_force()
        number = newest.number if newest else 0
        if seen not in (None, number):
            raise Outdated
        version = self.model(cohort=cohort, number=number + 1, written_by_id=by.person_id, written_at=now)
        version.parts = parts
        version.check_after(newest)
        version.check_page()
        version.save(force_insert=True)
        AuditEntry.record("wrote", version, by=by, now=now, fields=[self.model.PARTS])
        facts.tell(PapersWritten(cohort.pk), now=now)
        return version

    def copy(self, version, cohort, *, by, now):
        """Word for word as the first version of another cohort."""
        said = {"number": 1, self.model.PARTS: version.parts, "written_by_id": by.person_id, "written_at": now}
        copied = self.create(cohort=cohort, **said)
        AuditEntry.record("wrote", copied, by=by, now=now, fields=[self.model.PARTS])
        return copied


class Version(TenantModel):
    web_may = "SELECT, INSERT"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="%(class)s_versions")
    number = models.PositiveSmallIntegerField()
    written_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        abstract = True

    PARTS: str  # the field that holds what the version says
    KEPT: str  # the key of the part that stays word for word

    @property
    def parts(self):
        return getattr(self, self.PARTS)

    @parts.setter
    def parts(self, parts):
        setattr(self, self.PARTS, parts)

    @property
    def kept(self):
        return next((part for part in self.parts if part["key"] == self.KEPT), None)

    def check_after(self, before):
        if not all(part["title"].strip() and part["text"].strip() for part in self.parts):
            raise ValidationError(_("Give each a title and a text."))
        if self.kept is None or (before and before.kept and self.kept != before.kept):
            raise ValidationError(self.KEPT_SAYS)

    def check_page(self):
        """With the other page, as it is in force, it has to go on one sheet of paper (PROTOCOL L2)."""
        from ..papers_pdf import fit_with, too_long  # paper is printed from versions, which it imports

        if len(self.parts) > MOST:
            says = _("More than %(most)d parts are no page any more. Put some together.") % {"most": MOST}
            raise ValidationError(says)
        if over := fit_with(self).over:
            raise ValidationError(f"{too_long(over)} {_('Shorten a text here or on the other page, and save again.')}")


class LabRules(Version):
    PARTS, KEPT = "rules", STAYS
    KEPT_SAYS = _("What is shared in the lab stays there: this rule can be neither dropped nor reworded.")

    rules = SpokenJSON(default=list)  # [{"key", "title", "text"}]; the key "stays" can't be dropped

    class Meta(Version.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "cohort", "number"], name="labrules_number")]

    def __str__(self):
        return f"Lab rules {self.number}"


class RoleCharter(Version):
    PARTS, KEPT = "clauses", PAYBACK
    KEPT_SAYS = _("No payback is promised to every mentor: this clause can be neither dropped nor reworded.")

    clauses = SpokenJSON(default=list)  # [{"key", "title", "text"}]

    class Meta(Version.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "cohort", "number"], name="rolecharter_number")]

    def __str__(self):
        return f"Role charter {self.number}"


class SignatureQuerySet(TenantQuerySet):
    def sign(self, enrolment, name, *, by, now, rules=None, charter=None):
        """Sign what is in force, once. `rules` and `charter` are the ids that were read; raises Outdated if newer ones came."""
        if enrolment.person_id != by.person_id:
            raise PermissionDenied
        papers = papers_in_force(enrolment.cohort)
        if (rules or papers["rules"].pk, charter or papers["charter"].pk) != (papers["rules"].pk, papers["charter"].pk):
            raise Outdated
        signature, made = self.get_or_create(enrolment=enrolment, **papers, defaults={"name": name, "signed_at": now})
        if made:
            AuditEntry.record("signed", signature, by=by, now=now)
            facts.tell(CharterSigned(enrolment.cohort_id, enrolment.pk), now=now)
        return signature

    def in_force(self, cohort):
        """Signatures under the newest rules and the newest charter."""
        papers = papers_in_force(cohort)
        return self.filter(**papers) if all(papers.values()) else self.none()

    def latest(self, enrolments):
        """{enrolment id: what that person signed last}, in one query."""
        rows = self.filter(enrolment__in=enrolments).order_by("enrolment", "-signed_at", "-id").distinct("enrolment")
        return {row.enrolment_id: row for row in rows.select_related("rules", "charter")}

    def with_people(self):
        return self.select_related("enrolment__person", "rules", "charter")

    def in_order(self):
        return self.order_by("enrolment__person__family_name", "enrolment__person__given_name", "id")


PAPERS = {"rules": LabRules, "charter": RoleCharter}


def papers_in_force(cohort):
    """The newest lab rules and role charter of a cohort."""
    return {"rules": cohort.labrules_versions.in_force(), "charter": cohort.rolecharter_versions.in_force()}


class CharterSignature(TenantModel):
    """Lab rules and charter, read and signed by one participant with name and time."""

    web_may = "SELECT, INSERT"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="signatures")
    charter = models.ForeignKey(RoleCharter, models.PROTECT, related_name="signatures")
    rules = models.ForeignKey(LabRules, models.PROTECT, related_name="signatures")
    name = models.CharField(_("your name, as a signature"), max_length=200)
    signed_at = models.DateTimeField()

    objects = SignatureQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "enrolment", "charter", "rules"], name="chartersignature_once"
            ),
            RowPolicy(
                name="chartersignature_readers",
                role="app_web",
                using=OF_AN_ENROLMENT_I_SEE,
                check=OF_MY_OWN_ENROLMENT,
            ),
        ]

    def __str__(self):
        return self.name
