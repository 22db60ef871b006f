"""Why two people fit, as lengths and places for the board's pictures: topics, the tree of units, both days. No Django."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pairing.hours import minutes_into

THICKEST = 12.0  # of a line between what is asked and what is shown
DAY_X, DAY_WIDTH = 30, 270
LONGEST = 22  # letters of a unit beside its point
STEP, LEFT, RIGHT, MIDDLE = 44, 70, 230, 150  # of the tree: from unit to unit, and its three lines from the left


@dataclass(frozen=True)
class TopicLine:
    """One topic: whether the leader asks for it and the mentor shows it; `line` is how thick the line between is, 0–12."""

    label: str
    asked: bool
    shown: bool
    y: float
    line: float


def topic_lines(asked: Mapping[str, int], shown: Mapping[str, float], labels: Mapping[str, str]) -> list[TopicLine]:
    """What is asked first, the weightiest on top, then what else is shown; `asked` weights 1–3, `shown` levels 0–1."""
    first = sorted((key for key in asked if key in labels), key=lambda key: (-asked[key], labels[key]))
    rest = sorted(
        (key for key in shown if key in labels and key not in asked), key=lambda key: (-shown[key], labels[key])
    )
    strongest = max((asked[key] * shown.get(key, 0) for key in first), default=0) or 1
    return [
        TopicLine(
            labels[key], key in asked, shown.get(key, 0) > 0, y=10.0 * n + 5, line=_thick(key, asked, shown, strongest)
        )
        for n, key in enumerate([*first, *rest])
    ]


def _thick(key: str, asked: Mapping[str, int], shown: Mapping[str, float], strongest: float) -> float:
    match = asked.get(key, 0) * shown.get(key, 0)
    return round(max(1.5, THICKEST * match / strongest), 1) if match else 0.0


@dataclass(frozen=True)
class Node:
    """A unit in the tree; `side` is "l" or "m" where one of the two works, "" above."""

    label: str
    x: float
    y: float
    side: str
    end: bool

    @property
    def text_y(self) -> float:
        return self.y + 4

    @property
    def short(self) -> str:
        return self.label if len(self.label) <= LONGEST else f"{self.label[: LONGEST - 1]}…"


@dataclass(frozen=True)
class Tree:
    nodes: tuple[Node, ...]
    path: str  # the lines between them, as SVG draws them
    height: float
    apart: int  # steps from one to the other


def tree(leaders: Sequence[str], mentors: Sequence[str]) -> Tree:
    """Both ways down from the last unit that the two have in common."""
    common = next(
        (n for n, (a, b) in enumerate(zip(leaders, mentors, strict=False)) if a != b), min(len(leaders), len(mentors))
    )
    root = leaders[common - 1] if common else ""
    nodes = [Node(root, MIDDLE, 14, "", end=False)]
    for way, x, side in ((leaders[common:], LEFT, "l"), (mentors[common:], RIGHT, "m")):
        nodes += [Node(label, x, 14 + STEP * (n + 1), side, n == len(way) - 1) for n, label in enumerate(way)]
    lines = [f"M{MIDDLE} 14V{14 + STEP / 2:g}"] if len(nodes) > 1 else []
    for x, side in ((LEFT, "l"), (RIGHT, "m")):
        if deepest := max((node.y for node in nodes if node.side == side), default=0):
            lines.append(f"M{MIDDLE} {14 + STEP / 2:g}H{x}V{deepest:g}")
    return Tree(tuple(nodes), "".join(lines), max(node.y for node in nodes) + 24, len(nodes) - 1)


@dataclass(frozen=True)
class Bar:
    """A stretch of the day, from and to in hours since midnight of the leader's wall clock; `x` and `width` as drawn."""

    begins: float
    ends: float
    x: float
    width: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Days:
    """Both working days on the leader's clock, and every second hour; `shared` is None where they have none in common."""

    leader: Bar
    mentor: Bar
    shared: Bar | None
    ticks: tuple[tuple[int, float], ...]  # (hour of the leader's clock, x)


