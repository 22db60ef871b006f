"""The shipped templates are whole, and the loader says in a sentence what a broken one lacks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.models import Indicator
from programs.models import Cohort, ResearchQuestion
from programs.templates import (
    FAMILIES,
    KEYS,
    PERSPECTIVES,
    STAYS,
    Segment,
    Topic,
    _toml,
    all_templates,
    faults,
    problems,
    rows,
    sentences,
    template,
)

AI = template("ai_fluency")


@pytest.mark.parametrize("key", KEYS)
class TestEachTemplate:
    def test_has_nothing_wrong_with_it(self, key):
        assert problems(template(key)) == []

    def test_adds_up_to_its_session(self, key):
        assert sum(segment.minutes for segment in template(key).agenda) == template(key).session_minutes

    def test_measures_every_family(self, key):
        assert {measure.family for measure in template(key).indicators} == set(FAMILIES)

    def test_keeps_the_third_rule(self, key):
        assert [rule.key for rule in template(key).rules] == ["titles", "curiosity", STAYS]

    def test_has_a_deck_for_every_perspective(self, key):
        assert set(template(key).openings) == set(PERSPECTIVES)

    def test_fits_the_columns_it_is_copied_into(self, key):
        it = template(key)
        assert len(it.goal) <= 300
        assert it.goal_kind in Cohort.Goal.values
        for measure in it.indicators:
            assert measure.family in Indicator.Family.values
            assert measure.form in Indicator.Form.values
            assert measure.source in Indicator.Source.values
            assert measure.direction in Indicator.Direction.values
            assert measure.aim in Indicator.Aim.values
            for name in ("key", "name", "item", "unit", "plan"):
                assert len(getattr(measure, name)) <= Indicator._meta.get_field(name).max_length

    def test_uses_the_perspectives_of_a_question(self, key):
        assert {topic.perspective for topic in template(key).topics} <= set(ResearchQuestion.Perspective.values)


def test_the_words_of_the_mission_are_in_every_charter():
    for it in all_templates():
        text = " ".join(clause.text for clause in it.charter)
        for word in ("prompts", "automation", "Strategy, risk and final decisions", "Access, security and hardware"):
            assert word in text, (it.key, word)
        assert "six months after" in text


def test_the_frontline_meets_for_half_an_hour():
    it = template("frontline")
    assert it.session_minutes == 30
    assert "Half an hour" in next(clause.text for clause in it.charter if clause.key == "time")


def test_only_the_program_about_ai_teaches_it():
    assert [it.key for it in all_templates() if it.teaches_ai] == ["ai_fluency"]


def test_being_heard_is_protected():
    assert {measure.key for it in all_templates() for measure in it.indicators if measure.is_protected} == {"heard"}


def test_an_unknown_template_is_a_key_error():
    with pytest.raises(KeyError):
        template("../shared")


def test_rows_are_plain_data():
    assert rows(AI.agenda)[0] == {
        "key": "connect",
        "title": "Connect",
        "minutes": 10,
        "leader": list(AI.agenda[0].leader),
        "mentor": list(AI.agenda[0].mentor),
    }


def test_sentences_reach_every_depth():
    found = set(sentences(AI))
    assert {
        AI.name,
        AI.agenda[1].mentor[0],
        AI.indicators[0].item,
        AI.openings["culture"][0],
        AI.topics[0].label,
    } <= found


def without(parts, key):
    return tuple(part for part in parts if part.key != key)


def measure(**changes):
    return replace(AI, indicators=(replace(AI.indicators[0], **changes), *AI.indicators[1:]))


LAST = AI.agenda[-1]
BROKEN = {
    "The agenda adds up to 55 of 60 minutes.": replace(AI, agenda=without(AI.agenda, "next")),
    "“Next steps” needs at least one minute.": replace(AI, agenda=(*AI.agenda[:-1], replace(LAST, minutes=0))),
    "“Next steps” has no prompt for one of the two roles.": replace(
        AI, agenda=(*AI.agenda[:-1], replace(LAST, mentor=()))
    ),
    "The segment “next” stands there twice.": replace(AI, agenda=(*AI.agenda, Segment("next", "Again", 5))),
    "There is no topic to choose.": replace(AI, topics=()),
    "“Sky” has the unknown perspective “weather”.": replace(AI, topics=(Topic("sky", "Sky", "weather"),)),
    "There is no opening question for the perspective “market”.": replace(AI, openings={**AI.openings, "market": ()}),
    "The rule “stays” is missing.": replace(AI, rules=without(AI.rules, STAYS)),
    "The charter says nothing about “payback”.": replace(AI, charter=without(AI.charter, "payback")),
    "The family “talent” has no indicator.": replace(
        AI, indicators=tuple(it for it in AI.indicators if it.family != "talent")
    ),
    "“Leaders who do a real task with AI each week” has the unknown form “guess”.": measure(form="guess"),
    "“Leaders who do a real task with AI each week” goes neither up nor down.": measure(direction="sideways"),
    "“weekly_use” lacks a name, a definition, a unit or a plan.": measure(unit=""),
    "“Leaders who do a real task with AI each week” needs a question exactly if people are asked.": measure(item=""),
    "“Leaders who do a real task with AI each week” has no target.": measure(target=0),
    "“Gen Z” sorts people by age: “Learn from Gen Z”": replace(AI, name="Learn from Gen Z"),
    "“younger” sorts people by age: “Ask younger staff”": replace(AI, goal="Ask younger staff"),
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_broken_template_is_told_in_a_sentence(sentence):
    assert sentence in problems(BROKEN[sentence])


OWN, SHARED = _toml("ai_fluency"), _toml("shared")
UNREADABLE = {
    "“goal” is missing, or is not what it should be.": {"goal": None},
    "“session_minutes” is missing, or is not a number.": {"session_minutes": "an hour"},
    "“topics” has a part that says nothing.": {"topics": "tools"},
    "A part of “topics” lacks “perspective”.": {"topics": [{"key": "sky", "label": "Sky"}]},
    "A part of “agenda” says “length”, which nobody reads.": {"agenda": [{"key": "a", "title": "A", "length": 5}]},
    "A part of “agenda” lacks “minutes”.": {"agenda": [{"key": "a", "title": "A"}]},
    "“rules” has a part that says nothing.": {"rules": {"titles": "Titles stay outside"}},
    "A part of “charter” lacks “text”.": {"charter": {"more": {"title": "More"}}},
    "A part of “indicators” lacks “unit”.": {"indicators": {"x": {"name": "X"}}},
    "It measures “weather”, which is not defined.": {"measures": ["weather"]},
    "It names no measure.": {"measures": []},
    "“rules” is not a table.": {"rules": ["titles"]},
    "The opening questions for “market” are not a list of texts.": {"openings": {"market": "Why?"}},
    "In a part of “agenda”, “minutes” is not what it should be.": {
        "agenda": [{"key": "a", "title": "A", "minutes": "ten"}]
    },
    "The kind of goal “fame” is unknown.": {"goal_kind": "fame"},
    "The agenda adds up to 60 of 45 minutes.": {"session_minutes": 45},
    "A session takes 10 to 240 minutes, not 2.": {"session_minutes": 2},
    "A session takes 10 to 240 minutes, not 540.": {"session_minutes": 540},
}


@pytest.mark.parametrize("sentence", UNREADABLE)
def test_a_broken_file_is_told_in_a_sentence_and_never_in_an_error(sentence):
    assert sentence in faults("x", OWN | UNREADABLE[sentence], SHARED)


@pytest.mark.parametrize("key", KEYS)
def test_every_shipped_file_can_be_read(key):
    assert faults(key, _toml(key), SHARED) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.sampled_from(["key", "title", "x"]), parts),
)


@given(st.dictionaries(st.sampled_from(sorted({*OWN, *SHARED, "rules", "charter"})), ANYTHING))
def test_whatever_stands_in_a_file_gives_sentences(broken):
    assert all(isinstance(sentence, str) for sentence in faults("x", OWN | broken, SHARED))


def test_generative_tools_are_not_a_generation():
    assert problems(replace(AI, name="Generative AI in general")) == []
