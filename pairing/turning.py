"""What becomes of a cohort's pairs when it goes on after a rest, or is cancelled. In the worker's scope, which sees them all."""

from notifications.models import Due
from organizations.registries import facts
from programs.facts import CohortCancelled, CohortResumed

from .models import Pair


def go_on(fact, *, now):
    """Those that wait for their start are looked at again; who was not told of their partner in the rest is told now."""
    pairs = Pair.objects.filter(cohort=fact.cohort_id, state=Pair.State.PUBLISHED).order_by("id")
    Due.objects.wake(["pair-news"], pairs.values("pk"), since=fact.since, now=now)
    for pair in pairs:
        pair.look_again(now=now)


def end_pairs(fact, *, now):
    """Who takes part reads of it as news of the cohort."""
    for pair in Pair.objects.open().filter(cohort=fact.cohort_id).with_people().in_order():
        pair.end(by=None, now=now)


def register():
    facts.subscribe(CohortResumed, go_on)
    facts.subscribe(CohortCancelled, end_pairs)
