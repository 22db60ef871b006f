from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.agenda import (
    DECISION_LEADER_PROMPTS,
    DECISION_MENTOR_PROMPTS,
    DEFAULT_AGENDA,
    PRACTICES,
    Segment,
    practice_for,
    problems,
    segments_for,
)

numbers = st.integers(1, 500)
lengths = st.lists(st.integers(1, 90), min_size=1, max_size=8)


def agenda_of(minutes):
    return [Segment(f"s{n}", f"Segment {n}", length) for n, length in enumerate(minutes)]


def sentences(found):
    return [problem.says % problem.values for problem in found]


def test_the_default_hour_is_ten_thirty_fifteen_five():
    assert [(s.key, s.minutes) for s in DEFAULT_AGENDA] == [
        ("connect", 10),
        ("lab", 30),
        ("reflection", 15),
        ("next", 5),
    ]
    assert problems(DEFAULT_AGENDA) == []
    assert all(s.leader_prompts and s.mentor_prompts for s in DEFAULT_AGENDA)


def test_missing_minutes_are_counted():
    assert sentences(problems(agenda_of([10, 30, 15]))) == ["This adds up to 55 of 60 minutes: 5 missing."]


def test_minutes_too_many_are_counted():
    assert sentences(problems(agenda_of([31, 30]))) == ["This adds up to 61 of 60 minutes: 1 too many."]


def test_a_short_session_adds_up_to_its_own_length():
    assert problems(agenda_of([5, 15, 5]), total=25) == []


def test_a_segment_without_time_is_named():
    assert "“Segment 1” needs at least one minute." in sentences(problems(agenda_of([60, 0])))


def test_keys_must_differ():
    twice = [replace(DEFAULT_AGENDA[1]), replace(DEFAULT_AGENDA[1])]
    assert sentences(problems(twice)) == ["Two segments have the same key."]


def test_an_empty_agenda_misses_everything():
    assert sentences(problems([])) == ["This adds up to 0 of 60 minutes: 60 missing."]


@given(lengths, st.integers(1, 300))
def test_an_agenda_stands_exactly_when_it_adds_up(minutes, total):
    assert (problems(agenda_of(minutes), total) == []) == (sum(minutes) == total)


@given(numbers)
def test_one_session_in_three_is_about_a_real_decision(first):
    third = [n for n in range(first, first + 3) if segments_for(n)[2].leader_prompts == DECISION_LEADER_PROMPTS]
    assert len(third) == 1
    assert third[0] % 3 == 0
    assert segments_for(third[0])[2].mentor_prompts == DECISION_MENTOR_PROMPTS


@given(numbers, lengths)
def test_prompts_change_but_never_lengths_or_titles(number, minutes):
    agenda = agenda_of(minutes)
    shape = [(s.key, s.title, s.minutes) for s in segments_for(number, agenda)]
    assert shape == [(s.key, s.title, s.minutes) for s in agenda]


@given(lengths)
def test_an_agenda_without_reflection_explains_the_decision_in_its_longest_segment(minutes):
    third = segments_for(3, agenda_of(minutes))
    [about] = [s for s in third if s.leader_prompts]
    assert about.minutes == max(minutes)


def test_other_sessions_keep_the_prompts():
    assert segments_for(1) == DEFAULT_AGENDA
    assert segments_for(2) == DEFAULT_AGENDA


def test_an_empty_agenda_stays_empty():
    assert segments_for(3, []) == ()


@given(numbers)
def test_practices_rotate_evenly_by_number_alone(first):
    turns = Counter(practice_for(n).key for n in range(first, first + 2 * len(PRACTICES)))
    assert set(turns.values()) == {2}
    assert len(turns) == len(PRACTICES)
    assert practice_for(first) == practice_for(first + len(PRACTICES))


@pytest.mark.parametrize("compute", [segments_for, practice_for])
@pytest.mark.parametrize("number", [0, -3])
def test_sessions_are_counted_from_one(compute, number):
    with pytest.raises(ValueError, match="from 1"):
        compute(number)
