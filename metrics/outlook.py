"""What a figure about so many people can show, before anyone has answered (PROTOCOL C1). Pure: the gate's own numbers."""

from dataclasses import dataclass
from fractions import Fraction

from . import disclosure
from .statistics import TOO_FEW_TO_REACH

MOST = 1000  # people: what takes more than that is out of reach


@dataclass(frozen=True)
class Outlook:
    """`takes`: of how many people on what is asked of it can be shown; None where no number is enough.

    `low` and `high`: within which a protected figure is kept, as a mean or a share of 1; None for another.
    """

    shows: bool
    takes: int | None = disclosure.FEWEST
    low: Fraction | None = None
    high: Fraction | None = None
    reaches: bool = True  # its target lies where it can be shown
    tells: bool = True  # a change can be told from chance

    @property
    def is_whole(self) -> bool:
        return self.shows and self.reaches and self.tells


def plain(n: int, *, compares: bool = True) -> Outlook:
    """A mean, a share or a count of `n` people; one that `compares` says what has changed since the first survey."""
    if n < disclosure.FEWEST:
        return Outlook(shows=False)
    if compares and n <= TOO_FEW_TO_REACH:
        return Outlook(shows=True, takes=TOO_FEW_TO_REACH + 1, tells=False)
    return Outlook(shows=True)


def protected(n: int, *, is_share: bool, target: Fraction | None = None, up: bool = True) -> Outlook:
    """A protected item is clamped (EVIDENCE R6): with few people its target may lie beyond what can be shown."""
    if n < disclosure.FEWEST:
        return Outlook(shows=False)
    low, high = limits(n, is_share=is_share)
    if target is None or _within(target, low, high, up):
        return Outlook(shows=True, low=low, high=high)
    sizes = range(n + 1, MOST + 1)
    takes = next((m for m in sizes if _within(target, *limits(m, is_share=is_share), up)), None)
    return Outlook(shows=True, takes=takes, low=low, high=high, reaches=False)


def limits(n: int, *, is_share: bool) -> tuple[Fraction, Fraction]:
    """The least and the most that is shown of n answers, by the gate itself: for all at one end, and all at the other."""
    if is_share:
        least, most = (disclosure.clamped_count([[said] * n]).value / n for said in (False, True))
    else:
        least, most = (disclosure.clamped_mean([[said] * n]).value for said in (1, 5))
    return least, most


def _within(target: Fraction, low: Fraction, high: Fraction, up: bool) -> bool:
    return target <= high if up else target >= low
