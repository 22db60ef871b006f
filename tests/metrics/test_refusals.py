"""What a measure, a survey or a figure can't be: said beside the field, and nothing typed is lost."""

from decimal import Decimal

import pytest
import time_machine

from metrics.models import Indicator, Observation, SurveyAnswer
from programs.models import Cohort
from tests.factories import NOW
from tests.factories import lab as make
from tests.pages.drawing import read

from .conftest import DAY


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


def problem(page, field):
    return read(page.content.decode()).one("p", id=f"id_{field}_error").text


# A measure's form


@pytest.fixture
def pack(measured):
    with measured.works():
        Cohort.objects.update(state=Cohort.State.DESIGNING)
    return measured


def open_form(lab, visit, measure):
    browser, url = visit(lab.sponsor), lab.url("metrics:indicator", pk=measure.pk)
    form = browser.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return browser, url, {name: value for name, value in data.items() if value is not None}


@pytest.mark.parametrize("target", ["0", "-10"])
def test_a_change_is_a_number_above_nothing(pack, visit, target):
    browser, url, data = open_form(pack, visit, pack.pack)
    page = browser.post(url, data | {"target": target, "plan": "Each month, from the ledger"})
    assert problem(page, "target") == "Write how many percent better it is to be, as a number above 0."
    assert page.context["form"]["plan"].value() == "Each month, from the ledger"
    assert page.context["form"]["target"].value() == target
    with pack.works():
        measure = Indicator.objects.get(pk=pack.pack.pk)
        assert (measure.target, measure.plan, measure.version) == (25, "Baseline and follow-up", 1)


def test_a_level_may_be_nothing(pack, visit):
    browser, url, data = open_form(pack, visit, pack.pack)
    assert browser.post(url, data | {"target": "0", "aim": "level"}).status_code == 302
    with pack.works():
        assert Indicator.objects.get(pk=pack.pack.pk).target == 0


@pytest.mark.parametrize("field", ["definition", "unit", "plan", "target"])
def test_a_sceptics_questions_are_all_answered_or_the_form_comes_back(pack, visit, field):
    browser, url, data = open_form(pack, visit, pack.pack)
    page = browser.post(url, data | {field: "", "name": "Days for a pack"})
    assert problem(page, field) == "Fill this in."
    assert page.context["form"]["name"].value() == "Days for a pack"


def test_only_what_is_asked_has_a_question(pack, visit):
    browser = visit(pack.sponsor)
    forms = [
        browser.get(pack.url("metrics:indicator", pk=it.pk)).context["form"] for it in (pack.pack, pack.confidence)
    ]
    assert ["item" in form.fields for form in forms] == [False, True]


def test_a_target_reads_as_it_was_typed(pack, visit):
    browser, url, data = open_form(pack, visit, pack.pack)
    browser.post(url, data | {"target": "12.5"})
    assert "12.5%" in browser.get(pack.url("metrics:measures", pk=pack.cohort.pk)).text


# A survey with a number


@pytest.fixture
def counted(measured):
    with measured.works():
        measured.hours = make.IndicatorFactory(
            cohort=measured.cohort, key="hours", form="number", unit="hours", item="Hours a week on the pack?", place=9
        )
    return measured


def survey(lab):
    return lab.url("metrics:survey", pk=lab.baseline.pk)


def given(lab):
    with lab.works():
        return dict(SurveyAnswer.objects.values_list("indicator__key", "value"))


OTHERS = {"confidence": "3", "weekly": "1"}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write a number, or leave the page: you can come back."),
        ("many", "Enter a number."),
        ("-1", "Ensure this value is greater than or equal to 0."),
        ("1000.5", "Ensure this value is less than or equal to 1000."),
        ("2.55", "Ensure that there are no more than 1 decimal place."),
        ("NaN", "Enter a number."),
        ("1e400", "Ensure this value is less than or equal to 1000."),
    ],
)
def test_a_number_that_cant_be_is_said_and_the_other_answers_stay(counted, visit, typed, says):
    page = visit(counted.leader).post(survey(counted), OTHERS | {"hours": typed})
    assert says in problem(page, "hours")
    form = page.context["form"]
    assert {name: form[name].value() for name in OTHERS} == OTHERS
    assert given(counted) == {}


