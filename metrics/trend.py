"""A figure over time as a picture: program solid, comparison dotted, target thin, a changed definition upright.

Coordinates are those of a 272 × 104 drawing. A figure that may not be shown is None and leaves a gap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

LEFT, RIGHT, TOP, BOTTOM = 6.0, 226.0, 18.0, 76.0
LINE = 14.0  # least distance between two labels
FLOOR = 92.0  # the lowest a label may stand

Figures = Sequence[float | None]


@dataclass(frozen=True)
class Dot:
    """A measured point; `end` is the last one."""

    x: str
    y: str
    end: bool


@dataclass(frozen=True)
class End:
    """The label behind a line's last value."""

    y: str
    text: str
    kind: str


@dataclass(frozen=True)
class Tick:
    """The name of a point in time."""

    x: str
    text: str


@dataclass(frozen=True)
class Trend:
    """Everything components/trend.html draws, as SVG numbers."""

    us: tuple[str, ...]
    them: tuple[str, ...]
    dots: tuple[Dot, ...]
    goal: str
    changes: tuple[str, ...]
    ends: tuple[End, ...]
    ticks: tuple[Tick, ...]
    lone: tuple[Dot, ...] = ()  # of the comparison: figures without a neighbor, which no line would show


def trend(
    labels: Sequence[str],
    program: Figures,
    *,
    comparison: Figures = (),
    target: float | None = None,
    changed_before: Sequence[int] = (),
    write: Callable[[float], str] = str,
) -> Trend:
    """Lay out the figures. `changed_before` are the places whose definition differs from the one before.

    Raises ValueError where the figures do not match the labels, or none is known.
    """
    if len(program) != len(labels) or (comparison and len(comparison) != len(labels)):
        raise ValueError("one figure for each label")
    known = [value for value in (*program, *comparison, target) if value is not None]
    if not any(value is not None for value in program):
        raise ValueError("nothing to draw")
    xs = _spread(len(labels))
    scale = _scale(min(known), max(known))
    return Trend(
        us=_lines(xs, program, scale),
        them=_lines(xs, comparison, scale),
        dots=_dots(xs, program, scale),
        goal="" if target is None else _n(scale(target)),
        changes=tuple(_n((xs[i - 1] + xs[i]) / 2) for i in changed_before),
        ends=_ends(program, comparison, target, scale, write),
        ticks=tuple(Tick(_n(x), label) for x, label in zip(xs, labels, strict=True)),
        lone=_lone(xs, comparison, scale),
    )


def _spread(count: int) -> list[float]:
    step = (RIGHT - LEFT) / max(count - 1, 1)
    return [LEFT + step * i for i in range(count)] if count > 1 else [RIGHT]


def _scale(low: float, high: float) -> Callable[[float], float]:
    if high == low:
        return lambda value: (TOP + BOTTOM) / 2
    return lambda value: BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)


def _lines(xs: Sequence[float], values: Figures, scale: Callable[[float], float]) -> tuple[str, ...]:
    """One polyline for each run of known figures."""
    runs = groupby(zip(xs, values, strict=False), key=lambda point: point[1] is not None)
    lines = ([f"{_n(x)},{_n(scale(y))}" for x, y in run if y is not None] for _, run in runs)
    return tuple(" ".join(line) for line in lines if line)


def _dots(xs: Sequence[float], values: Figures, scale: Callable[[float], float]) -> tuple[Dot, ...]:
    points = [(x, y) for x, y in zip(xs, values, strict=True) if y is not None]
    return tuple(Dot(_n(x), _n(scale(y)), (x, y) == points[-1]) for x, y in points)


def _lone(xs: Sequence[float], values: Figures, scale: Callable[[float], float]) -> tuple[Dot, ...]:
    around = (None, *values, None)
    alone = [(x, around[i]) for i, x in enumerate(xs, 1) if values and around[i - 1] is around[i + 1] is None]
    return tuple(Dot(_n(x), _n(scale(y)), end=False) for x, y in alone if y is not None)


def _ends(
    program: Figures,
    comparison: Figures,
    target: float | None,
    scale: Callable[[float], float],
    write: Callable[[float], str],
) -> tuple[End, ...]:
    """Labels behind the last values, in order of height, each on a line of its own."""
    ends = [("end-t", _last(program)), ("goal-t", target), ("them-t", _last(comparison))]
    placed = sorted((scale(value) + 4, kind, value) for kind, value in ends if value is not None)
    ys = _apart([y for y, _, _ in placed])
    return tuple(End(_n(y), write(value), kind) for y, (_, kind, value) in zip(ys, placed, strict=True))


def _apart(ys: Sequence[float]) -> list[float]:
    """Push down until each has its line, then up again where the last would leave the drawing."""
    down = list(accumulate(ys, lambda above, y: max(y, above + LINE)))
    up = accumulate(reversed(down), lambda below, y: min(y, below - LINE), initial=FLOOR + LINE)
    return list(reversed(list(up)[1:]))


def _last(values: Figures) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
