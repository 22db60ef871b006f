"""How a pair keeps its rhythm, from visible facts alone: held, cancelled and on whose side, moved, not logged, next not booked.

Pure: what was planned and what became of it goes in, a standing with the fact behind it comes out. Nothing that was said in
the lab is among what goes in (PROTOCOL N3), so this may be shown to whoever may count the pair's sessions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

FORTNIGHT = timedelta(days=14)
TO_LOG = timedelta(days=3)  # so long after an hour nobody wonders that it isn't logged
WITHOUT = 3 * FORTNIGHT  # so long without an hour held and a lab stands still
SOON = FORTNIGHT + timedelta(days=3)  # a next hour later than this leaves a fortnight out
MOVED_OFTEN = 3

Became = Literal["planned", "held", "leader", "mentor"]
Standing = Literal["on rhythm", "slipping", "stalled"]
Fact = Literal[
    "held", "first", "met last", "missed in a row", "not logged", "not booked", "moved", "long ago", "never met", "off"
]


@dataclass(frozen=True)
class Hour:
    """One planned hour. `became` names the side on which it was cancelled, if it was; `moves` counts how often it moved."""

    starts: datetime
    ends: datetime
    became: Became
    moves: int = 0


@dataclass(frozen=True)
class Rhythm:
    """`since` is the moment that the fact is about, `n` how many it counts; each None where the fact has none."""

    standing: Standing
    fact: Fact
    n: int | None = None
    since: datetime | None = None
    side: str = ""


def rhythm(hours: Sequence[Hour], *, begun: datetime, ends: datetime, now: datetime) -> Rhythm:
    """The standing of a pair that runs since `begun` in a cohort that ends at `ends`; hours in any order.

    *Stalled*: six weeks since the last hour held (or since the beginning), or three misses in a row. *Slipping*: the last
    hour was missed; one is over for three days and nobody has logged it; the next one isn't booked, or lies beyond the next
    fortnight; or it was moved three times. The gravest fact is told, and of equals the one named first here.
    """
    past = sorted((it for it in hours if it.ends <= now), key=lambda it: it.starts)
    coming = sorted((it for it in hours if it.ends > now and it.became == "planned"), key=lambda it: it.starts)
    held = [it for it in past if it.became == "held"]
    missed = _missed_in_a_row(past)
    if len(missed) >= 3:
        return Rhythm("stalled", "missed in a row", n=len(missed), since=missed[0].starts, side=_side(missed))
    last = held[-1].starts if held else begun
    if now - last > WITHOUT:
        return Rhythm("stalled", "long ago" if held else "never met", since=last)
    if missed:
        return Rhythm("slipping", "missed in a row", n=len(missed), since=missed[-1].starts, side=_side(missed))
    unlogged = [it for it in past if it.became == "planned" and it.ends + TO_LOG < now]
    if unlogged:
        return Rhythm("slipping", "not logged", n=len(unlogged), since=unlogged[0].starts)
    return _ahead(coming, held, now, ends) or _steady(held, coming)


def _ahead(coming: Sequence[Hour], held: Sequence[Hour], now: datetime, ends: datetime) -> Rhythm | None:
    """What is to be said of the next hour, if anything."""
    if not coming:
        return Rhythm("slipping", "not booked") if now + FORTNIGHT < ends else None
    if coming[0].starts - max(now, held[-1].ends if held else now) > SOON:
        return Rhythm("slipping", "off", since=coming[0].starts)
    if coming[0].moves >= MOVED_OFTEN:
        return Rhythm("slipping", "moved", n=coming[0].moves, since=coming[0].starts)
    return None


def _steady(held: Sequence[Hour], coming: Sequence[Hour]) -> Rhythm:
    if held:
        return Rhythm("on rhythm", "held", n=len(held), since=held[-1].starts)
    return Rhythm("on rhythm", "first", since=coming[0].starts if coming else None)


def _missed_in_a_row(past: Sequence[Hour]) -> list[Hour]:
    """The hours that were cancelled since the last one that was not, oldest first; one that waits for its log ends the row."""
    row: list[Hour] = []
    for it in reversed(past):
        if it.became not in ("leader", "mentor"):
            break
        row.append(it)
    return row[::-1]


def _side(missed: Sequence[Hour]) -> str:
    sides = {it.became for it in missed}
    return sides.pop() if len(sides) == 1 else ""


def asks_to_book(hours: Sequence[Hour], now: datetime) -> bool:
    """Whether the last two hours that were due both fell out on the leader's side (G1, to the leader alone)."""
    past = sorted(
        (it for it in hours if it.starts <= now or it.became in ("leader", "mentor")), key=lambda it: it.starts
    )
    return len(past) >= 2 and all(it.became == "leader" for it in past[-2:])
