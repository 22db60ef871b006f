"""The only place where a membership and an id become a check-in, or a 404."""

from organizations.access import one

from .models import CheckIn

WHOLE = ("pair", "pair__leader", "pair__mentor", "subject", "given_to")
WITH_PLACE = (*WHOLE, "pair__leader_enrolment__cohort__organization", "pair__leader_enrolment__person")


def own(membership, pk):
    """The check-in that asks this very person."""
    return one(CheckIn.objects.about(membership.person_id).select_related(*WITH_PLACE), pk=pk)


def given(membership, pk):
    """The check-in whose answers are this sponsor's to read."""
    return one(CheckIn.objects.given_to(membership.person_id).select_related(*WITH_PLACE), pk=pk)


def queue(membership):
    return CheckIn.objects.given_to(membership.person_id).select_related(*WHOLE)


def answered(membership):
    """Answered ones, those that ask for something first; the newest hundred."""
    return queue(membership).answered().order_by("-wants_to_talk", "-answered_at", "id")[:100]


def all_own(membership):
    return CheckIn.objects.about(membership.person_id).select_related(*WHOLE).newest_first()


def has_queue(membership):
    return queue(membership).exists()
