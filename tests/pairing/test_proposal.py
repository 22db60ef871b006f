from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine import (
    STEPS,
    Between,
    Change,
    Leader,
    Mentor,
    PinsBreakRules,
    Reason,
    Relief,
    Rules,
    Weights,
    propose,
)
from pairing.engine.features import features, score
from pairing.engine.proposal import lay_board
from pairing.engine.rules import allowed, masks
from pairing.engine.shortage import RULE_PRICES
from pairing.engine.solve import solve
from tests.pairing.cohorts import cohorts, every_assignment, standing
from tests.pairing.problems import cheapest_by_hand, every_pairing, loss
from tests.sizes import size

pytestmark = pytest.mark.proof


def board(cohort):
    leaders, mentors, between, rules = cohort
    named = masks(leaders, mentors, between, rules)
    return score(features(leaders, mentors, between)), allowed(named), [mentor.capacity for mentor in mentors]


def chosen(proposal):
    return {pair.leader: pair.mentor for pair in proposal.pairs}


def open_to_all(n, m):
    return Between(np.full((n, m), 20), np.ones((n, m), bool))


@settings(deadline=None, max_examples=size(small=20, full=300))
@given(cohorts())
def test_a_proposal_is_the_best_that_the_rules_leave(cohort):
    points, free, capacity = board(cohort)
    found = propose(*cohort)
    best = max(standing(each, points) for each in every_assignment(free, capacity))
    assert (len(found.pairs), -1 if found.worst is None else found.worst, found.total) == best


@settings(deadline=None, max_examples=size(small=20, full=300))
@given(cohorts(most_leaders=7, most_mentors=7))
def test_no_pair_breaks_a_rule_and_nobody_is_forgotten(cohort):
    leaders, mentors, _, rules = cohort
    _, free, seats = board(cohort)
    found = propose(*cohort)
    row = {leader.id: i for i, leader in enumerate(leaders)}
    column = {mentor.id: j for j, mentor in enumerate(mentors)}
    assert all(free[row[pair.leader], column[pair.mentor]] for pair in found.pairs)
    taught = [pair.mentor for pair in found.pairs]
    assert all(taught.count(mentor.id) <= seats[column[mentor.id]] for mentor in mentors)
    assert sorted([*chosen(found), *(each.leader for each in found.unmatched)]) == sorted(row)
    assert sorted({*taught, *found.idle}) == sorted(column)
    assert set(taught).isdisjoint(found.idle)
    assert rules.forbidden.isdisjoint(chosen(found).items())


@settings(deadline=None, max_examples=size(small=13, full=200))
@given(cohorts(), st.randoms(use_true_random=False))
def test_shuffled_rows_change_nothing(cohort, random):
    leaders, mentors, between, rules = cohort
    rows, columns = random.sample(range(len(leaders)), len(leaders)), random.sample(range(len(mentors)), len(mentors))
    grid = np.ix_(rows, columns)
    text = between.similarity
    shuffled = Between(between.half_hours[grid], between.can_meet[grid], None if text is None else text[grid])
    again = propose([leaders[i] for i in rows], [mentors[j] for j in columns], shuffled, rules)
    assert again == propose(*cohort)


@settings(deadline=None, max_examples=size(small=13, full=200))
@given(cohorts(), st.data())
def test_pinned_pairs_are_kept(cohort, data):
    leaders, mentors, between, rules = cohort
    _, free, _ = board(cohort)
    places = [(leaders[i].id, mentors[j].id) for i, j in np.argwhere(free)]
    pins = frozenset(data.draw(st.lists(st.sampled_from(places), max_size=3))) if places else frozenset()
    rules = replace(rules, pins=pins)
    taught = [mentor for _, mentor in pins]
    seats = {mentor.id: mentor.capacity for mentor in mentors}
    if len(dict(pins)) < len(pins) or any(taught.count(mentor) > seats[mentor] for mentor in taught):
        with pytest.raises(PinsBreakRules):
            propose(leaders, mentors, between, rules)
    else:
        found = propose(leaders, mentors, between, rules)
        assert {(pair.leader, pair.mentor) for pair in found.pairs if pair.pinned} == pins
        assert all(pair.runner_up is None for pair in found.pairs if pair.pinned)


@settings(deadline=None, max_examples=size(small=13, full=200))
@given(cohorts(most_leaders=4, most_mentors=4))
def test_alternatives_stand_at_their_true_price(cohort):
    it = lay_board(*cohort, Weights()).problem
    solution, every = solve(it), every_pairing(it)
    row = {leader: i for i, leader in enumerate(it.leader_ids)}
    column = {mentor: j for j, mentor in enumerate(it.mentor_ids)}
    found = propose(*cohort)
    for each in [*found.pairs, *found.unmatched]:
        i, own = row[each.leader], column.get(getattr(each, "mentor", None))
        costs = {other: loss(it, solution, [one for one in every if one[i] == column[other]]) for other in column}
        open_to = {other for other, cost in costs.items() if cost is not None and column[other] != own}
        assert {one.other for one in each.alternatives} == open_to
        assert all(
            one.cost == costs[one.other] and one.score == it.score[i, column[one.other]] for one in each.alternatives
        )
        assert [one.cost for one in each.alternatives] == sorted(one.cost for one in each.alternatives)


