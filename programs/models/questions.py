"""What one leader sets out to learn. Every change is a new version; old ones stay readable."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.models import Notice
from organizations.models import AuditEntry
from organizations.registries import facts
from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import RowPolicy

from ..facts import QuestionSettled
from ..policies import OF_AN_ENROLMENT_I_SEE
from .enrolments import Enrolment


class CannotDecide(Exception):
    """A newer version has come, it was decided already, or the one suggestion was made: the page says how it stands."""


class QuestionQuerySet(TenantQuerySet):
    def newest(self):
        """Of one enrolment: its newest version, or None."""
        return self.order_by("-number").first()

    def current(self):
        """The newest version for each enrolment."""
        return self.order_by("enrolment_id", "-number").distinct("enrolment_id")

    def settled(self):
        return self.filter(state=ResearchQuestion.State.SETTLED)

    def in_force(self):
        """The newest settled version for each enrolment: what holds while a newer one waits."""
        return self.settled().current()

    def holding(self):
        """Of one enrolment: what holds, also while a newer version waits; the newest one while none is settled yet."""
        return self.in_force().first() or self.newest()

    def newest_first(self):
        return self.order_by("-number")

    def waiting(self):
        """The newest versions that wait for a sponsor."""
        newer = self.model.objects.filter(enrolment=models.OuterRef("enrolment"), number__gt=models.OuterRef("number"))
        of_those_here = self.filter(enrolment__state=Enrolment.State.ACTIVE, state=ResearchQuestion.State.PROPOSED)
        return of_those_here.exclude(models.Exists(newer))


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

    WEIGHTS = {1: _("a little"), 2: _("much"), 3: _("above all")}
    WORDING = ("kind", "text", "because", "known_by", "perspective", "topics", "owns", "sight_of", "decision")

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

    def says(self, wording):
        """Whether a version with this wording would be the same."""
        return all(getattr(self, name) == value for name, value in wording.items())

    @property
    def is_newest(self):
        return not self._versions().filter(number__gt=self.number).exists()

    @property
    def was_suggested_to(self):
        """Whether a sponsor has made the one suggestion, for this version or an earlier one."""
        return self._versions().exclude(suggestion="").exists()

    @property
    def weighted_topics(self):
        """(label, weight) of its topics, the weightiest first."""
        program = self.enrolment.cohort.program
        chosen = [(topic["label"], self.topics.get(topic["key"], 0)) for topic in program.topics]
        return sorted([pair for pair in chosen if pair[1]], key=lambda pair: -pair[1])

    @property
    def topic_words(self):
        """Its topics with their weights in words, the weightiest first."""
        return [f"{label} ({self.WEIGHTS[weight]})" for label, weight in self.weighted_topics]

    def settle(self, *, by, now):
        """A sponsor's yes."""
        self._decide(self.State.SETTLED, settled_at=now)
        AuditEntry.record("settled", self, by=by, now=now, fields=["state"])
        self._settled(_("Your research question is settled."), by=by, now=now)

    def suggest(self, text, *, by, now):
        """A sponsor's sharper wording, once in the life of a question: afterwards the leader may go ahead."""
        if self.was_suggested_to:
            raise CannotDecide
        self._decide(self.State.RETURNED, suggestion=text)
        AuditEntry.record("suggested", self, by=by, now=now, fields=["suggestion"])
        self._tell_leader(_("There is a sharper wording for your research question."), by=by, now=now)

    def go_ahead(self, *, by, now):
        """The leader's own yes, after a suggestion."""
        if by.person_id != self.enrolment.person_id or not self.was_suggested_to:
            raise CannotDecide
        self._decide(self.State.SETTLED, settled_at=now)
        AuditEntry.record("went ahead", self, by=by, now=now, fields=["state"])
        facts.tell(QuestionSettled(self.enrolment.cohort_id, self.enrolment_id, self.pk), now=now)

    def _versions(self):
        return type(self).objects.filter(enrolment_id=self.enrolment_id)

    def _decide(self, state, **values):
        self.enrolment.lock()
        undecided = self._versions().exclude(state=self.State.SETTLED).filter(pk=self.pk)
        if not self.is_newest or not undecided.update(state=state, **values):
            raise CannotDecide
        for name, value in {"state": state, **values}.items():
            setattr(self, name, value)

    def _settled(self, sentence, *, by, now):
        self._tell_leader(sentence, by=by, now=now)
        facts.tell(QuestionSettled(self.enrolment.cohort_id, self.enrolment_id, self.pk), now=now)

    def _tell_leader(self, sentence, *, by, now):
        url = by.url("programs:question", pk=self.enrolment_id)
        Notice.leave("question", self.enrolment.person, str(sentence), now=now, url=url)
