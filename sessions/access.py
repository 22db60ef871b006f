"""The only place where a person and an id become one of this app's objects, or a 404."""

from organizations.access import one
from organizations.models import Person
from pairing.models import Pair

from .models import Homework, LabSession

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


def session_for(person, pk):
    """Joined to all that a pair brings with it, one row takes longer to plan than to read: hence several small queries."""
    session = one(LabSession.objects.of_pairs(pairs_of(person).values("pk")).shown(), pk=pk)
    session.pair = Pair.objects.select_related("cohort__contact").get(pk=session.pair_id)
    both = [session.pair.leader_id, session.pair.mentor_id]
    session.pair.meet(Person.objects.select_related("organization").filter(pk__in=both))
    return session


def pair_of(membership, pk):
    return one(pairs_of(membership.person), pk=pk)


def session_of(membership, pk):
    return session_for(membership.person, pk)


def homework_of(membership, pk):
    return one(Homework.objects.filter(pair__in=pairs_of(membership.person).values("pk")), pk=pk)
