"""The only place where a person and an id become one of this app's objects, or a 404."""

from django.db.models import Prefetch

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
    return Pair.objects.of(person.pk).exclude(state=Pair.State.WITHDRAWN).select_related(*PEOPLE).order_by("id")


def sessions_of(person):
    """Joined to all that a pair brings with it, one row takes longer to plan than to read: hence several small queries."""
    pairs = Prefetch("pair", Pair.objects.select_related("cohort__program", "cohort__contact"))
    people = [Prefetch(f"pair__{who}", Person.objects.select_related("organization")) for who in ("leader", "mentor")]
    enrolments = ("pair__leader_enrolment", "pair__mentor_enrolment")
    mine = LabSession.objects.of_pairs(pairs_of(person).values("pk")).shown().select_related("logged_by")
    return mine.prefetch_related(pairs, *people, *enrolments)


def pair_of(membership, pk):
    return one(pairs_of(membership.person), pk=pk)


def session_of(membership, pk):
    return one(sessions_of(membership.person), pk=pk)


def homework_of(membership, pk):
    return one(Homework.objects.filter(pair__in=pairs_of(membership.person).values("pk")), pk=pk)
