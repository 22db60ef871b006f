"""One run of a program: its life, its gates, and who is in charge."""

import datetime

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organizations.models import AuditEntry, Membership
from organizations.registries import cohort_facts, facts
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import ME, IdFunction

from ..facts import CohortDaysChanged, CohortMoved
from ..gate import GateClosed, gate_of
from .programs import Program
from .spoken import SpokenChar, SpokenText

LENGTH = datetime.timedelta(days=90)


# UNION ends where a cohort was met already.
_BEFORE = """
WITH RECURSIVE before (organization_id, id) AS (
    SELECT organization_id, copied_from_id FROM programs_cohort WHERE organization_id = %s AND id = %s
    UNION
    SELECT it.organization_id, it.copied_from_id FROM before JOIN programs_cohort it USING (organization_id, id)
)
SELECT id FROM before WHERE id IS NOT NULL
"""


class CohortQuerySet(TenantQuerySet):
    def sponsored_by(self, person_id):
        return self.filter(sponsors__person_id=person_id)

    def newest_first(self):
        return self.order_by("-id")

    def alive(self):
        return self.exclude(state__in=Cohort.OVER)

    def with_facts(self):
        """As attributes, what higher apps know of each: `Cohort.knows` reads it where this was not asked for."""
        return self.annotate(**{name: expression() for name, expression in cohort_facts.items()})

    def together(self):
        """As a list: the first of them that is asked for a fact asks for all. Most pages never do, and facts are dear."""
        found = list(self)
        for cohort in found:
            cohort._beside = found
        return found

    def run_before(self, cohort):
        """Those that this one was copied from, directly or at several removes."""
        return self.filter(pk__in=RawSQL(_BEFORE, [cohort.organization_id, cohort.pk]))  # noqa: S611 a constant

    def before(self, pk):
        """Made before the one with this id."""
        return self.filter(pk__lt=pk)

    def over(self):
        return self.filter(state__in=Cohort.OVER)

    def of_participant(self, person_id):
        return self.filter(enrolments__person_id=person_id, enrolments__state="active")


class TakesPart(Exception):
    """Someone who takes part in a cohort can't be in charge of it, nor the other way round."""


