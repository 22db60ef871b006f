"""What it costs the cohort to change one thing: every swap, every "not these two", every leader left waiting (P2).

Leaders, and one pool of free seats, are the points of a graph; the arc from i to k costs what i loses by taking k's seat.
The optimum has no cycle that gains, so all shortest paths exist, and the price of giving k's mentor to i is that arc plus
the shortest way back from k to i. (Klein's cycle criterion for flows of least cost; Ahuja, Magnanti and Orlin, Network
Flows, 1993, sections 9.3 and 5.6.)
"""

from dataclasses import dataclass

import numpy as np

from pairing.engine.people import Bools, Floats, Ints
from pairing.engine.solve import Problem, Solution

Cost = tuple[int, int, int]
NEVER = np.inf


@dataclass(frozen=True)
class Prices:
    """Losses against the solution, its floor held: (leaders matched, pairs below the floor, total), read from the left.

    Later parts may be negative, a gain, where an earlier one is lost.
    `swaps`: leaders × mentors × 3, of the best pairing in which the two are together; `possible`: where there is one, and
    where the leader isn't pinned. `waits`, `regrets`: leaders × 3, of the best one in which the leader has nobody, or
    anyone but their mentor; 0 for who has none.
    """

    swaps: Ints
    possible: Bools
    waits: Ints
    regrets: Ints

    def swap(self, row: int, column: int) -> Cost | None:
        return _cost(self.swaps[row, column]) if self.possible[row, column] else None

    def regret(self, row: int) -> Cost:
        return _cost(self.regrets[row])


def _cost(parts: Ints) -> Cost:
    matched, below, total = (int(part) for part in parts)
    return matched, below, total


def prices(problem: Problem, solution: Solution) -> Prices:
    """The prices of all changes to an optimal solution, from one all-pairs shortest path: O(leaders³)."""
    exchange = Exchange(problem, solution)
    swaps, waits = exchange.swaps(), exchange.waits()
    shape = problem.score.shape
    all_swaps, all_waits = np.full(shape, NEVER), np.zeros(shape[0])
    all_swaps[problem.rows], all_waits[problem.rows] = swaps, waits
    possible = np.isfinite(all_swaps)
    tell = problem.tiers.told_apart
    return Prices(
        swaps=tell(_whole(np.where(possible, all_swaps, 0))),
        possible=possible,
        waits=tell(_whole(all_waits)),
        regrets=tell(_whole(_regrets(solution, all_swaps, all_waits))),
    )


def _whole(loss: Floats) -> Ints:
    return np.rint(loss).astype(np.int64)


def _regrets(solution: Solution, swaps: Floats, waits: Floats) -> Floats:
    """The cheapest alternative to each leader's own mentor."""
    others = swaps.copy()
    matched = [(row, column) for row, column in enumerate(solution.mentor_of) if column is not None]
    if matched:
        rows, columns = np.array(matched).T
        others[rows, columns] = NEVER
    best = np.minimum(others.min(axis=1, initial=NEVER), waits)
    alone = np.array([column is None for column in solution.mentor_of], bool)
    return np.where(alone | ~np.isfinite(best), 0.0, best)


class Exchange:
    """The graph of who could take whose seat: the leaders of `problem.rows`, and behind them the pool."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem, self.n = problem, len(problem.rows)
        held = [solution.mentor_of[row] for row in problem.rows]
        self.column = np.array([-1 if column is None else column for column in held], np.int64)
        score, allowed = problem.score[problem.rows], problem.allowed[problem.rows]
        self.gain = np.where(allowed, problem.tiers.gains(score, allowed, solution.floor), -NEVER)
        self.now = np.zeros(self.n)
        matched = np.flatnonzero(self.column >= 0)
        self.now[matched] = self.gain[matched, self.column[matched]]
        free = np.bincount(problem.seats, minlength=score.shape[1])
        free -= np.bincount(self.column[self.column >= 0], minlength=score.shape[1])
        self.has_free_seat = free > 0
        self.ways = self._shortest()

    def _arcs(self) -> Floats:
        """From each (row) to the seat of each (column); the last is the pool, which takes any seat back for nothing."""
        arcs = np.full((self.n + 1, self.n + 1), NEVER)
        holders = np.flatnonzero(self.column >= 0)
        arcs[:-1, holders] = self.now[:, None] - self.gain[:, self.column[holders]]
        free = self.gain[:, self.has_free_seat].max(axis=1, initial=-NEVER)
        arcs[:-1, -1] = self.now - np.maximum(free, 0)
        arcs[-1, :] = 0
        np.fill_diagonal(arcs, 0)
        return arcs

    def _shortest(self) -> Floats:
        from scipy.sparse.csgraph import csgraph_from_dense, floyd_warshall

        # Told what no arc is: scipy takes a zero in a plain array for one.
        return np.asarray(floyd_warshall(csgraph_from_dense(self._arcs(), null_value=NEVER)), float)

    def swaps(self) -> Floats:
        """rows × mentors; infinite where the two may not meet or no seat can be had."""
        back = np.full((self.gain.shape[1], self.n), NEVER)  # from a seat of the mentor to the leader
        for holder in np.flatnonzero(self.column >= 0):
            np.minimum(back[self.column[holder]], self.ways[holder, :-1], out=back[self.column[holder]])
        back[self.has_free_seat] = np.minimum(back[self.has_free_seat], self.ways[-1, :-1])
        found: Floats = self.now[:, None] - self.gain + back.T
        matched = np.flatnonzero(self.column >= 0)
        found[matched, self.column[matched]] = 0
        return found

    def waits(self) -> Floats:
        """What it costs if a leader has nobody; nothing for those who have nobody now."""
        return self.asks()

    def worth(self) -> Floats:
        """The dual price of a seat of each mentor: with `asks`, a certificate that nothing beats the solution."""
        found = np.zeros(self.gain.shape[1])
        rows = np.flatnonzero(self.column >= 0)
        found[self.column[rows]] = -self.ways[-1, rows]
        found[self.has_free_seat] = 0
        return found

    def asks(self) -> Floats:
        """The dual price of each leader of `problem.rows`.

        asks + worth ≥ gain for every pair, both ≥ 0, and together they make the total gain: by weak duality no pairing
        gains more.
        """
        found: Floats = self.now + self.ways[-1, :-1]
        return found
