"""A quarter as it is published: figures behind the gate, once and for all."""

import datetime
from decimal import Decimal

import pytest

from metrics.models import LedgerEntry, Observation, PublishedFigure, Quarter, SurveyAnswer
from metrics.publication import plan_quarter, publish_quarter
from notifications.sweep import sweep
from organizations.models import Person
from tests.factories import NOW
from tests.factories import lab as make

from .conftest import DAY

END = NOW + 120 * DAY  # in January: the fourth quarter is over


def answer(lab, indicator, wave, values, people):
    for enrolment, value in zip(people, values, strict=False):
        SurveyAnswer.objects.create(
            wave=wave, indicator=indicator, author_id=enrolment.person_id, value=value, answered_at=NOW
        )


def both_waves(lab, indicator, before, after, people):
    answer(lab, indicator, lab.baseline, before, people)
    answer(lab, indicator, lab.follow_up, after, people)


def observe(lab, team, values, *, people=6, group="program"):
    for day, value in values:
        Observation.objects.create(
            indicator=lab.pack,
            team=team,
            group=group,
            people=people,
            day=NOW.date() + day * DAY,
            value=value,
            entered_at=NOW,
        )


def publish(lab, year=2026, number=4, now=END):
    publish_quarter(lab.organization, year, number, now=now)
    return {figure.indicator.key: figure for figure in PublishedFigure.objects.filter(quarter__number=number)}


def test_a_mean_of_the_same_people_before_and_after(measured):
    with measured.works():
        both_waves(measured, measured.confidence, [2, 2, 3, 3, 2, 3, 2], [4, 3, 4, 4, 3, 4, 4], measured.leaders)
        figure = publish(measured)["confidence"]
    assert (figure.state, figure.n) == ("shown", 7)
    assert (figure.before, figure.after) == (Decimal("2.429"), Decimal("3.714"))
    assert figure.low < figure.change < figure.high
    assert figure.low > 0


def test_who_answered_only_once_is_in_neither_figure(measured):
    with measured.works():
        answer(measured, measured.confidence, measured.baseline, [1, 5, 5, 5, 5, 5], measured.leaders)
        answer(measured, measured.confidence, measured.follow_up, [5, 5, 5, 5, 5], measured.leaders[1:])
        figure = publish(measured)["confidence"]
    assert (figure.n, figure.before) == (5, 5)


@pytest.mark.parametrize(("n", "state"), [(4, "hidden"), (5, "shown")])
def test_no_figure_about_fewer_than_five_people(measured, n, state):
    with measured.works():
        both_waves(measured, measured.weekly, [1] * n, [1] * n, measured.leaders)
        figure = publish(measured)["weekly"]
    assert figure.state == state
    assert (figure.after is None) == (state == "hidden")


def test_who_returns_from_the_cohort_that_runs_again_is_in_no_figure_about_people(measured):
    """At several removes too; their baseline was taken when the lab had worked on them already. Work counts as ever."""
    with measured.works():
        first = make.CohortFactory()
        second = make.CohortFactory(copied_from=first)
        type(first).objects.filter(pk=measured.cohort.pk).update(copied_from=second)
        for cohort, person in ((first, measured.leaders[0]), (second, measured.leaders[1])):
            make.EnrolmentFactory(cohort=cohort, person=person.person)
        make.EnrolmentFactory(cohort=make.CohortFactory(), person=measured.leaders[2].person)  # another cohort's
        both_waves(measured, measured.confidence, [1, 1, 3, 3, 3, 3, 3], [1, 1, 4, 4, 4, 4, 4], measured.leaders)
        observe(measured, "Treasury", [(-5, 8), (89, 6)])
        figures = publish(measured)
    assert (figures["confidence"].n, figures["confidence"].before) == (5, 3)
    assert figures["pack"].state == "shown"


def test_a_share_is_a_percentage(measured):
    with measured.works():
        both_waves(measured, measured.weekly, [0, 0, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 1], measured.leaders)
        figure = publish(measured)["weekly"]
    assert (round(figure.before), round(figure.after)) == (14, 71)


def test_before_the_follow_up_closes_neither_half_is_shown(measured):
    with measured.works():
        answer(measured, measured.confidence, measured.baseline, [2] * 7, measured.leaders)
        figures = publish(measured, number=3, now=NOW + 20 * DAY)
    assert {figure.state for figure in figures.values()} == {"coming"}
    assert {figure.after for figure in figures.values()} == {None}


