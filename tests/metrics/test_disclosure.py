import random
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.disclosure import (
    HIDDEN,
    OTHER,
    Clamped,
    Decision,
    Figure,
    Ledger,
    atoms,
    clamped_count,
    clamped_mean,
    decide,
    decide_amounts,
    dominated,
    merge_small,
    pair_token,
    publish,
    still_here,
)
from tests.metrics.attacker import worked_out

EVERYONE = [f"p{n:02}" for n in range(14)]
groups = st.frozensets(st.sampled_from(EVERYONE))
many_groups = st.lists(st.frozensets(st.sampled_from(EVERYONE), min_size=5), min_size=1, max_size=9)


def people(*numbers):
    return frozenset(f"p{n:02}" for n in numbers)


def first(n):
    return people(*range(n))


def figures(sets, question="q"):
    return [Figure(f"f{n}", question, each) for n, each in enumerate(sets)]


def shown(sets, k=5):
    ledger, _ = publish(Ledger(), figures(sets), k)
    return [figure.people for figure in ledger.figures]


def looks_safe(sets):
    """What survey vendors check: every size, complement and pairwise difference is 0 or at least 5."""
    everyone = frozenset().union(*sets)
    differences = [a - b for a in [*sets, everyone] for b in [*sets, everyone]]
    return all(len(each) >= 5 for each in sets) and all(not each or len(each) >= 5 for each in differences)


EIGHTEEN = [first(18), people(*range(7)), people(*range(6, 13)), people(*range(13, 18))]


# The gate against the attacker.


def test_the_textbook_case_beats_the_usual_checks_and_not_the_gate():
    assert looks_safe(EIGHTEEN)
    assert worked_out(EIGHTEEN) == people(6)
    assert worked_out(shown(EIGHTEEN)) is None


@settings(deadline=None, max_examples=100)
@given(many_groups)
def test_the_attacker_learns_no_group_under_five(sets):
    if published := shown(sets):
        assert worked_out(published) is None


@settings(deadline=None, max_examples=40)
@given(many_groups)
def test_a_raised_threshold_holds_as_well(sets):
    if published := shown(sets, k=6):
        assert worked_out(published, smaller_than=6) is None


def test_without_the_gate_the_attacker_wins():
    draw = random.Random(11)
    ledgers = [[frozenset(draw.sample(EVERYONE, draw.randint(5, 9))) for _ in range(12)] for _ in range(20)]
    assert sum(worked_out(sets) is not None for sets in ledgers) >= 15
    assert [worked_out(shown(sets)) for sets in ledgers] == [None] * 20


@given(many_groups, st.randoms(use_true_random=False))
def test_exchanging_answers_within_atoms_changes_no_figure(sets, draw):
    published = shown(sets)
    answers = {person: draw.randint(1, 5) for person in EVERYONE}
    exchanged = dict(answers)
    for atom in atoms(published):
        members = sorted(atom)
        exchanged |= dict(zip(members, (answers[each] for each in draw.sample(members, len(members))), strict=True))
    for each in published:
        assert sum(answers[p] for p in each) == sum(exchanged[p] for p in each)


@given(many_groups)
def test_the_gate_never_leaves_a_small_atom(sets):
    assert all(len(atom) >= 5 for atom in atoms(shown(sets)))


@given(many_groups, st.randoms(use_true_random=False))
def test_the_order_of_planning_changes_no_decision(sets, draw):
    planned = figures(sets)
    assert publish(Ledger(), planned) == publish(Ledger(), draw.sample(planned, len(planned)))


# Single rules.


@given(st.lists(groups, max_size=6))
def test_atoms_part_everyone_by_membership(sets):
    found = atoms(sets)
    assert sorted(p for atom in found for p in atom) == sorted(frozenset().union(*sets))
    for atom in found:
        assert all(atom <= each or atom.isdisjoint(each) for each in sets)
    for n, one in enumerate(found):
        assert all(any((one <= each) != (other <= each) for each in sets) for other in found[:n])


@pytest.mark.parametrize(("n", "code"), [(0, "too_few"), (4, "too_few"), (5, "shown")])
def test_five_people_are_enough(n, code):
    assert decide(Ledger(), Figure("f", "q", first(n))) == Decision(code == "shown", code)