@settings(deadline=None, max_examples=size(small=13, full=200))
@given(cohorts(most_leaders=4, most_mentors=4))
def test_the_runners_up_on_both_sides_have_the_next_highest_score(cohort):
    points, free, _ = board(cohort)
    leaders, mentors, _, _ = cohort
    found = propose(*cohort)
    row = {leader.id: i for i, leader in enumerate(leaders)}
    column = {mentor.id: j for j, mentor in enumerate(mentors)}
    for pair in found.pairs:
        i, j = row[pair.leader], column[pair.mentor]
        mentors_left = [points[i, k] for k in np.flatnonzero(free[i]) if k != j]
        assert (pair.runner_up and pair.runner_up.score) == max(mentors_left, default=None)
        theirs = {row[one.leader] for one in found.pairs if one.mentor == pair.mentor}
        leaders_left = [points[k, j] for k in np.flatnonzero(free[:, j]) if k not in theirs]
        assert (pair.mentors_runner_up and pair.mentors_runner_up.score) == max(leaders_left, default=None)


@settings(deadline=None, max_examples=size(small=10, full=150))
@given(cohorts(most_leaders=5, most_mentors=5))
def test_changes_free_as_many_as_can_be_for_the_least(cohort):
    found = propose(*cohort)
    freed = [leader for relief in found.reliefs for leader in relief.freed]
    changes = [change for relief in found.reliefs for change in relief.changes]
    assert set(freed) <= {each.leader for each in found.unmatched}
    assert len(freed) == len(set(freed))
    if found.unmatched:
        spent = sum(RULE_PRICES[rule] for change in changes for rule in change.rules)
        assert (len(found.pairs) + len(freed), -spent) == cheapest_by_hand(lay_board(*cohort, Weights()))
    assert all(relief.changes for relief in found.reliefs)


def test_a_leader_is_freed_by_another_ones_change():
    """The only mentor whom the second could have is the first one's, and the first has a second only if ruled in again."""
    between = open_to_all(2, 2)
    between.can_meet[1] = [True, False]
    rules = Rules(manager_of={"m1": "l1"}, forbidden=frozenset({("l0", "m1")}))
    found = propose(
        [Leader("l0", topics={"ai": 1}), Leader("l1")], [Mentor("m0", topics={"ai": 1.0}), Mentor("m1")], between, rules
    )
    assert chosen(found) == {"l0": "m0"}
    assert found.reliefs == (Relief(("l1",), (Change("l0", "m1", ("forbidden",)),)),)


@settings(deadline=None, max_examples=size(small=13, full=200))
@given(cohorts())
def test_a_group_that_is_short_has_nobody_else(cohort):
    leaders, mentors, _, _ = cohort
    _, free, capacity = board(cohort)
    found = propose(*cohort)
    row = {leader.id: i for i, leader in enumerate(leaders)}
    column = {mentor.id: j for j, mentor in enumerate(mentors)}
    assert sorted(name for group in found.short for name in group.waiting) == sorted(
        it.leader for it in found.unmatched
    )
    for group in found.short:
        theirs = [column[name] for name in group.mentors]
        may_have = {j for name in group.leaders for j in np.flatnonzero(free[row[name]]) if capacity[j]}
        assert set(theirs) == may_have
        assert group.seats == sum(capacity[j] for j in theirs) == len(group.leaders) - len(group.waiting)


def test_a_pair_that_is_kept_stays_unless_moving_gains_much():
    leaders = [Leader("a", topics={"ai": 3}), Leader("b", topics={"ai": 3})]
    mentors = [Mentor("m", topics={"ai": 1.0}), Mentor("n", topics={"ai": 1.0})]
    assert chosen(propose(leaders, mentors, open_to_all(2, 2))) == {"a": "m", "b": "n"}
    keep = Rules(keep=frozenset({("a", "n"), ("b", "m")}))
    assert chosen(propose(leaders, mentors, open_to_all(2, 2), keep)) == {"a": "n", "b": "m"}
    weak = [mentors[0], replace(mentors[1], topics={})]
    assert chosen(propose(leaders[:1], weak, open_to_all(1, 2), keep)) == {"a": "m"}


def test_when_someone_leaves_few_pairs_move():
    """Repair: of twenty pairs those stay that can, where solving anew would move most of them."""
    random = np.random.default_rng(7)
    leaders = [Leader(f"l{i:02}", topics={f"t{t}": 1 for t in random.choice(9, 3, replace=False)}) for i in range(20)]
    mentors = [Mentor(f"m{j:02}", topics={f"t{t}": 1.0 for t in random.choice(9, 3, replace=False)}) for j in range(22)]
    before = chosen(propose(leaders, mentors, open_to_all(20, 22)))
    gone = before["l03"]
    left = [mentor for mentor in mentors if mentor.id != gone]
    repaired = chosen(propose(leaders, left, open_to_all(20, 21), Rules(keep=frozenset(before.items()))))
    anew = chosen(propose(leaders, left, open_to_all(20, 21)))
    moved, moved_anew = (sum(after[name] != before[name] for name in before) for after in (repaired, anew))
    assert len(repaired) == 20
    assert moved <= 3 < moved_anew


