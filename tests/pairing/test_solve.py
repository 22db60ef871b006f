import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine.solve import solve
from tests.pairing.cohorts import every_assignment, standing


@st.composite
def boards(draw, most=5):
    """Few distinct scores, so that ties are common."""
    n, m = draw(st.integers(1, most)), draw(st.integers(1, most))
    cells = st.lists(st.sampled_from([0, 1, 500, 500, 9000, 9001, 10000]), min_size=n * m, max_size=n * m)
    score = np.array(draw(cells), dtype=np.int64).reshape(n, m)
    allowed = np.array(draw(st.lists(st.booleans(), min_size=n * m, max_size=n * m))).reshape(n, m)
    capacity = draw(st.lists(st.sampled_from([0, 1, 1, 2]), min_size=m, max_size=m))
    return score, allowed, capacity


def ids(letter, n):
    return [f"{letter}{i}" for i in range(n)]


def solved(score, allowed, capacity, pins=None, trial=None):
    n, m = score.shape
    return solve(ids("L", n), ids("M", m), score, allowed, capacity, pins, trial)


@settings(deadline=None, max_examples=60)
@given(boards())
def test_nothing_beats_it(board):
    score, allowed, capacity = board
    best = max(standing(each, score) for each in every_assignment(allowed, capacity))
    assert solved(*board).standing == best


@settings(deadline=None, max_examples=10)
@given(boards(most=6))
def test_nothing_beats_it_among_six(board):
    score, allowed, capacity = board
    best = max(standing(each, score) for each in every_assignment(allowed, capacity))
    assert solved(*board).standing == best


@settings(deadline=None, max_examples=40)
@given(boards(), st.data())
def test_nothing_beats_it_with_a_pin_kept(board, data):
    score, allowed, capacity = board
    open_pairs = [(i, j) for i, j in np.argwhere(allowed) if capacity[j]]
    pin = tuple(int(x) for x in data.draw(st.sampled_from(open_pairs))) if open_pairs else None
    pins = dict([pin]) if pin else {}
    keeping = (each for each in every_assignment(allowed, capacity) if not pin or each[pin[0]] == pin[1])
    found = solved(*board, pins=pins)
    assert found.standing == max(standing(each, score, pins) for each in keeping)
    assert all(found.mentor_of[i] == j for i, j in pins.items())


@settings(deadline=None, max_examples=40)
@given(boards(), st.data())
def test_a_trial_is_priced_as_brute_force_prices_it(board, data):
    score, allowed, capacity = board
    open_pairs = [(int(i), int(j)) for i, j in np.argwhere(allowed) if capacity[j]]
    if not open_pairs:
        return
    i, j = data.draw(st.sampled_from(open_pairs))
    best = max(standing(each, score) for each in every_assignment(allowed, capacity) if each[i] == j)
    found = solved(*board, trial=(i, j))
    assert found.standing == best
    assert found.standing <= solved(*board).standing


@settings(deadline=None, max_examples=40)
@given(boards(), st.randoms(use_true_random=False))
def test_shuffled_rows_and_columns_change_nothing(board, random):
    score, allowed, capacity = board
    n, m = score.shape
    rows, columns = random.sample(range(n), n), random.sample(range(m), m)
    grid = np.ix_(rows, columns)
    shuffled = solve(
        [f"L{i}" for i in rows], [f"M{j}" for j in columns], score[grid], allowed[grid], [capacity[j] for j in columns]
    )
    back = {rows[i]: columns[j] for i, j in enumerate(shuffled.mentor_of) if j is not None}
    assert back == {i: j for i, j in enumerate(solved(*board).mentor_of) if j is not None}


@settings(deadline=None, max_examples=40)
@given(boards(most=8))
def test_seats_and_rules_hold(board):
    _, allowed, capacity = board
    chosen = solved(*board).mentor_of
    assert all(allowed[i, j] for i, j in enumerate(chosen) if j is not None)
    assert all(chosen.count(j) <= seats for j, seats in enumerate(capacity))


def test_one_more_leader_outweighs_every_score():
    score = np.array([[10000, 1], [9999, 0]])
    allowed = np.array([[True, True], [True, False]])
    assert solved(score, allowed, [1, 1]).mentor_of == (1, 0)


def test_the_worst_pair_outweighs_the_total():
    score = np.array([[9000, 4000], [4000, 100]])
    assert solved(score, np.ones((2, 2), bool), [1, 1]).mentor_of == (1, 0)


def test_a_pinned_score_does_not_hold_the_floor_down():
    score = np.array([[0, 0, 0], [0, 9000, 4000], [0, 4000, 100]])
    found = solved(score, np.ones((3, 3), bool), [1, 1, 1], pins={0: 0})
    assert (found.mentor_of, found.worst) == ((0, 2, 1), 4000)


def test_a_weak_trial_lets_the_rest_go_for_the_total():
    score = np.array([[0, 0, 0], [0, 9000, 4000], [0, 4000, 100]])
    found = solved(score, np.ones((3, 3), bool), [1, 1, 1], trial=(0, 0))
    assert (found.mentor_of, found.worst) == ((0, 1, 2), 0)


def test_ties_go_by_id_wherever_the_rows_stand():
    even, free = np.zeros((2, 3), int), np.ones((2, 3), bool)
    assert solve(["b", "a"], ["z", "x", "y"], even, free, [1, 1, 1]).mentor_of == (2, 1)
    assert solve(["a", "b"], ["x", "y", "z"], even, free, [1, 1, 1]).mentor_of == (0, 1)


def test_a_mentor_with_two_seats_takes_two_leaders():
    assert solved(np.array([[5], [7], [6]]), np.ones((3, 1), bool), [2]).mentor_of == (None, 0, 0)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_an_empty_side_is_no_error(shape):
    found = solved(np.zeros(shape, int), np.ones(shape, bool), [1] * shape[1])
    assert (found.matched, found.worst, found.total) == (0, None, 0)


def test_ids_must_differ():
    with pytest.raises(ValueError, match="twice"):
        solve(["a", "a"], ["m"], np.zeros((2, 1), int), np.ones((2, 1), bool), [1])
