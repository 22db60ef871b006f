"""Two people of a cohort, from the day they are told of each other."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import ME, RowPolicy
from programs.models import Cohort, Enrolment
from programs.policies import SPONSORED

from ..policies import OF_MY_OWN_PAIR, PAIR_READERS
from .runs import Kind


class PairQuerySet(TenantQuerySet):
    def of(self, person_id):
        return self.filter(Q(leader_id=person_id) | Q(mentor_id=person_id))

    def open(self):
        """Those that may still meet."""
        return self.filter(state__in=[Pair.State.PUBLISHED, Pair.State.RUNNING, Pair.State.PAUSED])

    def running(self):
        return self.filter(state=Pair.State.RUNNING)


class Pair(Versioned, TenantModel):
    class State(models.TextChoices):
        PUBLISHED = "published", _("waits for both")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        WITHDRAWN = "withdrawn", _("a new proposal comes")
        ENDED = "ended", _("ended")

    web_may = "SELECT, INSERT, UPDATE"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="pairs")
    leader = models.ForeignKey("organizations.Person", models.CASCADE, related_name="pairs_as_leader")
    mentor = models.ForeignKey("organizations.Person", models.CASCADE, related_name="pairs_as_mentor")
    leader_enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentor_enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    kind = models.CharField(max_length=10, choices=Kind)  # sponsors only: participants read the sentence
    because = models.CharField(max_length=400)  # the one sentence that both read
    process = models.CharField(_("the one process you work on"), max_length=200, blank=True)
    starting_figure = models.CharField(_("its starting figure"), max_length=200, blank=True)
    published_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = PairQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "leader_enrolment"],
                condition=Q(state__in=["published", "running", "paused"]),
                name="pair_one_mentor_at_a_time",
            ),
            RowPolicy(name="pair_readers", role="app_web", using=PAIR_READERS),
        ]

    def __str__(self):
        return f"{self.leader} and {self.mentor}"

    def partner_of(self, person_id):
        return self.mentor if person_id == self.leader_id else self.leader

    def has(self, person_id):
        return person_id in (self.leader_id, self.mentor_id)


class PairResponse(TenantModel):
    """What one partner answered to the proposal. The other never reads it, whichever it is: only that both have accepted."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Yes, gladly")
        DECLINED = "declined", _("Not a good fit")

    web_may = "SELECT, INSERT"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="responses")
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    answered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "pair", "person"], name="pairresponse_once"),
            RowPolicy(
                name="pairresponse_readers",
                role="app_web",
                using=f"person_id = {ME} OR cohort_id = ANY ({SPONSORED})",
                check=f"person_id = {ME} AND {OF_MY_OWN_PAIR}",
            ),
        ]

    def __str__(self):
        return self.answer


class SponsorBar(TenantModel):
    """A sponsor who may not read a pair: they stand in the leader's reporting line. Looked at again when the roster changes."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="bars")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "person", "pair"], name="sponsorbar_once")]

    def __str__(self):
        return f"{self.person_id} not in {self.pair_id}"