def test_mentors_who_are_too_few_are_hidden_whatever_they_answered(measured):
    with measured.works():
        both_waves(measured, measured.heard, [1, 1, 1, 1], [1, 1, 1, 1], measured.mentors)
        assert publish(measured)["heard"].state == "hidden"


def test_a_protected_item_is_clamped_and_has_no_change(measured):
    with measured.works():
        measured.heard.source = "leaders"
        measured.heard.save()
        both_waves(measured, measured.heard, [1] * 7, [5] * 7, measured.leaders)
        figure = publish(measured)["heard"]
    assert (figure.bound, figure.before, figure.change, figure.low) == ("≥", None, None, None)
    assert figure.after < 5


def test_months_before_the_first_day_are_never_the_last_month(measured):
    with measured.works():
        observe(measured, "Treasury", [(-40, 10), (-5, 8)])
        year, number = 2026, 3  # the quarter ends sixteen days after the first day, with nothing entered since
        figure = publish(measured, year, number)["pack"]
    assert (figure.state, figure.change) == ("coming", None)


def test_business_figures_compare_before_the_first_day_with_the_last_month(measured):
    with measured.works():
        observe(measured, "Treasury", [(-60, 10), (-30, 10), (30, 9), (80, 7), (88, 7)])
        observe(measured, "Retail", [(-60, 8), (85, 8)], group="comparison")
        figure = publish(measured)["pack"]
    assert (figure.before, figure.after, figure.change, figure.comparison) == (10, 7, -3, 8)


def test_a_team_of_four_is_shown_only_together_with_others(measured):
    with measured.works():
        observe(measured, "Treasury", [(-30, 10), (85, 7)], people=4)
        assert publish(measured)["pack"].state == "hidden"
        observe(measured, "Payments", [(-30, 12), (85, 9)], people=3)
        assert publish(measured, year=2027, number=1, now=END + 90 * DAY)["pack"].state == "shown"


def test_what_is_published_is_repeated_and_never_computed_anew(measured):
    with measured.works():
        both_waves(measured, measured.confidence, [2] * 7, [4] * 7, measured.leaders)
        first = publish(measured)["confidence"]
        SurveyAnswer.objects.update(value=1)
        again = publish(measured, year=2027, number=1, now=END + 90 * DAY)["confidence"]
        assert LedgerEntry.objects.count() == 1
    assert (again.after, again.n) == (first.after, first.n)


def test_someone_erased_still_counts_in_the_ledger(measured):
    with measured.works():
        both_waves(measured, measured.confidence, [2] * 7, [4] * 7, measured.leaders)
        publish(measured)
        Person.objects.filter(pk=measured.leaders[-1].person_id).delete()
        assert len(LedgerEntry.objects.get().tokens) == 7


def test_the_clock_publishes_the_morning_after_and_once(measured):
    with measured.works():
        both_waves(measured, measured.confidence, [2] * 7, [4] * 7, measured.leaders)
        plan_quarter(measured.organization, measured.follow_up.closes_at)
    sweep(datetime.datetime(2026, 12, 31, 23, tzinfo=datetime.UTC))
    with measured.works():
        assert not Quarter.objects.exists()
    for _ in range(2):
        sweep(datetime.datetime(2027, 1, 1, 6, tzinfo=datetime.UTC))
    with measured.works():
        assert [str(quarter) for quarter in Quarter.objects.all()] == ["2026 Q4"]


def test_replacing_all_answers_leaves_the_set_of_hidden_figures_the_same(measured):
    states = []
    for value in (1, 5):
        with measured.works():
            SurveyAnswer.objects.all().delete()
            both_waves(measured, measured.confidence, [value] * 7, [value] * 7, measured.leaders)
            both_waves(measured, measured.weekly, [1] * 3, [value % 2] * 3, measured.leaders)
            year = 2026 + value
            publish_quarter(measured.organization, year, 4, now=END)
            figures = PublishedFigure.objects.filter(quarter__year=year).order_by("place")
            states.append([figure.state for figure in figures])
    assert states[0] == states[1]


def test_who_stayed_is_not_decided_before_the_cohort_has_ended(measured):
    with measured.works():
        measured.heard.source, measured.heard.form = "roster", "share"
        measured.heard.save()
        assert publish(measured, number=3, now=NOW + 20 * DAY)["heard"].state == "coming"
        measured.heard.cohort.enrolments.filter(role="leader").update(role="mentor")
        Person.objects.filter(pk=measured.mentors[0].person_id).update(left_on=NOW.date())
        figure = publish(measured)["heard"]
    assert (figure.state, round(figure.after), figure.n) == ("shown", 91, 11)
