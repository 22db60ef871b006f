from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine.solve import MOST, Problem, solve
from tests.pairing.cohorts import standing
from tests.pairing.problems import every_pairing, problem, problems


def best_of(it):
    return max(standing(each, it.score, it.pins) for each in every_pairing(it))


@settings(deadline=None, max_examples=60)
@given(problems(pinned=True))
def test_nothing_beats_it(it):
    found = solve(it)
    assert standing(found.mentor_of, it.score, it.pins) == best_of(it)
    assert (found.matched, -1 if found.worst is None else found.worst, found.total) == best_of(it)
    assert all(found.mentor_of[row] == column for row, column in it.pins.items())


@settings(deadline=None, max_examples=10)
@given(problems(most=6))
def test_nothing_beats_it_among_six(it):
    assert standing(solve(it).mentor_of, it.score, it.pins) == best_of(it)


@settings(deadline=None, max_examples=40)
@given(problems(), st.randoms(use_true_random=False))
def test_shuffled_rows_and_columns_change_nothing(it, random):
    n, m = it.score.shape
    rows, columns = random.sample(range(n), n), random.sample(range(m), m)
    grid = np.ix_(rows, columns)
    shuffled = solve(
        Problem(
            [it.leader_ids[i] for i in rows],
            [it.mentor_ids[j] for j in columns],
            it.score[grid],
            it.allowed[grid],
            [it.capacity[j] for j in columns],
        )
    )
    back = {rows[i]: columns[j] for i, j in enumerate(shuffled.mentor_of) if j is not None}
    assert back == {i: j for i, j in enumerate(solve(it).mentor_of) if j is not None}


@settings(deadline=None, max_examples=40)
@given(problems(most=8))
def test_seats_and_rules_hold(it):
    chosen = solve(it).mentor_of
    assert all(it.allowed[i, j] for i, j in enumerate(chosen) if j is not None)
    assert all(chosen.count(j) <= seats for j, seats in enumerate(it.capacity))


@settings(deadline=None, max_examples=40)
@given(problems(most=6))
def test_a_floor_that_was_found_can_be_held(it):
    found = solve(it)
    assert solve(it, floor=found.floor) == found


def test_one_more_leader_outweighs_every_score():
    it = problem(np.array([[10000, 1], [9999, 0]]), np.array([[True, True], [True, False]]))
    assert solve(it).mentor_of == (1, 0)


def test_the_worst_pair_outweighs_the_total():
    assert solve(problem(np.array([[9000, 4000], [4000, 100]]))).mentor_of == (1, 0)


def test_a_pinned_score_does_not_hold_the_floor_down():
    found = solve(problem(np.array([[0, 0, 0], [0, 9000, 4000], [0, 4000, 100]]), pins={0: 0}))
    assert (found.mentor_of, found.worst) == ((0, 2, 1), 4000)


def test_ties_go_by_id_wherever_the_rows_stand():
    even, free = np.zeros((2, 3), int), np.ones((2, 3), bool)
    assert solve(Problem(["b", "a"], ["z", "x", "y"], even, free, [1, 1, 1])).mentor_of == (2, 1)
    assert solve(Problem(["a", "b"], ["x", "y", "z"], even, free, [1, 1, 1])).mentor_of == (0, 1)


def test_a_mentor_with_two_seats_takes_two_leaders():
    assert solve(problem(np.array([[5], [7], [6]]), capacity=[2])).mentor_of == (None, 0, 0)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_an_empty_side_is_no_error(shape):
    found = solve(problem(np.zeros(shape, int)))
    assert (found.matched, found.worst, found.total) == (0, None, 0)


def test_ids_must_differ():
    it = problem(np.zeros((2, 1), int))
    with pytest.raises(ValueError, match="twice"):
        replace(it, leader_ids=["a", "a"])


def test_more_than_a_float_can_hold_is_refused():
    with pytest.raises(ValueError, match=str(MOST)):
        problem(np.zeros((1, MOST + 1), int))