def days(leader: tuple[time, time], mentor: tuple[time, time], zones: tuple[ZoneInfo, ZoneInfo], day: date) -> Days:
    """The days as they lie on `day`, the clocks as they stand then; zones and times leader first."""
    ours, shift = (
        (minutes_into(leader[0]) / 60, minutes_into(leader[1]) / 60),
        _offset(zones[0], day) - _offset(zones[1], day),
    )
    theirs = (minutes_into(mentor[0]) / 60 + shift, minutes_into(mentor[1]) / 60 + shift)
    first, last = min(ours[0], theirs[0]) // 1, -(-max(ours[1], theirs[1]) // 1)
    shared = max(ours[0], theirs[0]), min(ours[1], theirs[1])

    def x(hour: float) -> float:
        return round(DAY_X + DAY_WIDTH * (hour - first) / max(1, last - first), 1)

    def bar(stretch: tuple[float, float]) -> Bar:
        return Bar(*stretch, x=x(stretch[0]), width=round(x(stretch[1]) - x(stretch[0]), 1))

    ticks = tuple((hour % 24, x(hour)) for hour in range(int(first), int(last) + 1, 2))
    return Days(bar(ours), bar(theirs), bar(shared) if shared[0] < shared[1] else None, ticks)


def _offset(zone: ZoneInfo, day: date) -> float:
    noon = datetime.combine(day, time(12), tzinfo=UTC).astimezone(zone)
    return (noon.utcoffset() or timedelta()) / timedelta(hours=1)


DISC, APART, HIGHEST = 7, 17, 12  # radius, from centre to centre, and how many stand on one another at most
EDGES, WORD = 24, 30  # left free beside the line's ends; half as long as the word over the weakest pair
BELOW, NUMBERS, ABOVE = 12, 18, 40  # from the lowest disc to the line, from there to the figures, and over the top


@dataclass(frozen=True)
class Disc:
    x: float
    y: float
    is_open: bool


@dataclass(frozen=True)
class Spread:
    """Where the points of all pairs lie: a disc stands for `each` pairs at most; pinned ones are open, and at the bottom."""

    width: int
    height: int
    line: int
    discs: tuple[Disc, ...]
    ticks: tuple[tuple[int, float], ...]
    weakest: tuple[float, float] | None  # where its word stands: of the pairs that nobody has pinned
    each: int

    @property
    def figures_y(self) -> int:
        return self.line + NUMBERS


def spread(pairs: Sequence[tuple[int, bool]], width: int) -> Spread:
    """`pairs`: (points of 100, whether it is pinned)."""
    first, last = 10 * (min(points for points, _ in pairs) // 10), 10 * (max(points for points, _ in pairs) // 10 + 1)
    scale = (width - 2 * EDGES) / (last - first)
    step = -(-APART // scale)  # so many points share a column that columns do not touch
    columns = _columns(pairs, first, int(step))
    each = -(-max(sum(column) for column in columns.values()) // HIGHEST)
    heights = {place: [-(-count // each) for count in column] for place, column in columns.items()}
    line = ABOVE + APART * max(map(sum, heights.values())) - APART // 2 + BELOW

    def x(points: float) -> float:
        return round(EDGES + scale * (points - first), 1)

    discs = tuple(
        Disc(x(place), line - BELOW - APART * n, n < pinned)
        for place, (pinned, free) in sorted(heights.items())
        for n in range(pinned + free)
    )
    ticks = tuple((points, x(points)) for points in range(first, last + 1, 10))
    return Spread(width, line + NUMBERS + 8, line, discs, ticks, _weakest(heights, x, line, width), each)


def _columns(pairs: Sequence[tuple[int, bool]], first: int, step: int) -> dict[float, list[int]]:
    """{points in the middle of a column: [pinned, free]}"""
    found: dict[float, list[int]] = {}
    for points, is_pinned in pairs:
        middle = first + (points - first) // step * step + (step - 1) / 2
        found.setdefault(middle, [0, 0])[0 if is_pinned else 1] += 1
    return found


def _weakest(
    heights: Mapping[float, Sequence[int]], x: Callable[[float], float], line: int, width: int
) -> tuple[float, float] | None:
    place = min((place for place, (_, free) in heights.items() if free), default=None)
    if place is None:
        return None
    at = min(max(x(place), WORD), width - WORD)
    under = max(sum(stack) for each, stack in heights.items() if abs(x(each) - at) <= WORD + DISC)
    return at, line - BELOW - APART * under - 2
