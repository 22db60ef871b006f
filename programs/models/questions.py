"""What one leader sets out to learn. Every change is a new version; old ones stay readable."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import RowPolicy

from ..policies import OF_AN_ENROLMENT_I_SEE
from .enrolments import Enrolment


class QuestionQuerySet(TenantQuerySet):
    def current(self):
        """The newest version for each enrolment."""
        return self.order_by("enrolment_id", "-number").distinct("enrolment_id")

    def settled(self):
        return self.filter(state=ResearchQuestion.State.SETTLED)


class ResearchQuestion(TenantModel):
    class Kind(models.TextChoices):
        QUESTION = "question", _("A question")
        HYPOTHESIS = "hypothesis", _("A hypothesis")

    class Perspective(models.TextChoices):
        TECHNOLOGY = "technology", _("Technology and digital fluency")
        MARKET = "market", _("Market: brand, product, competitors")
        CULTURE = "culture", _("Culture: purpose, safety, careers")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("with the sponsor")
        RETURNED = "returned", _("a sharper wording is suggested")
        SETTLED = "settled", _("settled")

    class Owns(models.IntegerChoices):
        NO = 0, _("No, someone else does")
        PARTLY = 1, _("Partly")
        YES = 2, _("Yes, I do")

    web_may = "SELECT, INSERT, UPDATE"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.QUESTION)
    text = models.TextField(_("what you set out to learn"), max_length=600)
    because = models.TextField(_("why you believe it"), max_length=600, blank=True)
    known_by = models.TextField(_("how you will know"), max_length=600, blank=True)
    perspective = models.CharField(_("perspective"), max_length=10, choices=Perspective)
    topics = models.JSONField(default=dict)  # {topic key: weight 1–3}, one to three of them
    owns = models.PositiveSmallIntegerField(
        _("do you own how this is done today?"), choices=Owns, validators=[MaxValueValidator(2)], default=Owns.PARTLY
    )
    sight_of = models.CharField(
        _("whose first-hand sight you want"), max_length=300, blank=True
    )  # a unit of the roster
    decision = models.TextField(_("what decision the answer would inform"), max_length=600, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    suggestion = models.TextField(_("a sharper wording"), max_length=600, blank=True)
    written_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "enrolment", "number"], name="researchquestion_number"),
            RowPolicy(name="researchquestion_readers", role="app_web", using=OF_AN_ENROLMENT_I_SEE),
        ]

    def __str__(self):
        return self.text
