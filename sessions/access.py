"""The only place where a person and an id become one of this app's objects, or a 404."""

import contextlib
from dataclasses import dataclass

from organizations.access import one
from organizations.models import Membership, Person
from organizations.tenancy.scope import WEB, scope
from pairing.models import Pair

from .models import Assistant, DayOff, Homework, LabSession

PEOPLE = (
    "leader__organization",
    "mentor__organization",
    "cohort__program",
    "cohort__contact",
    "leader_enrolment",
    "mentor_enrolment",
)


def pairs_of(person):
    """The pairs that this person takes part in and was told of, those that ended included."""
    return Pair.objects.of(person.pk).shown().select_related(*PEOPLE).order_by("id")


def session_for(person, pk, sent=False):
    """With `sent`, of a form: one that gave way while its page was open is found too, so that the page can say so.

    Joined to all that a pair brings with it, one row takes longer to plan than to read: hence several small queries.
    """
    sessions = _sessions_of(person)
    session = one(sessions if sent else sessions.shown(), pk=pk)
    session.pair = Pair.objects.select_related("cohort__contact").get(pk=session.pair_id)
    both = [session.pair.leader_id, session.pair.mentor_id]
    session.pair.meet(Person.objects.select_related("organization").filter(pk__in=both))
    return session


def _sessions_of(person):
    """Those too that gave way to others."""
    return LabSession.objects.of_pairs(pairs_of(person).values("pk"))


def pair_of(membership, pk):
    return one(pairs_of(membership.person), pk=pk)


def session_of(membership, pk, sent=False):
    return session_for(membership.person, pk, sent)


def noted_session_of(membership, pk):
    """Without its pair and their people, of whom nothing is said to who writes notes: two pages ask for it every few seconds."""
    return one(_sessions_of(membership.person), pk=pk)


def homework_of(membership, pk):
    return one(Homework.objects.filter(pair__in=pairs_of(membership.person).values("pk")), pk=pk)


def day_off_of(membership, pk):
    return one(DayOff.objects.of(membership.person_id), pk=pk)


def assistants_of(membership):
    return Assistant.objects.of(membership.person_id)


def assistant_of(membership, pk):
    return one(assistants_of(membership), pk=pk)


def kept_by(membership):
    """Whose calendars this member keeps."""
    return Assistant.objects.held_by(membership.person_id).order_by("leader__family_name", "leader__given_name", "id")


def kept_for(leaders, person):
    """Who keeps the calendars of those whom this person meets."""
    others = Assistant.objects.filter(leader__in=leaders).exclude(leader=person)
    return others.select_related("person", "leader").order_by("id")


@dataclass(frozen=True)
class Planner:
    """On whose calendar somebody works: their own, or that of a leader whose assistant they are.

    `person` is the one for whom and on whose clock, `by` the member who does it.
    """

    person: Person
    by: Membership

    @property
    def assists(self):
        return self.by.person_id != self.person.pk

    def url(self, view, **kwargs):
        """Each calendar page has two addresses: one's own, and that for whoever keeps the calendar."""
        return (
            self.by.url(f"{view}_for", leader=self.person.pk, **kwargs) if self.assists else self.by.url(view, **kwargs)
        )

    @property
    def home(self):
        if self.assists:
            return self.by.url("sessions:kept_calendar", leader=self.person.pk)
        return self.by.url("sessions:sessions")

    def after(self, session):
        """Where it goes on once something is done to a session: its own page is the two partners' alone, while it stands."""
        return self.home if self.assists or session.gave_way else self.by.url("sessions:session", pk=session.pk)

    def pairs(self):
        mine = pairs_of(self.person)
        return mine.filter(leader=self.person) if self.assists else mine

    def pair(self, pk):
        return one(self.pairs(), pk=pk)

    def session(self, pk, sent=False):
        session = session_for(self.person, pk, sent)
        if self.assists:
            self.pair(session.pair_id)
        return session


@contextlib.contextmanager
def planner_for(membership, leader_id=None):
    """What a calendar page shows is read inside of it, and drawn outside.

    An assistant may read no row of a pair. What a plan takes is read with the leader's eyes; the page of an assistant is made
    of times and names alone (PROTOCOL 2).
    """
    if leader_id is None:
        yield Planner(membership.person, membership)
        return
    kept = one(kept_by(membership), leader=leader_id)
    with scope(WEB, membership.organization_id, leader_id):
        yield Planner(kept.leader, membership)
