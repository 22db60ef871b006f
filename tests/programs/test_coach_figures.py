"""How well the coach does on examples labeled by hand, and that nobody makes it worse unseen."""

from io import StringIO

import pytest
from django.core.management import call_command

from programs.coach_figures import HALVES, Example, examples, figures, misses
from programs.coach_rules import RULES

# (precision, recall) of "weak or strong" as measured when the rules were last changed. Raise them when the rules get
# better; never change a rule, or a label, for one of the examples held out.
FLOORS = {"tuned": (1.0, 1.0), "held_out": (0.95, 0.79)}
NAMES = {rule.name for rule in RULES}


def all_examples():
    return [it for half in HALVES for it in examples(half)]


def test_there_are_enough_examples_half_of_them_weak_and_none_twice():
    shown = all_examples()
    assert len(shown) >= 60
    assert 0.45 <= sum(bool(it.weak) for it in shown) / len(shown) <= 0.55
    assert len({it.text for it in shown}) == len(shown)


@pytest.mark.parametrize("half", HALVES)
def test_each_half_has_both_kinds_and_something_for_and_against_every_rule(half):
    shown = examples(half)
    assert {it.kind for it in shown} == {"question", "hypothesis"}
    assert set().union(*(it.weak for it in shown)) == NAMES, "labels are names of rules, and every rule has one"
    for rule in RULES:
        assert any(it.kind in rule.kinds and rule.name not in it.weak for it in shown), rule.name


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_finds_an_example_and_leaves_one_alone(rule):
    shown = [it for it in all_examples() if it.kind in rule.kinds]
    assert any(rule.name in it.weak & it.named for it in shown)
    assert any(rule.name not in it.weak | it.named for it in shown)


@pytest.mark.parametrize("half", HALVES)
def test_weak_is_told_from_strong_as_well_as_it_was(half):
    overall = figures(examples(half))[-1]
    precision, recall = FLOORS[half]
    assert overall.precision >= precision
    assert overall.recall >= recall


def test_a_figure_counts_what_was_named_and_what_should_have_been():
    hit = Example("question", "How do millennials in our branches ask for help?", frozenset({"generation"}))
    silent = Example("question", "Which rota do nurses on the ward follow in practice?", frozenset({"generation"}))
    wrong = Example("question", "What do boomers in the depot do when a scanner fails?", frozenset())
    found = {it.label: it for it in figures([hit, silent, wrong])}
    one = found["generation"]
    assert (one.weak, one.named, one.right, one.precision, one.recall) == (2, 2, 1, 0.5, 0.5)
    assert (found["too_long"].precision, found["too_long"].recall) == (None, None)
    assert [(sorted(it.silent), sorted(it.wrong)) for it in misses([hit, silent, wrong])] == [
        (["generation"], []),
        ([], ["generation"]),
    ]


def test_the_command_prints_both_halves_rule_by_rule_and_the_misses_when_asked():
    plain, full = StringIO(), StringIO()
    call_command("coach_figures", stdout=plain)
    call_command("coach_figures", misses=True, stdout=full)
    printed = plain.getvalue()
    assert all(printed.count(f"\n{name} ") == 2 for name in [*NAMES, "weak or strong"])
    missed = [miss for half in HALVES for miss in misses(examples(half))]
    assert missed, "with nothing missed there would be nothing to list"
    for miss in missed:
        assert miss.example.text in full.getvalue()
        assert miss.example.text not in printed
