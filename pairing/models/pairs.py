"""Two people of a cohort, from the day they are told of each other."""

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from notifications.models import Due
from organizations.models import AuditEntry
from organizations.registries import facts, gate_clauses
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned, uuid7
from organizations.tenancy.schema import ME, IdFunction, RowPolicy
from programs.models import Cohort, Enrolment, PartnerAccess
from programs.policies import SPONSORED

from ..facts import PairEnded, PairStarted
from ..policies import OF_A_PAIR_I_SEE, OF_MY_OWN_PAIR, ONE_OF_THE_TWO, PAIR_READERS
from .runs import Kind


class PairQuerySet(TenantQuerySet):
    def of(self, person_id):
        return self.filter(Q(leader_id=person_id) | Q(mentor_id=person_id))

    def open(self):
        """Those that may still meet."""
        return self.filter(state__in=[Pair.State.PUBLISHED, Pair.State.RUNNING, Pair.State.PAUSED])

    def running(self):
        return self.filter(state=Pair.State.RUNNING)

    def awake(self):
        """Those whose cohort neither rests nor was cancelled."""
        return self.exclude(cohort__state__in=Cohort.QUIET)

    def shown(self):
        """To the two: a proposal that one of them turned down is nobody's page any more."""
        return self.exclude(state=Pair.State.WITHDRAWN)

    def with_answer_of(self, person_id):
        """`is_answered`: whether this person has said yes or no."""
        return self.annotate(is_answered=Exists(PairResponse.objects.filter(pair=OuterRef("pk"), person=person_id)))

    def breached(self):
        return self.open().filter(breach_since__isnull=False)

    def with_people(self):
        return self.select_related("leader", "mentor", "cohort")

    def in_order(self):
        return self.order_by("leader__family_name", "leader__given_name", "id")


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
    agreed_at = models.DateTimeField(null=True)  # both have accepted: until then neither knows of the other's answer
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    breach_since = models.DateTimeField(null=True)  # the leader stands above the mentor since a roster change (N7)

    objects = PairQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "leader_enrolment"],
                condition=Q(state__in=["published", "running", "paused"]),
                name="pair_one_mentor_at_a_time",
            ),
            RowPolicy(name="pair_readers", role="app_web", using=PAIR_READERS),
            IdFunction(name="seen_pairs", ids="id"),
            IdFunction(name="own_pairs", ids="id", where=ONE_OF_THE_TWO),
            IdFunction(name="taught_pairs", ids="id", where=f"mentor_id = {ME}"),
            IdFunction(name="people_of_seen_pairs", ids="unnest(ARRAY[leader_id, mentor_id])"),
            IdFunction(
                name="people_i_meet",
                ids="unnest(ARRAY[leader_id, mentor_id])",
                where=f"{ONE_OF_THE_TWO} AND state IN ('published', 'running', 'paused')",
            ),
        ]

    def __str__(self):
        return f"{self.leader} and {self.mentor}"

    def partner_of(self, person_id):
        return self.mentor if person_id == self.leader_id else self.leader

    def hand_of(self, membership):
        """The one of the two for whom this member plans: the mentor, or else the leader, whose assistant may do it too."""
        return self.mentor if membership.person_id == self.mentor_id else self.leader

    def meet(self, people):
        """Who leader and mentor are, read by somebody already: joined to both, a pair takes longer to plan than to read."""
        by_id = {person.pk: person for person in people}
        self.leader, self.mentor = by_id[self.leader_id], by_id[self.mentor_id]

    @property
    def both(self):
        """{person id: leader or mentor}"""
        return {self.leader_id: self.leader, self.mentor_id: self.mentor}

    @property
    def is_open(self):
        return self.state in (self.State.PUBLISHED, self.State.RUNNING, self.State.PAUSED)

    @property
    def awaits_answers(self):
        return self.state == self.State.PUBLISHED and self.agreed_at is None

    @property
    def has_work(self):
        """Whether its one process stands, with the figure that it begins with (C3)."""
        return bool(self.process and self.starting_figure)

    @property
    def rests(self):
        """By a word of one of the two, or together with its whole cohort."""
        return self.is_open and (self.state == self.State.PAUSED or self.cohort.rests)

    @property
    def enrolment_ids(self):
        return (self.leader_enrolment_id, self.mentor_enrolment_id)

    def missing(self):
        """What the pair still waits for before it starts (C3)."""
        return list(self._missing())

    def still_waits(self):
        """The same, up to the first that is missing."""
        return any(self._missing())

    def _missing(self):
        asked = (clause.check(self) for clause in gate_clauses if clause.gate == "pair")
        return (missing for missing in asked if missing is not None)

    @transaction.atomic
    def answer(self, answer, *, by, now):
        """Yes, or not a good fit. The first answer stands. The worker looks at both: neither partner may."""
        self.lock()
        if self.state == self.State.PUBLISHED and not self.responses.filter(person_id=by.person_id).exists():
            self.responses.create(cohort_id=self.cohort_id, person_id=by.person_id, answer=answer, answered_at=now)
            self.look_again(now=now)

    def look_again(self, *, now):
        """Have the worker see whether the pair starts, or ends before it began: at once, and by the clock in any case."""
        from ..tasks import settle_pair

        Due.objects.plan("pair-start", self.pk, now, occurrence=uuid7().hex)  # each time anew: what is done stays done
        ids = (str(self.organization_id), str(self.pk), now.isoformat())
        transaction.on_commit(lambda: settle_pair.delay(*ids), robust=True)

    def start_if_ready(self, now):
        """In the worker's scope. Withdrawn if one has said no, started if nothing is missing; says whether it changed."""
        self.lock()
        if self.state != self.State.PUBLISHED:
            return False
        answers = list(self.responses.values_list("answer", Exists(self.line_exceptions.unagreed())))
        if any(answer == PairResponse.Answer.DECLINED for answer, _lacks in answers):
            return self.withdraw(now=now)
        if self.agreed_at is None and len(answers) == 2 and not any(lacks for _answer, lacks in answers):
            self._set(agreed_at=now)
        if self.breach_since or self.still_waits():
            return False
        self._set(state=self.State.RUNNING, started_at=now)
        AuditEntry.record("started", self, by=None, now=now, fields=["state"])
        facts.tell(PairStarted(self.pk), now=now)
        return True

    def pause(self, *, by, now):
        return self._move(self.State.RUNNING, self.State.PAUSED, by=by, now=now)

    def resume(self, *, by, now):
        return self._move(self.State.PAUSED, self.State.RUNNING, by=by, now=now)

    @transaction.atomic
    def end(self, *, by, now):
        """For good, by either partner or a sponsor, without a reason (N8). What both have done stays readable to them."""
        self.lock()
        if self.state == self.State.PUBLISHED:
            return self.withdraw(by=by, now=now)
        if not self.is_open:
            return False
        self._set(state=self.State.ENDED, ended_at=now)
        AuditEntry.record("ended", self, by=by, now=now, fields=["state"])
        facts.tell(PairEnded(self.pk), now=now)
        return True

    def withdraw(self, *, now, by=None):
        """A proposal that will not become a pair: neither reads the other's profile any more."""
        self._set(state=self.State.WITHDRAWN, ended_at=now)
        PartnerAccess.objects.filter(enrolment=self.leader_enrolment_id, person=self.mentor_id).delete()
        PartnerAccess.objects.filter(enrolment=self.mentor_enrolment_id, person=self.leader_id).delete()
        AuditEntry.record("withdrawn", self, by=by, now=now, fields=["state"])
        facts.tell(PairEnded(self.pk), now=now)
        return True

    @transaction.atomic
    def _move(self, before, after, *, by, now):
        self.lock()
        if self.state != before:
            return False
        self._set(state=after)
        AuditEntry.record(after, self, by=by, now=now, fields=["state"])
        return True

    def lock(self):
        """Keep others from it until this transaction ends, and read it as it stands."""
        self.refresh_from_db(
            fields=["state", "agreed_at", "started_at", "ended_at", "breach_since"],
            from_queryset=type(self).objects.select_for_update(of=("self",)),
        )

    def _set(self, **values):
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))


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
                using=f"person_id = {ME} OR (cohort_id = ANY ({SPONSORED}) AND {OF_A_PAIR_I_SEE})",
                check=f"person_id = {ME} AND {OF_MY_OWN_PAIR}",
            ),
        ]

    def __str__(self):
        return self.answer
