from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from pairing.engine import KINDS, Between, Leader, Mentor, Weights
from pairing.engine.features import Features, features, kind, rescaled, score, topic_coverage, units_apart
from tests.pairing.cohorts import cohorts
from tests.sizes import size


def near(hours=0, similarity=None):
    text = None if similarity is None else np.array([similarity])
    return Between(np.array([[hours]]), np.array([[True]]), text)


def of_one(leader, mentor, hours=0):
    return features([leader], [mentor], near(hours)).of(0, 0)


def test_coverage_is_the_weighted_share_of_what_is_asked():
    leader = Leader("l", topics={"ai": 3, "pricing": 1})
    mentor = Mentor("m", topics={"ai": 2 / 3, "safety": 1.0})
    assert of_one(leader, mentor)["coverage"] == pytest.approx((3 * 2 / 3) / 4)


def test_what_a_mentor_knows_besides_does_not_count_against_them():
    leader = Leader("l", topics={"ai": 2})
    few, many = Mentor("m", topics={"ai": 1.0}), Mentor("m", topics={"ai": 1.0, "b": 1.0, "c": 1.0})
    assert topic_coverage([leader], [few]) == topic_coverage([leader], [many]) == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("ops",), ("ops",), 0),
        (("ops", "claims"), ("ops", "call"), 0.5),
        (("ops", "claims"), ("ops",), 1 / 3),
        (("ops",), ("sales",), 1),
        ((), (), 0),
        ((), ("ops",), 1),
    ],
)
def test_distance_on_the_unit_tree(one, other, expected):
    assert units_apart(one, other) == pytest.approx(expected)
    assert units_apart(other, one) == pytest.approx(expected)


def test_tenure_counts_up_to_ten_years():
    assert of_one(Leader("l", tenure_years=7), Mentor("m", tenure_years=2))["tenure"] == 0.5
    assert of_one(Leader("l", tenure_years=30), Mentor("m", tenure_years=2))["tenure"] == 1


def test_without_a_shared_topic_distance_earns_no_tension():
    far = Leader("l", unit=("ops",), topics={"ai": 1}, owns_today=1, tenure_years=20)
    assert of_one(far, Mentor("m", unit=("it",), topics={"safety": 1.0}))["tension"] == 0
    assert of_one(far, Mentor("m", unit=("it",), topics={"ai": 1.0}))["tension"] == 1


def test_tension_is_for_leaders_who_own_how_it_is_done():
    leader = Leader("l", unit=("ops",), topics={"ai": 1}, tenure_years=20)
    mentor = Mentor("m", unit=("it",), topics={"ai": 1.0})
    assert [of_one(replace(leader, owns_today=own), mentor)["tension"] for own in (0, 0.5, 1)] == [0, 0.5, 1]


def test_access_counts_hours_and_site():
    leader, mentor = Leader("l", site="Turin"), Mentor("m", site="Turin")
    assert of_one(leader, mentor, hours=10)["access"] == pytest.approx(0.65)
    assert of_one(leader, replace(mentor, site="Graz"), hours=80)["access"] == pytest.approx(0.7)
    assert of_one(replace(leader, site=""), replace(mentor, site=""))["access"] == 0


def test_text_runs_from_the_median_to_the_top():
    found = rescaled(np.array([[0.1, 0.2, 0.3, 0.9, 0.9]]))
    assert found[0, :3].tolist() == [0, 0, 0]
    assert found[0, 3] == 1
    assert rescaled(np.full((2, 2), 0.4)).tolist() == [[0, 0], [0, 0]]


def test_text_adjusts_but_never_decides():
    leaders, mentors = [Leader("l", topics={"ai": 1})], [Mentor("a"), Mentor("b", topics={"ai": 1.0})]
    between = Between(np.zeros((1, 2), int), np.ones((1, 2), bool), np.array([[1.0, 0.0]]))
    goal = features(leaders, mentors, between).goal
    assert goal[0, 0] == pytest.approx(0.6)
    assert goal[0, 1] == 1


def test_a_question_without_a_target_can_reach_the_top():
    leader = Leader("l", unit=("ops",), site="x", topics={"ai": 1}, owns_today=1, tenure_years=20)
    mentor = Mentor("m", unit=("it",), site="x", topics={"ai": 1.0}, exposure={"support": 1.0})
    aimed = replace(leader, targets=frozenset({"support"}))
    assert score(features([leader], [mentor], near(40)))[0, 0] == 10_000
    assert score(features([aimed], [mentor], near(40)))[0, 0] == 10_000
    assert score(features([aimed], [replace(mentor, exposure={})], near(40)))[0, 0] == 7_500


def test_weights_move_the_score():
    leader, mentor = Leader("l", topics={"ai": 1}), Mentor("m", topics={"ai": 1.0})
    found = features([leader], [mentor], near())
    assert score(found, Weights(goal=1, tension=0, strategic=0, access=0))[0, 0] == 10_000
    assert score(found, Weights(goal=1, tension=0, strategic=5, access=1))[0, 0] == 5_000
    assert score(found, Weights(goal=0, tension=0, strategic=9, access=0))[0, 0] == 0


def test_a_weight_cannot_be_negative():
    with pytest.raises(ValueError, match="negative"):
        Weights(tension=-1)


@pytest.mark.parametrize(
    ("goal", "tension", "strategic", "distance", "expected"),
    [
        (0.25, 0.9, 0.75, 0.1, "strategic"),
        (0.6, 0.6, 0.75, 0.0, "constructive_tension"),
        (0.24, 0.9, 1.0, 1.0, "look_again"),
        (0.35, 0.6, 0.0, 1.0, "constructive_tension"),
        (0.5, 0.59, 0.0, 1.0, "goal_match"),
        (0.49, 0.59, 0.74, 1.0, "look_again"),
    ],
)
def test_the_kind_is_the_first_that_holds(goal, tension, strategic, distance, expected):
    zero = np.zeros((1, 1))
    found = Features(
        coverage=zero,
        text=zero,
        goal=zero + goal,
        distance=zero + distance,
        tenure=zero,
        tension=zero + tension,
        strategic=zero + strategic,
        access=zero,
        has_target=np.array([True]),
    )
    assert kind(found, 0, 0) == expected


@pytest.mark.proof
@settings(deadline=None, max_examples=size(small=35, full=500))
@given(cohorts(most_leaders=6, most_mentors=6))
def test_features_and_scores_keep_their_bounds(cohort):
    leaders, mentors, between, _ = cohort
    found = features(leaders, mentors, between)
    for i in range(len(leaders)):
        for j in range(len(mentors)):
            assert all(0 <= value <= 1 for value in found.of(i, j).values())
            assert kind(found, i, j) in KINDS
    points = score(found)
    assert points.shape == (len(leaders), len(mentors))
    assert ((points >= 0) & (points <= 10_000)).all()


def test_empty_sides_have_empty_features():
    for leaders, mentors in ([], [Mentor("m")]), ([Leader("l")], []):
        shape = (len(leaders), len(mentors))
        between = Between(np.zeros(shape, int), np.zeros(shape, bool), np.zeros(shape))
        assert score(features(leaders, mentors, between)).shape == shape
