"""A sponsor's separate conversation with one partner. The other partner sees neither words nor whether they were given."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import ME, IdFunction, RowPolicy, ids_from
from pairing.models import Pair
from pairing.policies import OF_A_PAIR_I_SEE
from programs.models import Cohort
from programs.policies import SPONSORED

from ..questions import REVIEW

EVERY = 3  # held sessions between two reviews of a pair


class CheckInQuerySet(TenantQuerySet):
    def open(self):
        return self.filter(state=CheckIn.State.OPEN)

    def asked(self):
        """Open, in a cohort that neither rests nor was cancelled."""
        return self.open().exclude(cohort__state__in=Cohort.QUIET)

    def answered(self):
        return self.filter(state=CheckIn.State.ANSWERED)

    def reviews(self):
        return self.filter(kind=CheckIn.Kind.REVIEW)

    def given_to(self, person_id):
        return self.filter(given_to_id=person_id)

    def about(self, person_id):
        return self.filter(subject_id=person_id)

    def late_first(self):
        """The sponsor's order: late ones, then those that ask for something, then the oldest."""
        return self.order_by(models.F("late_at").asc(nulls_last=True), "-wants_to_talk", "opened_at", "id")

    def oldest_first(self):
        return self.order_by("opened_at", "id")

    def newest_first(self):
        return self.order_by("-opened_at", "-id")


class CheckIn(Versioned, TenantModel):
    class Kind(models.TextChoices):
        REVIEW = "review", _("Review")
        MONTHLY = "monthly", _("Monthly check-in")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")

    web_may = "SELECT, INSERT, UPDATE"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="checkins")
    subject = models.ForeignKey("organizations.Person", models.CASCADE, related_name="checkins")
    given_to = models.ForeignKey("organizations.Person", models.PROTECT, related_name="+")  # the sponsor who reads it
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REVIEW)
    after_session = models.PositiveSmallIntegerField()  # held sessions of the pair when it opened
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    wants_to_talk = models.BooleanField(_("I want to talk"), default=False)
    opened_at = models.DateTimeField()
    late_at = models.DateTimeField(null=True)  # since when it is late: the next session was held
    answered_at = models.DateTimeField(null=True)

    objects = CheckInQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "pair", "subject", "kind", "after_session"], name="checkin_once"
            ),
            RowPolicy(
                name="checkin_readers",
                role="app_web",
                using=f"subject_id = {ME} OR (given_to_id = {ME} AND cohort_id = ANY ({SPONSORED})"
                f" AND {OF_A_PAIR_I_SEE})",
            ),
            IdFunction(name="seen_checkins", ids="id"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.subject}"

    @property
    def subject_leads(self):
        """Whether the person asked is the pair's leader."""
        return self.subject_id == self.pair.leader_id

    @property
    def occasion(self):
        """By which the product knows what the leader confirmed at this review: its readers may not all know the review's id."""
        return uuid.uuid5(self.pk, "occasion")

    @property
    def questions(self):
        return REVIEW["leader" if self.subject_leads else "mentor"]

    def is_late(self, now):
        return self.state == self.State.OPEN and self.late_at is not None and self.late_at <= now

    def days_late(self, now):
        return (now - self.late_at).days

    def said(self):
        """[(question, its answer or None)], in the order in which they were asked."""
        answers = {answer.question: answer for answer in self.answers.all()}
        return [(question, answers.get(question.key)) for question in self.questions]

    def waits_for_confirmation(self):
        return self.answers.filter(confirmed_at=None).exists()


class CheckInAnswer(TenantModel):
    """`subject` is whose words they are, `written_by` who typed them; unconfirmed until the subject says so."""

    web_may = "SELECT, INSERT, UPDATE"

    checkin = models.ForeignKey(CheckIn, models.CASCADE, related_name="answers")
    subject = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    given_to = models.ForeignKey("organizations.Person", models.PROTECT, related_name="+")
    written_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    question = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "checkin", "subject", "question"], name="checkinanswer_once"
            ),
            RowPolicy(
                name="checkinanswer_readers",
                role="app_web",
                using=f"subject_id = {ME} OR (given_to_id = {ME} AND checkin_id = ANY ({ids_from('seen_checkins')}))",
            ),
        ]

    def __str__(self):
        return self.question


class AnswerOpening(TenantModel):
    """N6: who opened a check-in's answers, and when. Its author reads it."""

    web_may = "SELECT, INSERT"

    checkin = models.ForeignKey(CheckIn, models.CASCADE, related_name="openings")
    subject = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    reader = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            RowPolicy(
                name="answeropening_readers",
                role="app_web",
                using=f"{ME} IN (subject_id, reader_id)",
                check=f"reader_id = {ME}",
            ),
        ]

    def __str__(self):
        return f"{self.reader_id} at {self.at}"
