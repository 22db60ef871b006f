"""The only place where a person and an id become one of this app's objects, or a 404."""

from organizations.access import one
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
    related = [f"pair__{name}" for name in PEOPLE]
    return LabSession.objects.of_pairs(pairs_of(person).values("pk")).shown().select_related(*related, "logged_by")


def pair_of(membership, pk):
    return one(pairs_of(membership.person), pk=pk)


def session_of(membership, pk):
    return one(sessions_of(membership.person), pk=pk)


def homework_of(membership, pk):
    return one(Homework.objects.filter(pair__in=pairs_of(membership.person).values("pk")), pk=pk)