@pytest.mark.parametrize(("later", "code"), [(12, "shown"), (11, "small_atom"), (8, "small_atom"), (7, "shown")])
def test_twelve_then_fewer(later, code):
    ledger = Ledger((Figure("a", "q", first(12)),))
    assert decide(ledger, Figure("b", "q", first(later))).reason_code == code


def test_questions_do_not_meet():
    ledger = Ledger((Figure("a", "q", first(12)),))
    assert decide(ledger, Figure("b", "another", first(11))).show


def test_the_total_comes_first():
    _, decisions = publish(Ledger(), [Figure("a", "q", first(9)), Figure("total", "q", first(12))])
    assert {name for name, decision in decisions.items() if decision.show} == {"total"}


@pytest.mark.parametrize("k", [4, 1, 0, -5])
def test_the_threshold_is_never_lowered(k):
    with pytest.raises(ValueError, match="5"):
        decide(Ledger(), Figure("f", "q", first(9)), k)
    with pytest.raises(ValueError, match="5"):
        merge_small({"a": first(9)}, k)
    with pytest.raises(ValueError, match="5"):
        still_here([first(9)], first(9), "s", k)


def test_a_raised_threshold_hides_more():
    assert decide(Ledger(), Figure("f", "q", first(7)), 8).reason_code == "too_few"


def pairs(leaders, mentors):
    return frozenset(pair_token(f"l{a}", f"m{b}") for a, b in zip(leaders, mentors, strict=True))


def test_pairs_need_five_leaders_and_five_mentors():
    assert decide(Ledger(), Figure("f", "q", pairs(range(5), range(5)), "pairs")).show
    assert not decide(Ledger(), Figure("f", "q", pairs(range(6), [0, 1, 2, 3, 3, 3]), "pairs")).show
    assert not decide(Ledger(), Figure("f", "q", pairs([0, 1, 2, 3, 3, 3], range(6)), "pairs")).show


def test_pairs_are_looked_at_atom_by_atom():
    ledger = Ledger((Figure("a", "q", pairs(range(10), range(10)), "pairs"),))
    half = pairs(range(5), range(5))
    assert decide(ledger, Figure("b", "q", half, "pairs")).show
    same_mentor_left = Ledger((Figure("a", "q", half | pairs(range(5, 10), [9] * 5), "pairs"),))
    assert decide(same_mentor_left, Figure("b", "q", half, "pairs")).reason_code == "small_atom"


def test_a_person_token_with_a_slash_would_be_ambiguous():
    with pytest.raises(ValueError, match="slash"):
        pair_token("a/b", "c")


# Groups and panels.


def test_small_groups_become_other():
    found = merge_small({"a": people(*range(6)), "b": people(6, 7, 8), "c": people(9, 10)})
    assert found == {"a": people(*range(6)), OTHER: people(6, 7, 8, 9, 10)}


def test_other_takes_in_the_next_smallest():
    found = merge_small({"a": people(*range(7)), "b": people(7, 8, 9, 10, 11), "c": people(12)})
    assert found == {"a": people(*range(7)), OTHER: people(7, 8, 9, 10, 11, 12)}


def test_a_group_that_is_called_other_already_is_merged_too():
    assert merge_small({OTHER: people(7), "a": first(5), "b": people(8, 9, 10, 11)}) == {
        "a": first(5),
        OTHER: people(7, 8, 9, 10, 11),
    }


def test_without_two_groups_there_is_no_breakdown():
    assert merge_small({"a": first(6), "b": people(7)}) == {}
    assert merge_small({"a": people(1), "b": people(2)}) == {}
    assert merge_small({}) == {}


@given(st.lists(st.integers(0, 9), max_size=6))
def test_a_breakdown_passes_the_gate_and_forgets_nobody(sizes):
    parts = {f"g{n}": frozenset(f"{n}-{i}" for i in range(count)) for n, count in enumerate(sizes)}
    if found := merge_small(parts):
        everyone = frozenset().union(*parts.values())
        assert frozenset().union(*found.values()) == everyone
        assert sum(map(len, found.values())) == len(everyone)
        total = Figure("total", "q", everyone)
        _, decisions = publish(Ledger(), [total, *(Figure(name, "q", each) for name, each in found.items())])
        assert all(decision.show for decision in decisions.values())


@pytest.mark.parametrize(("present", "kept"), [(12, 12), (11, 7), (8, 7), (7, 7), (6, 6), (5, 5), (4, None), (0, None)])
def test_a_panel_that_loses_people(present, kept):
    found = still_here([first(12)], first(present), "wave 2")
    assert (found and len(found)) == kept


