import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.coach import apply, coach
from programs.coach_rules import RULES

CATCHES = [(rule, kind, text) for rule in RULES for kind in sorted(rule.kinds) for text in rule.catches]
PASSES = [(rule, text) for rule in RULES for text in rule.passes]

GOOD_QUESTIONS = [
    "What do our claims handlers still check by hand since they draft with an assistant?",
    "Which steps of the monthly pack do analysts redo after my comments, and why?",
    "How do new hires in the branches decide whom to ask before they talk to a customer?",
    "In which weeks do crews leave out the safety check, and what happens instead?",
    "Why do customers who compare us with a competitor leave after the second offer?",
    "How many minutes of the weekly forecast go into moving figures between spreadsheets?",
    "What stops project teams from reporting a delay in the first week?",
    "What do engineers say about our promotion rules when no manager is in the meeting?",
]
GOOD_HYPOTHESES = [
    "The pack takes four days because every team formats its own tables. We will know if one template halves it.",
    "Planners overrule the forecast since they don't see its inputs; I am wrong if they still do once shown.",
    "New colleagues keep quiet in reviews because leaders speak first. We would see more questions if they spoke last.",
]


def named(hints):
    return [hint.rule for hint in hints]


@pytest.mark.parametrize(("rule", "kind", "text"), CATCHES)
def test_each_rule_catches_its_examples(rule, kind, text):
    assert rule.name in named(coach(text, kind=kind, topics=[]))


@pytest.mark.parametrize(("rule", "text"), PASSES)
def test_each_rule_passes_its_counterexamples(rule, text):
    assert apply(rule, text) is None


@pytest.mark.parametrize("text", GOOD_QUESTIONS)
def test_a_strong_question_gets_no_hint(text):
    assert coach(text, kind="question", topics=["AI"]) == []


@pytest.mark.parametrize("text", GOOD_HYPOTHESES)
def test_a_strong_hypothesis_gets_no_hint(text):
    assert coach(text, kind="hypothesis", topics=["AI"]) == []


def test_names_are_unique_and_every_rule_has_both_kinds_of_examples():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.catches and rule.passes for rule in RULES)


def test_an_empty_text_is_left_in_peace():
    assert coach("  \n", kind="question", topics=["Culture"]) == []


def test_the_span_points_at_the_words():
    text = "How do millennials in our branches ask for help in a meeting?"
    [hint] = coach(text, kind="question", topics=[])
    assert (hint.rule, text[hint.start : hint.end]) == ("generation", "millennials")


def test_the_span_of_a_weak_whole_leaves_blanks_out():
    [hint] = [h for h in coach("  Psychological safety ", kind="question", topics=[]) if h.rule == "topic_only"]
    assert (hint.start, hint.end) == (2, 22)


def test_the_second_question_is_the_one_that_is_marked():
    text = "Why do customers leave after the trial? How do they see our prices?"
    [hint] = coach(text, kind="question", topics=[])
    assert text[hint.start : hint.end] == "How do they see our prices?"


def test_what_must_be_mended_comes_first():
    hints = coach("Do younger people trust us?", kind="question", topics=[])
    assert named(hints) == ["generation", "yes_or_no", "too_short"]
    assert [hint.severity for hint in hints] == ["mend", "consider", "consider"]


def test_a_topic_makes_the_scaffold_concrete():
    [hint] = [h for h in coach("Our way with data", kind="question", topics=["Data & AI"]) if h.rule == "topic_only"]
    assert "Data & AI" in hint.scaffold % hint.values
    [plain] = [h for h in coach("Our way with data", kind="question", topics=[]) if h.rule == "topic_only"]
    assert plain.values == {}


def test_a_hypothesis_is_not_judged_as_a_question():
    text = "Are planners right? I believe so because they know the shop floor; we will know by June."
    assert {"yes_or_no", "several_questions", "topic_only"}.isdisjoint(named(coach(text, kind="hypothesis", topics=[])))


def test_typographic_apostrophes_read_like_plain_ones():
    text = "Crews skip the check because the form is long; we’ll know when a shorter one is used for four weeks."
    assert coach(text, kind="hypothesis", topics=[]) == []


def test_sentences_are_short_and_name_no_generation():
    for rule in RULES:
        for sentence in (rule.says, rule.because, rule.scaffold, rule.topic_scaffold):
            assert len(sentence) <= 160, rule.name
            assert not re.search(r"gen(eration)? [xyz]|millennial|junior", sentence, re.IGNORECASE)


@given(
    st.text(max_size=300),
    st.sampled_from(["question", "hypothesis"]),
    st.lists(st.text(min_size=1, max_size=20), max_size=3),
)
def test_any_text_gives_whole_sentences_and_spans_within_it(text, kind, topics):
    for hint in coach(text, kind=kind, topics=topics):
        assert 0 <= hint.start < hint.end <= len(text)
        for sentence in (hint.says, hint.because, hint.scaffold):
            assert sentence % hint.values


@given(
    st.lists(
        st.sampled_from([*GOOD_QUESTIONS, "Gen Z", "better at AI", "AI?", "how to use Excel", "\n"]),
        min_size=1,
        max_size=4,
    )
)
def test_each_rule_speaks_at_most_once(parts):
    text = " ".join(parts)
    hints = coach(text, kind="question", topics=["AI"])
    assert len(set(named(hints))) == len(hints)


def test_a_rule_waits_until_what_comes_before_it_is_mended():
    assert named(coach("I want to become more digital and modern in what I do", kind="question")) == [
        "bare_improvement",
    ], "a piece of work to be better at mends that nobody is named as well"
    text = "What is the feeling about the future of everything around us?"
    assert named(coach(text, kind="question")) == ["nobody_named", "nothing_observable"]


def test_a_group_named_by_age_is_not_also_called_nobody():
    assert named(coach("How do boomers see the world of tomorrow around them?", kind="question")) == ["generation"]


@pytest.mark.parametrize("vague", ["it will feel right", "we will somehow sense it in the room"])
def test_a_feeling_is_no_proof(vague):
    text = f"Crews skip the check because the form is long. We will know: {vague}"
    assert named(coach(text, kind="hypothesis")) == ["no_proof"]


def test_a_gut_feeling_is_no_reason():
    text = "Crews skip the check because that is simply my gut feeling. We will know from ten forms."
    assert named(coach(text, kind="hypothesis")) == ["no_reason"]
