"""A mentor and a leader further up in their reporting line: what a sponsor signed, and whether the mentor agrees (N7)."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel
from organizations.tenancy.schema import ME, RowPolicy
from programs.models import Cohort, Enrolment
from programs.policies import SPONSORED

from ..policies import OF_A_PAIR_I_SEE, OF_A_PAIR_I_TEACH, PROPOSAL_READERS
from .pairs import Pair
from .runs import ForSponsors


class ExceptionQuerySet(ForSponsors):
    def standing(self):
        """Neither taken back by a sponsor nor turned down by the mentor."""
        refused = LineConsent.objects.filter(exception=OuterRef("pk"), answer=LineConsent.Answer.REFUSED)
        return self.filter(~Exists(refused), taken_back_at__isnull=True)

    def unanswered(self):
        return self.filter(~Exists(LineConsent.objects.filter(exception=OuterRef("pk"))), taken_back_at__isnull=True)

    def unagreed(self):
        """Those that the mentor has not said yes to, be it that they said no."""
        agreed = LineConsent.objects.filter(exception=OuterRef("pk"), answer=LineConsent.Answer.AGREED)
        return self.filter(~Exists(agreed), taken_back_at__isnull=True)

    def asked_of(self, person_id, pair):
        """Those of a pair that this person, its mentor, has not answered; `pair` may be an OuterRef."""
        return self.unanswered().filter(pair=pair, mentor__person=person_id)

    def with_answer(self):
        """`answer`: what the mentor said, or None."""
        said = LineConsent.objects.filter(exception=OuterRef("pk")).values("answer")[:1]
        return self.annotate(answer=models.Subquery(said))

    def signed_for(self, leader, mentor):
        return self.standing().filter(leader=leader, mentor=mentor)


class LineException(TenantModel):
    """Signed for two people. It is the mentor's to read from the day they are told of each other, never before (P3)."""

    web_may = "SELECT, INSERT, UPDATE"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="line_exceptions")
    leader = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    pair = models.ForeignKey(Pair, models.SET_NULL, null=True, related_name="line_exceptions")
    because = models.CharField(_("why these two all the same"), max_length=300)
    name = models.CharField(_("your name, as a signature"), max_length=200)
    signed_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    signed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = ExceptionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "leader", "mentor"],
                condition=Q(taken_back_at__isnull=True),
                name="lineexception_once",
            ),
            RowPolicy(
                name="lineexception_readers",
                role="app_web",
                using=f"({PROPOSAL_READERS}) OR {OF_A_PAIR_I_TEACH}",
                check=PROPOSAL_READERS,
            ),
        ]

    def __str__(self):
        return f"{self.mentor_id} with {self.leader_id}"


class LineConsent(TenantModel):
    """The mentor's own answer to it, which nobody can give for them. The leader never reads it."""

    class Answer(models.TextChoices):
        AGREED = "agreed", _("agrees")
        REFUSED = "refused", _("does not agree")

    web_may = "SELECT, INSERT"

    exception = models.ForeignKey(LineException, models.CASCADE, related_name="consents")
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="+")
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    answered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "exception", "person"], name="lineconsent_once"),
            RowPolicy(
                name="lineconsent_readers",
                role="app_web",
                using=f"person_id = {ME} OR (cohort_id = ANY ({SPONSORED}) AND {OF_A_PAIR_I_SEE})",
                check=f"person_id = {ME} AND {OF_A_PAIR_I_TEACH}",
            ),
        ]

    def __str__(self):
        return self.answer
