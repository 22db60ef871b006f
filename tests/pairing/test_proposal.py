from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairing.engine import Between, Leader, Mentor, PinsBreakRules, Reason, Rules, propose
from pairing.engine.features import features, score
from pairing.engine.rules import allowed, masks
from tests.pairing.cohorts import cohorts, every_assignment, standing


def board(cohort):
    leaders, mentors, between, rules = cohort
    named = masks(leaders, mentors, between, rules)
    return score(features(leaders, mentors, between)), allowed(named), [mentor.capacity for mentor in mentors]


def chosen(proposal):
    return {pair.leader: pair.mentor for pair in proposal.pairs}


def open_to_all(n, m):
    return Between(np.full((n, m), 20), np.ones((n, m), bool))


@settings(deadline=None, max_examples=60)
@given(cohorts())
def test_a_proposal_is_the_best_that_the_rules_leave(cohort):
    points, free, capacity = board(cohort)
    found = propose(*cohort)
    best = max(standing(each, points) for each in every_assignment(free, capacity))
    assert (len(found.pairs), -1 if found.worst is None else found.worst, found.total) == best


@settings(deadline=None, max_examples=60)
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


@settings(deadline=None, max_examples=40)
@given(cohorts(), st.randoms(use_true_random=False))
def test_shuffled_rows_change_nothing(cohort, random):
    leaders, mentors, between, rules = cohort
    rows, columns = random.sample(range(len(leaders)), len(leaders)), random.sample(range(len(mentors)), len(mentors))
    grid = np.ix_(rows, columns)
    text = between.similarity
    shuffled = Between(between.half_hours[grid], between.can_meet[grid], None if text is None else text[grid])
    again = propose([leaders[i] for i in rows], [mentors[j] for j in columns], shuffled, rules)
    assert again == propose(*cohort)


@settings(deadline=None, max_examples=40)
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


@settings(deadline=None, max_examples=40)
@given(cohorts(most_leaders=4, most_mentors=4))
def test_a_runner_up_is_the_next_best_at_its_true_price(cohort):
    leaders, mentors, _, _ = cohort
    points, free, capacity = board(cohort)
    column = {mentor.id: j for j, mentor in enumerate(mentors)}
    every = list(every_assignment(free, capacity))
    best = max(standing(each, points) for each in every)
    for pair in propose(*cohort).pairs:
        row = next(i for i, leader in enumerate(leaders) if leader.id == pair.leader)
        others = [j for j in np.flatnonzero(free[row]) if j != column[pair.mentor]]
        assert (pair.runner_up is None) == (not others)
        if pair.runner_up:
            j = column[pair.runner_up.mentor]
            assert pair.runner_up.score == points[row, j] == max(points[row, other] for other in others)
            instead = max(standing(each, points) for each in every if each[row] == j)
            assert pair.runner_up.cost == tuple(a - b for a, b in zip(best, instead, strict=True)) >= (0, 0, 0)


@settings(deadline=None, max_examples=40)
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
