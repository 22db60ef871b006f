"""Proposals for a whole cohort: kept, numbered, and shown to its sponsors only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import RowPolicy
from programs.models import Cohort, Enrolment
from programs.policies import IN_A_COHORT_I_SPONSOR

from ..policies import PROPOSAL_READERS


class Kind(models.TextChoices):
    GOAL = "goal", _("goal match")
    TENSION = "tension", _("constructive tension")
    STRATEGIC = "strategic", _("strategic")
    LOOK = "look", _("look again")


class ForSponsors(TenantQuerySet):
    """Rows about a leader, for those who may look after that leader's pair."""

    def to_lead_for(self, person_id):
        return self.exclude(leader__bars__person=person_id)


class PairingRule(TenantModel):
    """What the sponsor says about two people: together, or never."""

    class Says(models.TextChoices):
        PIN = "pin", _("together")
        FORBID = "forbid", _("not these two")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="pairing_rules")
    leader = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    says = models.CharField(max_length=6, choices=Says)

    objects = ForSponsors.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "cohort", "leader", "mentor"], name="pairingrule_once"),
            RowPolicy(name="pairingrule_readers", role="app_web", using=PROPOSAL_READERS),
        ]

    def __str__(self):
        return self.says


class RunQuerySet(TenantQuerySet):
    def newest(self):
        return self.order_by("-number").first()

    def newest_first(self):
        return self.order_by("-number")


class PairingRun(TenantModel):
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="pairing_runs")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    weights = models.JSONField(default=dict)
    mentors = models.PositiveIntegerField(default=0)  # how many were looked at
    unmatched = models.JSONField(default=list)  # [{"enrolment": id, "because": {rule: how many}, "alone": {…}}]
    published_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "cohort", "number"], name="pairingrun_number"),
            RowPolicy(name="pairingrun_readers", role="app_web", using=IN_A_COHORT_I_SPONSOR),
        ]

    def __str__(self):
        return f"Run {self.number}"

    @property
    def is_newest(self):
        return not type(self).objects.filter(cohort_id=self.cohort_id, number__gt=self.number).exists()

    def previous(self):
        return type(self).objects.filter(cohort_id=self.cohort_id, number__lt=self.number).newest()


class ProposalQuerySet(ForSponsors):
    def in_order(self):
        return self.order_by("leader__person__family_name", "leader__person__given_name", "leader_id")

    def with_people(self):
        return self.select_related("leader__person__organization", "mentor__person__organization", "runner_up__person")


class ProposedPair(TenantModel):
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    run = models.ForeignKey(PairingRun, models.CASCADE, related_name="proposals")
    leader = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(
        default=dict
    )  # {"features", "said": [[code, values]], "pinned", "has_target", "runner_up"}
    runner_up = models.ForeignKey(Enrolment, models.SET_NULL, null=True, related_name="+")
    runner_up_costs = models.IntegerField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "run", "leader"], name="proposedpair_once"),
            RowPolicy(name="proposedpair_readers", role="app_web", using=PROPOSAL_READERS),
        ]

    def __str__(self):
        return f"{self.leader_id} and {self.mentor_id}"
