"""Lab rules and role charter: versioned by row, never rewritten; a new version asks for new signatures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import RowPolicy

from ..policies import OF_AN_ENROLMENT_I_SEE, OF_MY_OWN_ENROLMENT
from .cohorts import Cohort
from .enrolments import Enrolment


class VersionQuerySet(TenantQuerySet):
    def in_force(self):
        """The newest version, or None."""
        return self.order_by("-number").first()


class Version(TenantModel):
    web_may = "SELECT, INSERT"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="%(class)s_versions")
    number = models.PositiveSmallIntegerField()
    written_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        abstract = True


class LabRules(Version):
    rules = models.JSONField(default=list)  # [{"key", "title", "text"}]; the key "stays" can't be dropped

    class Meta(Version.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "cohort", "number"], name="labrules_number")]

    def __str__(self):
        return f"Lab rules {self.number}"


class RoleCharter(Version):
    clauses = models.JSONField(default=list)  # [{"key", "title", "text"}]

    class Meta(Version.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "cohort", "number"], name="rolecharter_number")]

    def __str__(self):
        return f"Role charter {self.number}"


class CharterSignature(TenantModel):
    """Lab rules and charter, read and signed by one participant with name and time."""

    web_may = worker_may = "SELECT, INSERT"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="signatures")
    charter = models.ForeignKey(RoleCharter, models.PROTECT, related_name="signatures")
    rules = models.ForeignKey(LabRules, models.PROTECT, related_name="signatures")
    name = models.CharField(_("your name, as a signature"), max_length=200)
    signed_at = models.DateTimeField()

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