def test_a_rule_that_removes_nearly_all_is_named():
    mentors = [Mentor(f"m{j}", languages=frozenset({"pl"})) for j in range(10)]
    found = propose(
        [Leader("a", languages=frozenset({"de"})), Leader("b", languages=frozenset({"de"}))],
        mentors,
        open_to_all(2, 10),
    )
    assert found.removes == {"language": 1.0}
    assert not found.pairs


def test_the_steps_are_told_and_what_they_raise_ends_the_run():
    heard = []
    propose([Leader("a")], [Mentor("m")], open_to_all(1, 1), before=heard.append)
    assert tuple(heard) == STEPS

    def stop(step):
        raise KeyboardInterrupt(step)

    with pytest.raises(KeyboardInterrupt, match="weigh"):
        propose([Leader("a")], [Mentor("m")], open_to_all(1, 1), before=stop)


@settings(deadline=None, max_examples=size(small=13, full=200))
@given(cohorts())
def test_what_stands_in_the_way_accounts_for_every_mentor(cohort):
    leaders, mentors, between, rules = cohort
    named = masks(leaders, mentors, between, rules)
    row = {leader.id: i for i, leader in enumerate(leaders)}
    for each in propose(*cohort).unmatched:
        assert sum(each.removed.values()) == len(mentors)
        assert all(0 < count <= each.removed[name] for name, count in each.alone.items())
        for name, count in each.alone.items():
            without = allowed({other: mask for other, mask in named.items() if other != name})[row[each.leader]]
            assert without.sum() == count + (each.removed.get("seats_taken", 0) if name != "seats_taken" else 0)


def test_a_pair_says_why():
    leader = Leader(
        "l",
        ("ops", "claims"),
        site="Graz",
        tenure_years=18,
        topics={"ai": 2, "hiring": 1},
        targets=frozenset({"support"}),
    )
    mentor = Mentor(
        "m", ("it",), site="Graz", tenure_years=3, topics={"hiring": 1.0, "ai": 1.0}, exposure={"support": 1.0}
    )
    [pair] = propose([leader], [mentor], open_to_all(1, 1)).pairs
    assert pair.kind == "strategic"
    assert pair.reasons == (
        Reason("topics", ("ai", "hiring")),
        Reason("first_hand_sight", ("support",)),
        Reason("another_function"),
        Reason("years_apart", (15.0,)),
        Reason("same_site", ("Graz",)),
        Reason("shared_hours", (10.0,)),
    )


def test_an_unmatched_leader_learns_which_rules_stand_in_the_way():
    mentors = [Mentor("a", languages=frozenset({"en"})), Mentor("b"), Mentor("c")]
    rules = Rules(manager_of={"b": "boss", "a": "boss"}, forbidden=frozenset({("boss", "a")}))
    leaders = [Leader("boss", languages=frozenset({"de"})), Leader("other")]
    between = open_to_all(2, 3)
    between.can_meet[0, 2] = False
    [waiting] = propose(leaders, mentors, between, rules).unmatched
    assert waiting.leader == "boss"
    assert waiting.removed == {"reporting": 2, "no_common_slot": 1}
    assert waiting.alone == {"reporting": 1, "no_common_slot": 1}


def test_seats_that_others_take_are_named():
    leaders = [Leader("a", topics={"ai": 1}), Leader("b")]
    found = propose(leaders, [Mentor("m", topics={"ai": 1.0})], open_to_all(2, 1))
    assert chosen(found) == {"a": "m"}
    assert found.unmatched[0].removed == {"seats_taken": 1}


def test_a_pin_against_a_hard_rule_is_refused():
    rules = Rules(manager_of={"m": "l"}, pins=frozenset({("l", "m")}))
    with pytest.raises(PinsBreakRules, match="reporting"):
        propose([Leader("l")], [Mentor("m")], open_to_all(1, 1), rules)


def test_ties_go_by_public_id():
    leaders, mentors = [Leader("b"), Leader("a")], [Mentor("z"), Mentor("y")]
    assert chosen(propose(leaders, mentors, open_to_all(2, 2))) == {"a": "y", "b": "z"}


def test_a_mentor_whose_seats_are_pinned_is_no_runner_up():
    rules = Rules(pins=frozenset({("b", "m")}))
    pairs = propose([Leader("a"), Leader("b")], [Mentor("m"), Mentor("n")], open_to_all(2, 2), rules).pairs
    assert [(pair.leader, pair.mentor, pair.runner_up) for pair in pairs] == [("a", "n", None), ("b", "m", None)]
