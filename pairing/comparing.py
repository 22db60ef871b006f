"""Two runs side by side: what each comes to, and who moves from one to the other."""

from dataclasses import dataclass

from django.db.models import Avg, Count, Min, Q
from django.utils.translation import gettext as _

from . import access, words
from .board import PARTS
from .moving import moves


@dataclass(frozen=True)
class Figure:
    label: str
    one: str
    two: str


def compared(membership, one, two, people):
    rules = people.meet(access.rules_to_lead(membership, one.cohort))
    found = moves(membership, one, two, people, rules)
    return {"figures": _figures(membership, one, two), "moved": list(found.values())}


def _figures(membership, one, two):
    """Of the pairs that this sponsor may read: nobody else's weigh in."""
    sums = [_sums(access.proposals_to_lead(membership, run)) for run in (one, two)]
    waits = [access.unpaired_to_lead(membership, run).count() for run in (one, two)]
    rows = [
        Figure(_("Pairs"), *(str(each["pairs"]) for each in sums)),
        Figure(_("Leaders who wait"), *map(str, waits)),
        Figure(_("Weakest pair that is not pinned, of 100"), *(_points(each["weakest"]) for each in sums)),
        Figure(_("Mean of all pairs, of 100"), *(_points(each["mean"]) for each in sums)),
    ]
    weights = [Figure(str(words.PARTS[name]), str(one.weights[name]), str(two.weights[name])) for name in PARTS]
    return [*rows, *weights]


def _sums(proposals):
    free = Q(reasons__pinned=False)
    return proposals.order_by().aggregate(pairs=Count("pk"), weakest=Min("score", filter=free), mean=Avg("score"))


def _points(score):
    return "–" if score is None else str(words.points(score))
