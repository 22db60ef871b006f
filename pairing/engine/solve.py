"""The exact optimum: pins, most leaders matched, the highest worst pair, the highest total, in this order (P1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pairing.engine.features import TOP_SCORE
from pairing.engine.people import Bools, Ints


@dataclass(frozen=True)
class Solution:
    """`mentor_of` gives each leader's column or None; `worst` is the lowest score that wasn't pinned, if any."""

    mentor_of: tuple[int | None, ...]
    worst: int | None
    total: int

    @property
    def matched(self) -> int:
        return sum(column is not None for column in self.mentor_of)

    @property
    def standing(self) -> tuple[int, int, int]:
        """What is compared, most important first."""
        return self.matched, -1 if self.worst is None else self.worst, self.total


def solve(
    leader_ids: Sequence[str],
    mentor_ids: Sequence[str],
    score: Ints,
    allowed: Bools,
    capacity: Sequence[int],
    pins: Mapping[int, int] | None = None,
    trial: tuple[int, int] | None = None,
) -> Solution:
    """The best assignment of mentors (columns) to leaders (rows). Ids settle ties, so shuffled rows change nothing.

    `trial` is one more pair that must stand; unlike a pin it counts for the worst pair, so that prices are honest.
    Pins and the trial are taken as allowed. ValueError for ids that come twice.
    """
    if len(set(leader_ids)) < len(leader_ids) or len(set(mentor_ids)) < len(mentor_ids):
        raise ValueError("An id comes twice.")
    fixed = {**(pins or {}), **dict([trial] if trial else [])}
    free = np.array(sorted(set(range(len(leader_ids))) - set(fixed), key=lambda row: leader_ids[row]), int)
    columns = np.array(sorted(range(len(mentor_ids)), key=lambda column: mentor_ids[column]), int)
    left = [max(0, capacity[column] - list(fixed.values()).count(column)) for column in columns]
    grid = np.ix_(free, columns)
    cap = int(score[trial]) if trial else TOP_SCORE
    chosen = assign(score[grid], allowed[grid], left, cap)
    mentor_of = fixed | {int(free[i]): int(columns[j]) for i, j in chosen.items()}
    return judged(mentor_of, score, pins or {})


def judged(mentor_of: Mapping[int, int], score: Ints, pins: Mapping[int, int]) -> Solution:
    """The solution with its figures."""
    scores = {row: int(score[row, column]) for row, column in mentor_of.items()}
    worst = min((each for row, each in scores.items() if row not in pins), default=None)
    return Solution(tuple(mentor_of.get(row) for row in range(len(score))), worst, sum(scores.values()))


def assign(score: Ints, allowed: Bools, capacity: Sequence[int], cap: int = TOP_SCORE) -> dict[int, int]:
    """Row → column: of the largest matchings those with the highest floor (at most `cap`), of these the best."""
    seats = np.repeat(np.arange(len(capacity)), np.minimum(capacity, len(score)).astype(int))
    if not len(score) or not len(seats):
        return {}
    score, allowed = score[:, seats], allowed[:, seats]
    floor = min(highest_floor(score, allowed), cap)
    return {row: int(seats[seat]) for row, seat in best_total(score, allowed & (score >= floor)).items()}


def highest_floor(score: Ints, allowed: Bools) -> int:
    """The highest score that every pair of a largest matching can reach."""
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


def best_total(score: Ints, allowed: Bools) -> dict[int, int]:
    """The largest matching with the highest total: one more pair outweighs all scores together.

    What isn't allowed gains 0 and is dropped after; infinite costs would make scipy refuse the whole matrix.
    """
    from scipy.optimize import linear_sum_assignment

    bonus = (TOP_SCORE + 1) * min(score.shape) + 1
    rows, seats = linear_sum_assignment(np.where(allowed, score + bonus, 0), maximize=True)
    return {int(row): int(seat) for row, seat in zip(rows, seats, strict=True) if allowed[row, seat]}
