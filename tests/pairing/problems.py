"""Random problems for the engine's tests, and the slow way to what they cost."""

import numpy as np
from hypothesis import strategies as st

from pairing.engine.shortage import RULE_PRICES
from pairing.engine.solve import Problem
from tests.pairing.cohorts import every_assignment

SCORES = [0, 1, 500, 500, 9000, 9001, 10000]  # few, so that ties are common


@st.composite
def problems(draw, most=5, pinned=False):
    n, m = draw(st.integers(1, most)), draw(st.integers(1, most))
    score = np.array(draw(st.lists(st.sampled_from(SCORES), min_size=n * m, max_size=n * m))).reshape(n, m)
    allowed = np.array(draw(st.lists(st.booleans(), min_size=n * m, max_size=n * m)), bool).reshape(n, m)
    capacity = draw(st.lists(st.sampled_from([0, 1, 1, 2]), min_size=m, max_size=m))
    places = [(int(i), int(j)) for i, j in np.argwhere(allowed) if capacity[j]] if pinned else []
    return problem(score, allowed, capacity, dict([draw(st.sampled_from(places))]) if places else {})


def problem(score, allowed=None, capacity=None, pins=None):
    n, m = score.shape
    free = np.ones((n, m), bool) if allowed is None else allowed
    return Problem(
        [f"L{i}" for i in range(n)], [f"M{j}" for j in range(m)], score, free, capacity or [1] * m, pins or {}
    )


def every_pairing(it):
    """All that its rules, seats and pins leave."""
    every = every_assignment(it.allowed, it.capacity)
    return [each for each in every if all(each[row] == column for row, column in it.pins.items())]


def counted(it, pairing, floor):
    """(leaders matched, pairs not below the floor, total): what prices are differences of."""
    scores = {row: int(it.score[row, column]) for row, column in enumerate(pairing) if column is not None}
    below = sum(each < floor for row, each in scores.items() if row not in it.pins)
    return len(scores), -below, sum(scores.values())


def loss(it, solution, pairings):
    """What the best of these pairings loses against the solution; None if there is none."""
    best = max((counted(it, each, solution.floor) for each in pairings), default=None)
    return best and tuple(a - b for a, b in zip(counted(it, solution.mentor_of, solution.floor), best, strict=True))


def large(n, m, seed, share=0.7, seats=2):
    """A quarter of the leaders may have only few mentors, so that some wait."""
    random = np.random.default_rng(seed)
    allowed = random.random((n, m)) < share
    allowed[: n // 4, n // 10 :] = False
    score = random.integers(0, 10_001, (n, m))
    return problem(score, allowed, [int(it) for it in random.integers(1, seats + 1, m)])


def cheapest_by_hand(board, most_seats=3):
    """(how many can be matched at most if rules are bent, minus the least that it takes), by trying everything."""
    it, named = board.problem, board.named
    never = np.logical_or.reduce([mask for name, mask in named.items() if name not in {*RULE_PRICES, "no_seat"}])
    price = sum(RULE_PRICES[name] * mask.astype(int) for name, mask in named.items() if name in RULE_PRICES)
    seats = np.array([min(n, len(it.leader_ids)) for n in it.capacity])
    more = np.array([0 < n < most_seats for n in seats])
    best = (0, 0)
    for each in every_assignment(~never, list(seats + more)):
        taught = [column for column in each if column is not None]
        spent = sum(int(price[row, column]) for row, column in enumerate(each) if column is not None)
        spent += RULE_PRICES["seat"] * sum(taught.count(column) > seats[column] for column in set(taught))
        best = max(best, (len(taught), -spent))
    return best