def test_who_is_left_out_is_drawn_by_the_seed():
    drawn = {still_here([first(12)], first(11), f"seed {n}") for n in range(8)}
    assert len(drawn) > 1
    assert still_here([first(12)], first(11), "seed 0") == still_here([first(12)], first(11), "seed 0")


def test_newcomers_wait():
    assert still_here([first(6)], first(14), "s") == first(6)


@given(many_groups, groups, st.text(max_size=4))
def test_a_panel_that_stays_passes_the_gate(sets, present, seed):
    ledger, _ = publish(Ledger(), figures(sets))
    if kept := still_here(ledger.atoms("q"), present, seed):
        assert kept <= present
        assert decide(ledger, Figure("later", "q", kept)).show


# Amounts and protected items.


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([100, 50, 10], False), ([100, 50, 9.9], True), ([7, 7, 7, 7, 7], False), ([100, 0, 0, 0, 0], True), ([], False)],
)
def test_the_p_percent_rule(amounts, expected):
    assert dominated(amounts) is expected


def test_a_total_of_hours_that_one_person_makes_is_hidden():
    hours = dict.fromkeys(sorted(first(6)), 1.0)
    figure = Figure("f", "hours", first(6))
    assert decide_amounts(Ledger(), figure, hours).show
    assert decide_amounts(Ledger(), figure, hours | {"p00": 900.0}) == Decision(False, "dominated")


def test_no_part_of_a_total_may_be_one_persons():
    hours = dict.fromkeys(sorted(first(10)), 10.0) | dict.fromkeys(sorted(people(6, 7, 8, 9)), 0.0)
    part = Ledger((Figure("part", "hours", first(5)),))
    assert decide_amounts(Ledger(), Figure("f", "hours", first(10)), hours).show
    assert decide_amounts(part, Figure("f", "hours", first(10)), hours).reason_code == "dominated"


def test_too_few_people_are_hidden_whatever_the_amounts():
    assert decide_amounts(Ledger(), Figure("f", "hours", first(4)), {}).reason_code == "too_few"


def test_six_people_show_no_mean_above_three_point_eight():
    assert clamped_mean([[5] * 6]) == Clamped(6, Fraction(23, 6), "≥")
    assert clamped_mean([[1] * 6]) == Clamped(6, Fraction(13, 6), "≤")
    assert clamped_mean([[2, 3, 3, 3, 4, 2]]) == Clamped(6, Fraction(17, 6), "")


def test_each_atom_is_clamped_before_the_sum():
    assert clamped_count([[True] * 5, [False] * 5]) == Clamped(10, Fraction(5), "≈")
    assert clamped_count([[True] * 5, [True, True, True, False, False, False]]) == Clamped(11, Fraction(6), "≥")


def told(answers, mine, show):
    """For each other person the answers that remain possible for someone who knows their own and what is shown."""
    possible = [each for each in answers if each[0] == mine]
    by_shown = {}
    for each in possible:
        by_shown.setdefault(show(each), []).append(each)
    return [[{each[n] for each in same} for n in range(1, len(same[0]))] for same in by_shown.values()]


@pytest.mark.parametrize("n", [5, 6, 7, 8])
def test_an_insider_learns_no_ones_yes_or_no(n):
    worlds = list(product([False, True], repeat=n))
    for mine in (False, True):
        for others in told(worlds, mine, lambda each: clamped_count([each])):
            assert all(len(answers) == 2 for answers in others)


def test_an_insider_can_exclude_at_most_the_far_end():
    worlds = list(product(range(1, 6), repeat=5))
    for mine in range(1, 6):
        for others in told(worlds, mine, lambda each: clamped_mean([each])):
            assert all(len(answers) >= 4 for answers in others)


def test_without_the_clamp_an_insider_learns_everyones_answer():
    worlds = list(product([False, True], repeat=5))
    assert [{False}] * 4 in told(worlds, True, sum)


def test_nobody_and_too_few_have_no_clamped_figure():
    with pytest.raises(ValueError, match="Nobody"):
        clamped_mean([])
    with pytest.raises(ValueError, match="Too few"):
        clamped_mean([[3, 3, 3]])


def test_there_is_one_sentence_for_what_is_hidden():
    assert HIDDEN.endswith(".")
    assert not any(word in HIDDEN for word in ("atom", "ledger", "%"))
