from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.engine import RULE_NAMES, Between, Leader, Mentor, PinsBreakRules, Rules, steps_up
from pairing.engine.rules import allowed, chain_above, masks, pinned

NAMES = ["ana", "ben", "cat", "dan", "eve", "fay"]
rosters = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([*NAMES, None]))
LADDER = {"ana": "ben", "ben": "cat", "cat": "dan", "dan": None}


def one_pair(leader=None, mentor=None, rules=None, can_meet=True):
    """The names of the rules that remove a single pair."""
    leader, mentor = leader or Leader("dan"), mentor or Mentor("ana")
    between = Between(np.array([[4]]), np.array([[can_meet]]))
    named = masks([leader], [mentor], between, rules or Rules())
    return [name for name, mask in named.items() if mask[0, 0]]


def test_a_plain_pair_meets_no_rule():
    assert one_pair() == []


def test_nobody_mentors_themselves():
    assert one_pair(Leader("ana")) == ["self"]


@pytest.mark.parametrize("leader", ["ben", "cat"])
def test_manager_and_skip_level_are_never_allowed(leader):
    exception = frozenset({(leader, "ana")})
    assert one_pair(Leader(leader), rules=Rules(manager_of=LADDER, exceptions=exception)) == ["reporting"]


def test_further_up_takes_an_exception():
    assert one_pair(rules=Rules(manager_of=LADDER)) == ["reporting_further"]
    assert one_pair(rules=Rules(manager_of=LADDER, exceptions=frozenset({("dan", "ana")}))) == []


def test_an_exception_is_for_one_pair():
    assert one_pair(rules=Rules(manager_of=LADDER, exceptions=frozenset({("dan", "eve")}))) == ["reporting_further"]


def test_a_manager_may_teach_downward():
    assert one_pair(Leader("ana"), Mentor("dan"), Rules(manager_of=LADDER)) == []


@pytest.mark.parametrize(
    ("rule", "given_rules"), [(n, Rules(**{n: frozenset({("dan", "ana")})})) for n in RULE_NAMES[3:5]]
)
def test_a_named_pair_is_removed(rule, given_rules):
    assert one_pair(rules=given_rules) == [rule]
    assert one_pair(Leader("eve"), rules=given_rules) == []


def test_departments_must_differ_only_if_asked():
    leader, mentor = Leader("dan", department="a"), Mentor("ana", department="a")
    assert one_pair(leader, mentor) == []
    assert one_pair(leader, mentor, Rules(other_department=True)) == ["same_department"]
    assert one_pair(replace(leader, department=""), replace(mentor, department=""), Rules(other_department=True)) == []


def test_a_language_must_be_shared_if_both_name_some():
    german, english, both = frozenset({"de"}), frozenset({"en"}), frozenset({"de", "en"})
    assert one_pair(Leader("dan", languages=german), Mentor("ana", languages=english)) == ["language"]
    assert one_pair(Leader("dan", languages=german), Mentor("ana", languages=both)) == []
    assert one_pair(Leader("dan", languages=german), Mentor("ana")) == []


def test_a_pair_needs_an_hour_in_common():
    assert one_pair(can_meet=False) == ["no_common_slot"]


def test_a_mentor_without_a_seat_is_removed():
    assert one_pair(mentor=Mentor("ana", capacity=0)) == ["no_seat"]


def test_every_rule_has_a_mask_in_the_order_of_names():
    named = masks([Leader("a")], [Mentor("b")], Between(np.array([[1]]), np.array([[True]])), Rules())
    assert tuple(named) == RULE_NAMES
    assert allowed(named).all()


@given(rosters, st.sampled_from(NAMES))
def test_chains_end_and_name_nobody_twice(manager_of, person):
    chain = list(chain_above(person, manager_of))
    assert len(set(chain)) == len(chain) <= len(NAMES)
    assert person not in chain
    assert all(manager_of[below] == above for below, above in zip([person, *chain], chain, strict=False))


@given(rosters, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_steps_up_count_the_managers_between(manager_of, mentor, leader):
    steps = steps_up(mentor, leader, manager_of)
    climbed = mentor
    for _ in range(steps or 0):
        climbed = manager_of[climbed]
    assert climbed == (leader if steps else mentor)


@given(rosters)
def test_reporting_masks_agree_with_the_roster(manager_of):
    leaders, mentors = [Leader(name) for name in NAMES], [Mentor(name) for name in NAMES]
    shape = (len(NAMES), len(NAMES))
    named = masks(leaders, mentors, Between(np.zeros(shape, int), np.ones(shape, bool)), Rules(manager_of=manager_of))
    for i, leader in enumerate(NAMES):
        for j, mentor in enumerate(NAMES):
            steps = steps_up(mentor, leader, manager_of) or 0
            assert named["reporting"][i, j] == (1 <= steps <= 2)
            assert named["reporting_further"][i, j] == (steps > 2)


def test_a_circle_of_managers_ends():
    circle = {"ana": "ben", "ben": "cat", "cat": "ana"}
    assert steps_up("ana", "cat", circle) == 2
    assert steps_up("ana", "ana", circle) is None


def pin(pins, mentors=("ana", "ben"), removed=()):
    leaders = [Leader("dan"), Leader("eve")]
    mask = np.array([[(leader.id, mentor) in removed for mentor in mentors] for leader in leaders])
    return pinned(leaders, [Mentor(mentor) for mentor in mentors], {"forbidden": mask}, pins)


def test_pins_become_rows_and_columns():
    assert pin({("dan", "ben"), ("eve", "ana"), ("gone", "ana")}) == {0: 1, 1: 0}


@pytest.mark.parametrize(
    ("pins", "against"),
    [
        ({("dan", "ana")}, ("dan", "ana", ("forbidden",))),
        ({("dan", "ben"), ("eve", "ben")}, ("eve", "ben", ("seats",))),
        ({("eve", "ana"), ("eve", "ben")}, ("eve", "ben", ("two_mentors",))),
    ],
)
def test_a_pin_never_overrides_a_rule(pins, against):
    with pytest.raises(PinsBreakRules) as caught:
        pin(pins, removed={("dan", "ana")})
    assert caught.value.broken == (against,)