@pytest.mark.parametrize("typed", ["0", "2.5", "1000"])
def test_a_number_is_kept_and_shown_again_as_it_was_typed(counted, visit, typed):
    browser = visit(counted.leader)
    assert browser.post(survey(counted), OTHERS | {"hours": typed}).status_code == 302
    assert given(counted)["hours"] == Decimal(typed)
    assert browser.get(survey(counted)).context["form"]["hours"].value() == typed


@pytest.mark.parametrize(("field", "sent"), [("confidence", "6"), ("confidence", "0"), ("weekly", "2")])
def test_no_answer_lies_outside_its_scale(measured, visit, field, sent):
    page = visit(measured.leader).post(survey(measured), OTHERS | {field: sent})
    assert "is not one of the available choices" in page.text
    assert given(measured) == {}


def test_a_mentor_is_asked_what_mentors_are_asked(counted, visit):
    page = visit(counted.mentor).get(survey(counted))
    assert list(page.context["form"].fields) == ["heard"]
    visit(counted.mentor).post(survey(counted), {"heard": "4", "hours": "3", "confidence": "1"})
    assert given(counted) == {"heard": 4}


def test_who_withdrew_is_asked_no_more(measured, visit):
    with measured.works():
        type(measured.leader_enrolment).objects.filter(pk=measured.leader_enrolment.pk).update(state="withdrawn")
    assert visit(measured.leader).get(survey(measured)).status_code == 404


# Business figures


def enter(lab, visit, **changed):
    browser, url = visit(lab.sponsor), lab.url("metrics:observations", pk=lab.cohort.pk)
    token = browser.get(url).context["form"]["token"].value()
    said = {"indicator": lab.pack.pk, "team": "Treasury", "group": "program", "people": 6, "day": "2026-09-01"}
    return browser.post(url, {**said, "value": "9.5", "token": token, **changed})


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("people", "0", "greater than or equal to 1"),
        ("people", "40000", "less than or equal to 30000"),
        ("value", "much", "Enter a number."),
        ("value", "1234567890.5", "no more than 9 digits before the decimal point"),
        ("day", "9999-12-31", "Look at the year: it has to be before 2100."),
        ("day", "0026-09-01", "Look at the year: it has to be 2000 or later."),
        ("team", "", "Fill this in."),
    ],
)
def test_a_figure_that_cant_be_is_said_beside_its_field(measured, visit, field, typed, says):
    page = enter(measured, visit, **{field: typed})
    assert page.status_code == 200
    assert says in problem(page, field)
    assert page.context["form"]["people" if field != "people" else "team"].value()
    with measured.works():
        assert not Observation.objects.exists()


def test_a_measure_of_another_cohort_takes_no_figure_here(measured, visit):
    with measured.works():
        other = make.IndicatorFactory(cohort=make.CohortFactory(), source="business")
    assert problem(enter(measured, visit, indicator=other.pk), "indicator").startswith("Select a valid choice.")


def test_a_form_that_is_too_old_keeps_what_was_typed(measured, visit):
    page = enter(measured, visit, token="stale")
    assert "This form is too old to be sent." in page.text
    form = page.context["form"]
    assert form["team"].value() == "Treasury"
    answer = enter(measured, visit, token=form["token"].value())
    assert answer.status_code == 302


@pytest.mark.parametrize("day", ["9999-12-31", "2026-02-30", ""])
def test_a_baseline_closes_on_a_day_that_there_is(lab, visit, day):
    page = visit(lab.sponsor).post(lab.url("metrics:measures", pk=lab.cohort.pk), {"closes_on": day})
    assert page.status_code == 200
    assert problem(page, "closes_on")
    assert page.context["form"]["closes_on"].value() == day


def test_a_sponsor_of_another_cohort_opens_none_of_it(measured, visit):
    with measured.works():
        measured.cohort.sponsors.all().delete()
    browser = visit(measured.sponsor)
    pages = [measured.url(f"metrics:{view}", pk=measured.cohort.pk) for view in ("measures", "observations")]
    pages.append(measured.url("metrics:indicator", pk=measured.pack.pk))
    assert [browser.get(page).status_code for page in pages] == [404] * 3
    assert [browser.post(page, {"closes_on": (NOW + 9 * DAY).date()}).status_code for page in pages] == [404] * 3