class Cohort(Versioned, TenantModel):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        DESIGNING = "designing", _("Designing")
        ENROLLING = "enrolling", _("Enrolling")
        PAIRING = "pairing", _("Pairing")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("At rest")
        CLOSING = "closing", _("Closing")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")

    class Goal(models.TextChoices):
        WORKFLOW = "workflow", _("Each pair changes one workflow")
        DECISION = "decision", _("Each pair changes how one decision is made")

    LIFE = (State.DRAFT, State.DESIGNING, State.ENROLLING, State.PAIRING, State.RUNNING, State.CLOSING, State.COMPLETED)
    OVER = (State.COMPLETED, State.CANCELLED)
    QUIET = (State.PAUSED, State.CANCELLED)  # nobody is asked for anything
    BEFORE_PAIRS = (State.DRAFT, State.DESIGNING, State.ENROLLING)
    JOINED_IN = (State.ENROLLING, State.PAIRING, State.RUNNING)  # people can be enrolled

    audited_as = _("cohort")

    program = models.ForeignKey(Program, models.PROTECT, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    goal_kind = models.CharField(_("kind of goal"), max_length=10, choices=Goal, default=Goal.WORKFLOW)
    goal = SpokenChar(_("the goal of the 90 days"), max_length=300, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    planned_pairs = models.PositiveSmallIntegerField(_("how many pairs you plan for"), null=True, blank=True)
    rests_since = models.DateTimeField(null=True)  # while it is paused: its days and clocks stand still there
    rested_days = models.PositiveSmallIntegerField(default=0)  # by which its last day has moved
    contact = models.ForeignKey(
        "organizations.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("independent contact"),
    )
    comparison = SpokenText(_("comparison group, or why there is none"), blank=True)
    same_unit_allowed = models.BooleanField(_("partners may come from the same department"), default=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    changes = models.TextField(_("what will be different this time"), max_length=600, blank=True)
    made_at = models.DateTimeField()

    objects = CohortQuerySet.as_manager()
    _beside = None  # the list that it was read in

    class Meta(TenantModel.Meta):
        pass

    def __str__(self):
        return self.name

    def once(self, ask):
        """`ask(cohort)`, asked once until the gate is looked at anew: a page shows what its gate has asked for."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        return self._answers[ask]

    def knows(self, fact):
        """What a higher app has registered in `cohort_facts`; anew after `lock`."""
        if fact not in self.__dict__:
            self._learn()
        return self.__dict__[fact]

    def _learn(self):
        names = [name for name, _ in cohort_facts.items()]
        unaware = {it.pk: it for it in self._beside or [self] if names[0] not in it.__dict__}
        for row in type(self).objects.filter(pk__in=unaware).order_by().with_facts().values("pk", *names):
            unaware[row.pop("pk")].__dict__.update(row)

    @cached_property
    def _answers(self):
        return {}

    @property
    def people(self):
        """How many take part, as what and how far they are."""
        return self.once(people_of)

    @property
    def papers(self):
        """The newest lab rules and role charter, each with how many have `signed` it, or None."""
        return self.once(papers_of)

    @property
    def in_charge(self):
        return self.once(_in_charge)

    @property
    def is_over(self):
        return self.state in self.OVER

    @property
    def rests(self):
        return self.state == self.State.PAUSED

    @property
    def is_forming(self):
        """Before the first session."""
        return self.state in self.LIFE[: self.LIFE.index(self.State.RUNNING)]

    @property
    def may_run_again(self):
        """From the day that its sessions are over; a cancelled one has nothing to go on from."""
        return self.state in (self.State.CLOSING, self.State.COMPLETED)

    @property
    def next_state(self):
        """What its gate leads to; None for one that is over, or rests: it is taken up again first."""
        return None if self.is_over or self.rests else self.LIFE[self.LIFE.index(self.state) + 1]

    def clock(self, now):
        """Now, as its days are counted: while it rests, the moment at which it went to rest."""
        return min(now, self.rests_since) if self.rests_since else now

    def today(self, now):
        """The same as a day of its organization."""
        return self.clock(now).astimezone(self.organization.zone).date()

    @property
    def rests_from(self):
        """The day on which it went to rest, in its organization."""
        return self.today(self.rests_since)

    def told(self, ask, answer):
        """What `once(ask)` gives from now on: read for many cohorts in one go."""
        self._answers[ask] = answer

    def gate(self, now):
        self._answers.clear()
        return gate_of(self, now)

    def advance(self, *, by, now, leaving=None):
        """Take the next step of its life, and give the step. None if another has left that state already.

        Raises GateClosed. `leaving` is the state that the person who presses has seen.
        """
        leaving = leaving or self.state
        self.lock()
        if self.state != leaving or self.next_state is None:
            return None
        gate = self.gate(now)
        if not gate.is_open:
            raise GateClosed(gate.missing)
        AuditEntry.record("moved", self, by=by, now=now, fields=["state"])
        return self._go(self.next_state, saw=gate.saw, by=by, now=now)

    def cancel(self, *, by, now):
        """End it early, for good. None if it was over already."""
        self.lock()
        if self.is_over:
            return None
        AuditEntry.record("cancelled", self, by=by, now=now, fields=["state"])
        return self._go(self.State.CANCELLED, by=by, now=now, rests_since=None)

    def pause(self, *, by, now):
        """Let it rest: days, check-ins and reminders stop until it is resumed. None if it does not run."""
        self.lock()
        if self.state != self.State.RUNNING:
            return None
        AuditEntry.record("paused", self, by=by, now=now, fields=["state"])
        return self._go(self.State.PAUSED, by=by, now=now, rests_since=now)

    def resume(self, *, by, now):
        """Take it up again: its last day moves by the days that it rested. None if it does not rest."""
        self.lock()
        if not self.rests:
            return None
        days = (now.astimezone(self.organization.zone).date() - self.today(now)).days
        moved = {"rests_since": None, "rested_days": self.rested_days + days, "version": self.version + 1}
        if self.ends_on:
            moved["ends_on"] = self.ends_on + datetime.timedelta(days=days)
        AuditEntry.record("resumed", self, by=by, now=now, fields=["state"])
        step = self._go(self.State.RUNNING, by=by, now=now, **moved)
        facts.tell(CohortDaysChanged(self.pk), now=now)
        return step

    def lock(self):
        """Keep others from it until this transaction ends, and read it as it stands."""
        for name, _expression in cohort_facts.items():
            self.__dict__.pop(name, None)
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))

    def _go(self, after, *, by, now, saw=(), **changed):
        before, self.state = self.state, after
        for name, value in changed.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *changed])
        step = self.steps.create(before=before, after=after, taken_by_id=by.person_id, at=now, saw=list(saw))
        facts.tell(CohortMoved(self.pk, before, after), now=now)
        return step

    def add_sponsor(self, membership, *, by, now):
        """Put a sponsor of the organization in charge as well. Raises TakesPart."""
        self.lock()
        if self.enrolments.filter(person=membership.person).exists():
            raise TakesPart
        sponsor, made = self.sponsors.get_or_create(person=membership.person, defaults={"since": now})
        if made:
            AuditEntry.record("added a sponsor", self, by=by, now=now, fields=["sponsors"])
        return sponsor


def people_of(cohort):
    return cohort.enrolments.counts()


def papers_of(cohort):
    rules, charter = cohort.labrules_versions, cohort.rolecharter_versions
    return {"rules": rules.with_signed().in_force(), "charter": charter.with_signed().in_force()}


def _in_charge(cohort):
    return [it.person for it in cohort.sponsors.select_related("person").order_by("id")]


class CohortSponsorQuerySet(TenantQuerySet):
    def serving(self):
        """Those who still are sponsors of the organization, the longest in charge first."""
        return self.filter(person__in=Membership.objects.sponsors().values("person")).order_by("since", "id")


class CohortSponsor(TenantModel):
    """A sponsor in charge of a cohort: the only one who reads there; never one of its participants."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="sponsors")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    since = models.DateTimeField()

    objects = CohortSponsorQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "cohort", "person"], name="cohortsponsor_once"),
            models.UniqueConstraint(fields=["organization", "person", "cohort"], name="cohortsponsor_by_person"),
            IdFunction(name="sponsored_cohorts", ids="cohort_id", where=f"person_id = {ME}"),
        ]

    def __str__(self):
        return f"{self.person} for {self.cohort}"


class CohortStepQuerySet(TenantQuerySet):
    def in_order(self):
        return self.order_by("id")

    def resumptions(self):
        return self.filter(before=Cohort.State.PAUSED, after=Cohort.State.RUNNING)


class CohortStep(TenantModel):
    """A step of a cohort's life: who took it, when, and what the gate saw."""

    web_may = "SELECT, INSERT"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="steps")
    before = models.CharField(max_length=10, choices=Cohort.State)
    after = models.CharField(max_length=10, choices=Cohort.State)
    taken_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    saw = models.JSONField(default=list)  # [clause title, …] as they stood

    objects = CohortStepQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self):
        return f"{self.before} → {self.after}"

    @property
    def is_resumption(self):
        return (self.before, self.after) == (Cohort.State.PAUSED, Cohort.State.RUNNING)

    @property
    def rest(self):
        """(since, until) of the rest that this step ended."""
        before = type(self).objects.filter(cohort=self.cohort_id, after=Cohort.State.PAUSED, id__lt=self.pk)
        return before.in_order().last().at, self.at
