"""The hour as a picture: who holds the floor, minute by minute.

Coordinates are those of a 600 × 96 drawing. Above runs the mentor's band, below the leader's;
they overlap where both speak.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

WIDTH = 600.0
EASE = 15.0  # half the width of a hand-over, a minute and a half of sixty

Floor = Literal["both", "mentor", "leader"]

# top and bottom of the mentor's band, then of the leader's
_BANDS: dict[Floor, tuple[tuple[float, float], tuple[float, float]]] = {
    "both": ((6, 60), (36, 90)),
    "mentor": ((2, 66), (76, 88)),
    "leader": ((8, 20), (30, 94)),
}


@dataclass(frozen=True)
class Segment:
    """A part of the agenda: its name, its minutes, who holds the floor."""

    label: str
    minutes: int
    floor: Floor


@dataclass(frozen=True)
class Part:
    """A segment as it is listed below the bar; `start` in percent of the whole."""

    label: str
    minutes: int
    start: str
    current: bool


@dataclass(frozen=True)
class AgendaBar:
    """SVG path data of both bands and the ticks between parts; `played` is where now is, None before and after."""

    mentor: str
    leader: str
    ticks: str
    parts: tuple[Part, ...]
    played: int | None


def agenda_bar(segments: Sequence[Segment], elapsed: float | None = None) -> AgendaBar:
    """Draw the segments; `elapsed` minutes are gone. Raises ValueError where a segment has no length."""
    if not segments or any(segment.minutes <= 0 for segment in segments):
        raise ValueError("every part of an agenda needs a length")
    ends = list(accumulate(segment.minutes for segment in segments))
    marks = [0.0, *(WIDTH * end / ends[-1] for end in ends)]
    if elapsed is not None and not 0 <= elapsed < ends[-1]:
        elapsed = None
    bands = [_BANDS[segment.floor] for segment in segments]
    return AgendaBar(
        mentor=_band([band[0] for band in bands], marks),
        leader=_band([band[1] for band in bands], marks),
        ticks="".join(f"M{_n(x)} 0V8" for x in marks),
        parts=tuple(_parts(segments, ends, elapsed)),
        played=None if elapsed is None else round(WIDTH * elapsed / ends[-1]),
    )


def _parts(segments: Sequence[Segment], ends: Sequence[int], elapsed: float | None) -> list[Part]:
    return [
        Part(
            segment.label,
            segment.minutes,
            start=_n(100 * (end - segment.minutes) / ends[-1]),
            current=elapsed is not None and end - segment.minutes <= elapsed < end,
        )
        for segment, end in zip(segments, ends, strict=True)
    ]


def _band(levels: Sequence[tuple[float, float]], marks: Sequence[float]) -> str:
    """Along the top from the start, back along the bottom."""
    tops, bottoms = zip(*levels, strict=True)
    eases = [min(EASE, (b - a) / 2) for a, b in pairwise(marks)]
    inner = [(x, min(eases[i], eases[i + 1])) for i, x in enumerate(marks[1:-1])]
    there = _edge(tops, inner)
    back = _edge(bottoms[::-1], [(x, -ease) for x, ease in reversed(inner)])
    return f"M0 {_n(tops[0])}{there}L{_n(WIDTH)} {_n(tops[-1])}V{_n(bottoms[-1])}{back}L0 {_n(bottoms[0])}Z"


def _edge(levels: Sequence[float], turns: Sequence[tuple[float, float]]) -> str:
    steps = zip(turns, pairwise(levels), strict=True)
    return "".join(
        f"L{_n(x - ease)} {_n(a)}C{_n(x)} {_n(a)} {_n(x)} {_n(b)} {_n(x + ease)} {_n(b)}" for (x, ease), (a, b) in steps
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
