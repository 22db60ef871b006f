"""Every price against brute force where that is possible, and against its certificate where it isn't."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine.prices import Exchange, prices
from pairing.engine.solve import MOST, Tiers, solve
from tests.pairing.cohorts import standing
from tests.pairing.problems import every_pairing, large, loss, problem, problems
from tests.sizes import FULL, size


@settings(deadline=None, max_examples=size(small=60, full=600))
@given(problems(pinned=True))
def test_every_swap_costs_what_brute_force_finds(it):
    solution, every = solve(it), every_pairing(it)
    found = prices(it, solution)
    for row, column in np.ndindex(*it.score.shape):
        with_both = [each for each in every if each[row] == column]
        expected = None if row in it.pins else loss(it, solution, with_both)
        assert found.swap(row, column) == expected, (row, column)


@settings(deadline=None, max_examples=size(small=10, full=100))
@given(problems(most=6))
def test_every_swap_among_six(it):
    solution, every = solve(it), every_pairing(it)
    found = prices(it, solution)
    by_place = {}
    for each in every:
        for row, column in enumerate(each):
            by_place.setdefault((row, column), []).append(each)
    for row, column in np.ndindex(*it.score.shape):
        assert found.swap(row, column) == loss(it, solution, by_place.get((row, column), []))


@settings(deadline=None, max_examples=size(small=40, full=400))
@given(problems(pinned=True))
def test_not_these_two_and_waiting_cost_what_brute_force_finds(it):
    solution, every = solve(it), every_pairing(it)
    found = prices(it, solution)
    for row, column in enumerate(solution.mentor_of):
        if row in it.pins or column is None:
            assert found.regret(row) == (0, 0, 0)
        else:
            assert found.regret(row) == loss(it, solution, [each for each in every if each[row] != column])
            assert tuple(found.waits[row]) == loss(it, solution, [each for each in every if each[row] is None])


@settings(deadline=None, max_examples=size(small=40, full=400))
@given(problems(most=8), st.data())
def test_a_pin_costs_its_price_and_a_refusal_its_regret(it, data):
    solution = solve(it)
    found = prices(it, solution)
    open_places = [(int(i), int(j)) for i, j in np.argwhere(found.possible)]
    if not open_places:
        return
    row, column = data.draw(st.sampled_from(open_places))
    pinned = solve(replace(it, pins={row: column}), floor=solution.floor)
    matched, _below, total = found.swap(row, column)
    assert (solution.matched - pinned.matched, solution.total - pinned.total) == (matched, total)
    apart = it.allowed.copy()
    if solution.mentor_of[row] is not None:
        apart[row, solution.mentor_of[row]] = False
    without = solve(replace(it, allowed=apart), floor=solution.floor)
    matched, _below, total = found.regret(row)
    assert (solution.matched - without.matched, solution.total - without.total) == (matched, total)


@settings(deadline=None, max_examples=size(small=40, full=400))
@given(problems(most=7), st.data())
def test_one_mentor_more_never_hurts(it, data):
    column = data.draw(st.integers(0, it.score.shape[1] - 1))
    without = replace(it, capacity=[0 if j == column else seats for j, seats in enumerate(it.capacity)])
    reached, before = (standing(solve(each).mentor_of, it.score, it.pins) for each in (it, without))
    assert reached >= before


@pytest.mark.proof
@pytest.mark.parametrize(("n", "m"), [(1200, 1000), (1500, 1500)] if FULL else [(90, 70), (60, 120)])
def test_the_dual_prices_prove_that_nothing_beats_a_large_one(n, m):
    it = large(n, m, seed=n + m)
    solution = solve(it)
    exchange = Exchange(it, solution)
    asks, worth = exchange.asks(), exchange.worth()
    gains = it.tiers.gains(it.score, it.allowed, solution.floor)[it.rows]
    seats = np.bincount(it.seats, minlength=m)
    assert solution.matched < n
    assert (asks >= 0).all()
    assert (worth >= 0).all()
    assert ((asks[:, None] + worth[None, :] >= gains) | ~it.allowed[it.rows]).all()
    assert asks.sum() + (worth * seats).sum() == sum(
        gains[i, solution.mentor_of[row]] for i, row in enumerate(it.rows) if solution.mentor_of[row] is not None
    )


def test_the_largest_floor_is_proved_by_the_size():
    """One step higher, fewer could be matched: the floor is the highest."""
    it = large(80, 70, seed=3)
    solution = solve(it)
    higher = replace(it, allowed=it.allowed & (it.score > solution.floor))
    assert solve(higher).matched < solution.matched
    assert solution.worst == solution.floor


def test_a_swap_moves_two_pairs_and_costs_their_difference():
    found = prices(it := problem(np.array([[9000, 8000], [7000, 2000]])), solve(it))
    assert solve(it).mentor_of == (1, 0)
    assert found.swap(0, 0) == (0, 1, 4000)
    assert found.swap(0, 1) == (0, 0, 0)
    assert found.regret(0) == (0, 1, 4000)


def test_a_free_mentor_costs_only_the_difference():
    it = problem(np.array([[9000, 8000, 100]]))
    found = prices(it, solve(it))
    assert [found.swap(0, column) for column in range(3)] == [(0, 0, 0), (0, 1, 1000), (0, 1, 8900)]


def test_what_may_not_be_has_no_price():
    it = problem(np.array([[9000, 8000]]), np.array([[True, False]]))
    found = prices(it, solve(it))
    assert found.swap(0, 1) is None
    assert found.regret(0) == (1, 0, 9000)


@pytest.mark.parametrize("leaders", [1, 40, 2000, MOST])
def test_tiers_can_be_told_apart_and_fit_into_a_float(leaders):
    tiers = Tiers.of(leaders)
    extremes = [
        (a, b, c)
        for a in (0, leaders)
        for b in (-leaders, 0, leaders)
        for c in (-20_000 * leaders, 0, 20_000 * leaders)
    ]
    losses = np.array([a * tiers.matched + b * tiers.below + c for a, b, c in extremes])
    assert [tuple(parts) for parts in tiers.told_apart(losses).tolist()] == extremes
    assert tiers.matched * leaders < 2**53


def test_nobody_at_all_has_no_prices():
    for shape in ((0, 3), (3, 0)):
        it = problem(np.zeros(shape, int))
        assert not prices(it, solve(it)).possible.any()
