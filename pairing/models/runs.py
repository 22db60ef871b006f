"""Proposals for a whole cohort: kept, numbered, and shown to its sponsors only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import RowPolicy
from programs.models import Cohort, Enrolment
from programs.policies import IN_A_COHORT_I_SPONSOR

from ..policies import PROPOSAL_READERS
from .bars import SponsorBar


class Kind(models.TextChoices):
    GOAL = "goal", _("goal match")
    TENSION = "tension", _("constructive tension")
    STRATEGIC = "strategic", _("strategic")
    LOOK = "look", _("look again")


class ForSponsors(TenantQuerySet):
    """Rows about a leader, for those who may look after that leader's pair."""

    def to_lead_for(self, person_id):
        return self.exclude(leader__in=SponsorBar.objects.against(person_id))


class PairingRule(TenantModel):
    """What the sponsor says about two people: together, or never."""

    class Says(models.TextChoices):
        PIN = "pin", _("together")
        FORBID = "forbid", _("not these two")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="pairing_rules")
    leader = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    says = models.CharField(max_length=6, choices=Says)
    said_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(null=True)

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
    name = models.CharField(_("name"), max_length=60, blank=True)
    weights = models.JSONField(default=dict)
    keeps = models.BooleanField(default=False)  # made to move as few pairs of the run before as it can
    leaders = models.PositiveIntegerField(default=0)  # how many were looked at, as of the mentors
    mentors = models.PositiveIntegerField(default=0)
    removes = models.JSONField(default=dict)  # {rule: share} of those that remove nearly all pairs by themselves
    published_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "cohort", "number"], name="pairingrun_number"),
            RowPolicy(name="pairingrun_readers", role="app_web", using=IN_A_COHORT_I_SPONSOR),
        ]

    def __str__(self):
        return self.name or str(_("Run %(number)s") % {"number": self.number})

    @property
    def is_newest(self):
        return not type(self).objects.filter(cohort_id=self.cohort_id, number__gt=self.number).exists()


class ProposalQuerySet(ForSponsors):
    def with_people(self):
        return self.prefetch_related("leader__person", "mentor__person", "runner_up__person").defer("alternatives")


class ProposedPair(TenantModel):
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    run = models.ForeignKey(PairingRun, models.CASCADE, related_name="proposals")
    leader = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(
        default=dict
    )  # {"features", "said": [[code, values]], "pinned", "excepted", "has_target", "runner_up", "regret"}
    runner_up = models.ForeignKey(Enrolment, models.SET_NULL, null=True, related_name="+")
    alternatives = models.JSONField(default=list)  # [[mentor's enrolment, score, cost]], the cheapest first

    objects = ProposalQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "run", "leader"], name="proposedpair_once"),
            RowPolicy(name="proposedpair_readers", role="app_web", using=PROPOSAL_READERS),
        ]

    def __str__(self):
        return f"{self.leader_id} and {self.mentor_id}"


class UnpairedQuerySet(ForSponsors):
    def with_people(self):
        return self.prefetch_related("leader__person").defer("alternatives")

    def with_choice(self):
        """`has_choice`: whether any other leader's mentor could be theirs, at a price."""
        return self.annotate(has_choice=~Q(alternatives=[]))


class Unpaired(TenantModel):
    """A leader for whom a run found nobody: what stands in the way, and the least that would free them."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    run = models.ForeignKey(PairingRun, models.CASCADE, related_name="unpaired")
    leader = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    because = models.JSONField(default=dict)  # {rule: how many mentors}, by the first in the way
    alone = models.JSONField(default=dict)  # the same, of those whom nothing else removes
    short = models.JSONField(
        default=dict
    )  # of the group that shares too few: {"leaders", "mentors", "seats", "waiting"}
    relief = models.JSONField(default=list)  # [[leader's enrolment, mentor's, [rule]]], to be done together
    alternatives = models.JSONField(default=list)  # as for a proposed pair

    objects = UnpairedQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "run", "leader"], name="unpaired_once"),
            RowPolicy(name="unpaired_readers", role="app_web", using=PROPOSAL_READERS),
        ]

    def __str__(self):
        return f"{self.leader_id} waits"
