"""Who takes part in a cohort, as what, and the profile that pairing reads."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import ME, RowPolicy

from ..policies import IN_A_COHORT_I_SPONSOR
from .cohorts import Cohort


class EnrolmentQuerySet(TenantQuerySet):
    def active(self):
        return self.filter(state=Enrolment.State.ACTIVE)

    def leaders(self):
        return self.filter(role=Enrolment.Role.LEADER)

    def mentors(self):
        return self.filter(role=Enrolment.Role.MENTOR)

    def with_profile(self):
        return self.filter(profile_at__isnull=False)

    def in_order(self):
        return self.order_by("person__family_name", "person__given_name", "id")


class Enrolment(Versioned, TenantModel):
    class Role(models.TextChoices):
        LEADER = "leader", _("Leader")
        MENTOR = "mentor", _("Mentor")

    class State(models.TextChoices):
        ACTIVE = "active", _("Taking part")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="enrolments")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=10, choices=Role)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    enrolled_at = models.DateTimeField()

    # The profile; profile_at says that its owner has filled it in.
    profile_at = models.DateTimeField(null=True)
    topics = models.JSONField(default=dict)  # mentor: {topic key: level 1–3}; a leader's topics stand with the question
    first_hand = models.TextField(_("what you know first-hand, also as a customer"), blank=True)
    off_limits = models.TextField(_("subjects that are off limits"), blank=True)
    languages = models.CharField(_("languages you can work in"), max_length=200, blank=True)
    day_begins = models.TimeField(_("your working day begins"), default=datetime.time(9))
    day_ends = models.TimeField(_("and ends"), default=datetime.time(17))
    capacity = models.PositiveSmallIntegerField(_("how many leaders"), default=1)

    objects = EnrolmentQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "cohort", "person"], name="enrolment_once"),
            RowPolicy(
                name="enrolment_readers",
                role="app_web",
                using=f"person_id = {ME} OR {IN_A_COHORT_I_SPONSOR} OR id = ANY"
                f" (ARRAY(SELECT enrolment_id FROM programs_partneraccess WHERE person_id = {ME}))",
            ),
        ]

    def __str__(self):
        return f"{self.person} as {self.role}"

    @property
    def is_leader(self):
        return self.role == self.Role.LEADER


class PartnerAccess(TenantModel):
    """Whose profile and question a partner may read: written when a pair is published, taken away when it isn't one."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person", "enrolment"], name="partneraccess_once"),
        ]

    def __str__(self):
        return f"{self.person} reads {self.enrolment_id}"
