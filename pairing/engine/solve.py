"""The exact optimum: pins, most leaders matched, the highest worst pair, the highest total, in this order (P1)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from pairing.engine.people import Bools, Ints

MOST = 4_000  # on either side: beyond it the sum of all gains no longer fits into a float without rounding


@dataclass(frozen=True)
class Problem:
    """Whom to pair with whom. `score` and `allowed` are leaders × mentors, scores 0–20,000; `pins` row → column.

    Ids settle ties, so shuffled rows change nothing. Pins are taken as allowed. ValueError for ids that come twice, and
    for more than MOST on a side.
    """

    leader_ids: Sequence[str]
    mentor_ids: Sequence[str]
    score: Ints
    allowed: Bools
    capacity: Sequence[int]
    pins: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(set(self.leader_ids)) < len(self.leader_ids) or len(set(self.mentor_ids)) < len(self.mentor_ids):
            raise ValueError("An id comes twice.")
        if max(len(self.leader_ids), len(self.mentor_ids)) > MOST:
            raise ValueError(f"More than {MOST} people on one side can't be paired at once.")

    @cached_property
    def rows(self) -> Ints:
        """The leaders who aren't pinned, in order of id."""
        free = set(range(len(self.leader_ids))) - set(self.pins)
        return np.array(sorted(free, key=lambda row: self.leader_ids[row]), np.int64)

    @cached_property
    def seats(self) -> Ints:
        """The mentor of each seat that isn't pinned, in order of id; nobody has more seats than there are leaders."""
        taken = Counter(self.pins.values())
        order = sorted(range(len(self.mentor_ids)), key=lambda column: self.mentor_ids[column])
        left = [min(max(0, self.capacity[column] - taken[column]), len(self.rows)) for column in order]
        return np.repeat(np.array(order, np.int64), left)

    @cached_property
    def tiers(self) -> "Tiers":
        return Tiers.of(len(self.leader_ids))

    def on_seats(self) -> tuple[Ints, Bools]:
        """Score and allowed with the rows of `rows` and one column for each of `seats`."""
        grid = np.ix_(self.rows, self.seats)
        return self.score[grid], self.allowed[grid]


@dataclass(frozen=True)
class Tiers:
    """What outweighs what in a gain: one leader more outweighs every pair below the floor, and that all scores together."""

    matched: int
    below: int

    @classmethod
    def of(cls, leaders: int) -> "Tiers":
        below = 2 * 20_001 * leaders + 1
        return cls(matched=2 * (leaders + 1) * below + 1, below=below)

    def gains(self, score: Ints, allowed: Bools, floor: int) -> Ints:
        """What each pair adds; 0 where it isn't allowed, as for a leader who waits."""
        gain: Ints = np.where(allowed, self.matched + score - self.below * (score < floor), 0)
        return gain

    def told_apart(self, loss: Ints) -> Ints:
        """(…, 3): leaders matched, pairs below the floor and total that a loss consists of."""
        matched = (2 * loss + self.matched) // (2 * self.matched)
        rest = loss - matched * self.matched
        below = (2 * rest + self.below) // (2 * self.below)
        return np.stack([matched, below, rest - below * self.below], axis=-1)


@dataclass(frozen=True)
class Solution:
    """`mentor_of` gives each leader's column or None; `worst` is the lowest score that wasn't pinned, if any.

    `floor` is what no pair but the pinned ones had to fall below.
    """

    mentor_of: tuple[int | None, ...]
    floor: int
    worst: int | None
    total: int

    @property
    def matched(self) -> int:
        return sum(column is not None for column in self.mentor_of)


def solve(problem: Problem, floor: int | None = None) -> Solution:
    """The best assignment of mentors (columns) to leaders (rows); `floor` holds one that was found before.

    One assignment over tiers (Tiers), after a binary search for the floor by maximum matchings.
    """
    score, allowed = problem.on_seats()
    if floor is None:
        floor = highest_floor(score, allowed)
    chosen = assign(problem.tiers.gains(score, allowed, floor), allowed)
    mentor_of = dict(problem.pins)
    mentor_of |= {int(problem.rows[row]): int(problem.seats[seat]) for row, seat in chosen.items()}
    scores = {row: int(problem.score[row, column]) for row, column in mentor_of.items()}
    worst = min((each for row, each in scores.items() if row not in problem.pins), default=None)
    return Solution(
        tuple(mentor_of.get(row) for row in range(len(problem.leader_ids))), floor, worst, sum(scores.values())
    )


def solve_for_total(problem: Problem) -> Solution:
    """The highest total of most leaders matched, whatever the worst pair: raising it would move many that may stay."""
    found = solve(problem, floor=0)
    return replace(found, floor=found.worst or 0)


def highest_floor(score: Ints, allowed: Bools) -> int:
    """The highest score that every pair of a largest matching can reach; 0 where nothing is allowed."""
    size = most(allowed)
    steps = np.unique(score[allowed])
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if most(allowed & (score >= steps[middle])) == size:
            low = middle
        else:
            high = middle - 1
    return int(steps[low]) if len(steps) else 0


def most(allowed: Bools) -> int:
    """How many rows can be matched at once."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    return int((maximum_bipartite_matching(csr_matrix(allowed), perm_type="column") >= 0).sum())


def assign(gain: Ints, allowed: Bools) -> dict[int, int]:
    """Row → column of the highest total gain; what isn't allowed gains 0 and is dropped after.

    Never infinite: scipy then refuses the whole matrix.
    """
    from scipy.optimize import linear_sum_assignment

    rows, seats = linear_sum_assignment(gain, maximize=True)
    return {int(row): int(seat) for row, seat in zip(rows, seats, strict=True) if allowed[row, seat]}
