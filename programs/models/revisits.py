"""What became of a research question, as its leader says at each review (PROTOCOL Q3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import ME, RowPolicy

from ..policies import OF_AN_ENROLMENT_I_SEE, OF_AN_ENROLMENT_I_SPONSOR, OF_MY_OWN_ENROLMENT
from .enrolments import Enrolment
from .questions import ResearchQuestion


class AlreadyConfirmed(Exception):
    """The leader has said it in their own words: nobody else's notes take their place."""


class RevisitQuerySet(TenantQuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def at(self, occasion):
        """What was said at that review, or None."""
        return self.filter(occasion=occasion).select_related("question").first()

    def in_time_order(self):
        return self.order_by("written_at", "id")

    def keep(self, question, occasion, *, by, now, **said):
        """The leader's own words hold at once; a sponsor's notes of what they said wait for their yes."""
        own = by.person_id == question.enrolment.person_id
        there = self.filter(enrolment=question.enrolment_id, occasion=occasion)
        if not own and there.confirmed().exists():
            raise AlreadyConfirmed
        said |= {"question": question, "written_by_id": by.person_id, "written_at": now}
        said["confirmed_at"] = now if own else None
        if not there.update(**said):
            self.create(enrolment_id=question.enrolment_id, occasion=occasion, **said)
        return self.at(occasion)


class QuestionRevisit(TenantModel):
    """About the version that held then. A sponsor's notes of it are read by the two alone until the leader confirms them."""

    class Verdict(models.TextChoices):
        KEPT = "kept", _("kept as it is")
        REFINED = "refined", _("to be refined")
        ANSWERED = "answered", _("answered")
        REFUTED = "refuted", _("refuted")

    web_may = "SELECT, INSERT, UPDATE"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="revisits")
    question = models.ForeignKey(ResearchQuestion, models.CASCADE, related_name="revisits")
    occasion = (
        models.UUIDField()
    )  # the review at which it was said: a higher app gives a name, from which no row is found
    verdict = models.CharField(_("what became of your question"), max_length=10, choices=Verdict)
    found = models.CharField(_("what you found, in one line"), max_length=300, blank=True)
    written_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    objects = RevisitQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "enrolment", "occasion"], name="questionrevisit_once"),
            RowPolicy(
                name="questionrevisit_readers",
                role="app_web",
                using=f"{OF_AN_ENROLMENT_I_SEE} AND (confirmed_at IS NOT NULL OR written_by_id = {ME} OR {OF_MY_OWN_ENROLMENT})",
                check=f"{OF_MY_OWN_ENROLMENT} OR ({OF_AN_ENROLMENT_I_SPONSOR} AND confirmed_at IS NULL AND written_by_id = {ME})",
            ),
            # Who reads what a leader has confirmed cannot write over it: a check alone looks at the row that comes of it.
            RowPolicy(
                name="questionrevisit_said_stays",
                role="app_web",
                using=f"{OF_MY_OWN_ENROLMENT} OR confirmed_at IS NULL",
                command="UPDATE",
            ),
        ]

    def __str__(self):
        return self.get_verdict_display()

    def asks_for_a_wording(self, newest):
        """Whether it is to be refined, and `newest` still is the version that was meant."""
        return bool(self.confirmed_at) and self.verdict == self.Verdict.REFINED and self.question_id == newest.pk
