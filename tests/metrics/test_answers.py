"""What a person answers to a survey: all of it in one statement, changeable while it is open, and theirs alone."""

import pytest

from metrics import actions
from metrics.models import SurveyAnswer
from tests.factories import NOW

from .conftest import DAY


def given(lab, enrolment):
    with lab.works():
        return actions.given(lab.baseline, enrolment.person_id)


@pytest.fixture
def items(measured):
    return [measured.confidence.pk, measured.weekly.pk]


def test_all_of_it_is_one_statement(measured, items, django_assert_num_queries):
    with measured.sees("leader"), django_assert_num_queries(1):
        actions.answer(measured.baseline, measured.leader_enrolment, dict.fromkeys(items, 4), now=NOW)
    assert given(measured, measured.leader_enrolment) == dict.fromkeys(items, 4)


def test_what_is_changed_is_changed_in_its_row(measured, items):
    with measured.sees("leader"):
        actions.answer(measured.baseline, measured.leader_enrolment, dict.fromkeys(items, 4), now=NOW)
        first = dict(SurveyAnswer.objects.values_list("indicator_id", "id"))
        actions.answer(measured.baseline, measured.leader_enrolment, {items[0]: 2}, now=NOW + DAY)
        rows = {it.indicator_id: it for it in SurveyAnswer.objects.all()}
    assert {key: it.pk for key, it in rows.items()} == first
    assert [(rows[key].value, rows[key].answered_at) for key in items] == [(2, NOW + DAY), (4, NOW)]


def test_two_who_answer_the_same_question_keep_their_own(measured, items):
    for who, enrolment, value in (("leader", measured.leader_enrolment, 5), ("mentor", measured.mentor_enrolment, 1)):
        with measured.sees(who):
            actions.answer(measured.baseline, enrolment, {items[0]: value}, now=NOW)
    assert given(measured, measured.leader_enrolment) == {items[0]: 5}
    assert given(measured, measured.mentor_enrolment) == {items[0]: 1}


def test_nothing_is_written_once_it_is_over(measured, items):
    with measured.sees("leader"), pytest.raises(actions.Closed, match="survey is closed"):
        actions.answer(
            measured.baseline, measured.leader_enrolment, {items[0]: 5}, now=measured.baseline.closes_at + DAY
        )
    assert given(measured, measured.leader_enrolment) == {}
