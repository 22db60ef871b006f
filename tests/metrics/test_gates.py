"""What measures ask for at a cohort's gates: read on its page, with a link that leads where it can be mended."""

import datetime

import pytest
import time_machine

from metrics.models import Indicator, Wave
from notifications.models import Due
from notifications.sweep import sweep
from programs.models import Cohort
from tests.factories import NOW
from tests.factories import lab as make
from tests.programs.design import sent, tree

from .conftest import DAY

FAMILIES = {
    "capability": "No complete measure of capability: what leaders can do",
    "performance": "No complete measure of performance: what pairs change together",
    "talent": "No complete measure of talent: what mentors gain",
}


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def moved(cast, state):
    with cast.works():
        Cohort.objects.filter(pk=cast.cohort.pk).update(state=state)


def missing(cast, visit):
    """{sentence: the line of the gate} on the cohort's own page."""
    page = tree(visit(cast.sponsor).get(cast.url("programs:cohort", pk=cast.cohort.pk)))
    lines = page.one("section", id="gate").all("li")
    return {line.one("b").text: line for line in lines if line.all("b")}


def test_measures_that_are_complete_ask_for_nothing(designing, visit):
    assert not set(FAMILIES.values()) & set(missing(designing, visit))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("column", ["definition", "unit", "plan", "target"])
def test_a_family_without_a_complete_measure_is_named(designing, visit, family, column):
    with designing.works():
        Indicator.objects.filter(family=family).update(**{column: None if column == "target" else ""})
    said = missing(designing, visit)
    assert [sentence for sentence in FAMILIES.values() if sentence in said] == [FAMILIES[family]]
    link = said[FAMILIES[family]].one("a")
    assert (link.text, link.attrs["href"]) == (
        "Complete the measures",
        designing.url("metrics:measures", pk=designing.cohort.pk),
    )


def test_one_complete_measure_of_a_family_is_enough(designing, visit):
    with designing.works():
        keep = Indicator.objects.filter(family="capability").first()
        Indicator.objects.filter(family="capability").exclude(pk=keep.pk).update(target=None)
    assert FAMILIES["capability"] not in missing(designing, visit)


def test_the_link_leads_to_the_measure_and_a_target_opens_the_gate(designing, visit):
    with designing.works():
        Indicator.objects.filter(family="talent").update(target=None)
        measure = Indicator.objects.filter(family="talent").first()
    browser = visit(designing.sponsor)
    there = tree(browser.get(missing(designing, visit)[FAMILIES["talent"]].one("a").attrs["href"]))
    form = designing.url("metrics:indicator", pk=measure.pk)
    assert there.all("a", href=form)
    page = browser.get(form).context["form"]
    data = {name: page[name].value() for name in page.fields} | {"target": "75"}
    assert browser.post(form, data).status_code == 302
    assert FAMILIES["talent"] not in missing(designing, visit)


def test_a_closed_gate_takes_no_step_and_shows_the_sentence(designing, visit):
    with designing.works():
        Indicator.objects.filter(family="performance").delete()
    url = designing.url("programs:advance", pk=designing.cohort.pk, leaving="designing")
    page = visit(designing.sponsor).post(url, follow=True)
    assert "Something is missing by now. It stands below." in page.text
    assert FAMILIES["performance"] in page.text
    with designing.works():
        assert Cohort.objects.get().state == "designing"


def test_before_pairing_the_baseline_has_to_be_open(designing, visit):
    moved(designing, "enrolling")
    line = missing(designing, visit)["The baseline survey is not open"]
    browser, url = visit(designing.sponsor), line.one("a").attrs["href"]
    page = browser.get(url)
    assert line.one("a").text == "Open it"
    assert "Open the baseline" in page.text
    browser.post(url, sent(page) | {"closes_on": (NOW + 12 * DAY).date().isoformat()})
    assert "The baseline survey is not open" not in missing(designing, visit)


def test_before_it_closes_the_follow_up_has_to_be_open(lab, visit):
    moved(lab, "running")
    line = missing(lab, visit)["The follow-up survey has not been opened yet"]
    assert line.one("a").attrs["href"] == lab.url("metrics:measures", pk=lab.cohort.pk)
    opens = lab.cohort.ends_on - 12 * DAY
    assert f"It opens by itself on {opens.day} {opens:%B %Y}." in line.text
    with lab.works():
        make.WaveFactory(cohort=lab.cohort, kind="follow_up")
    assert not missing(lab, visit)


def test_before_it_is_complete_the_follow_up_has_to_be_over(lab, visit, at_now):
    moved(lab, "closing")
    assert "The follow-up survey has not been opened yet" in missing(lab, visit)
    midnight = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)
    with lab.works():
        make.WaveFactory(cohort=lab.cohort, kind="follow_up", closes_at=midnight)
    at_now.move_to(midnight - datetime.timedelta(seconds=1))
    line = missing(lab, visit)["The follow-up survey is open until 30 September 2026"]
    assert "It closes by itself." in line.text
    at_now.move_to(midnight)
    assert not missing(lab, visit)


# The follow-up opens twelve days before the last day, whatever day that has become.


def open_baseline(cast, visit):
    url = cast.url("metrics:measures", pk=cast.cohort.pk)
    assert visit(cast.sponsor).post(url, {"closes_on": (NOW + 12 * DAY).date()}).status_code == 302


def change_days(cast, visit, **days):
    url = cast.url("programs:cohort_edit", pk=cast.cohort.pk)
    browser = visit(cast.sponsor)
    return browser.post(url, sent(browser.get(url)) | {"goal_kind": "workflow"} | days)


@pytest.mark.parametrize("days", [60, 120])
def test_the_follow_up_moves_with_the_cohorts_last_day(lab, visit, days):
    open_baseline(lab, visit)
    assert change_days(lab, visit, ends_on=(NOW + days * DAY).date().isoformat()).status_code == 302
    sweep(NOW + (days - 14) * DAY)
    with lab.works():
        assert not Wave.objects.filter(kind="follow_up").exists()
    sweep(NOW + (days - 11) * DAY)
    with lab.works():
        assert Wave.objects.get(kind="follow_up").closes_at.date() == (NOW + (days + 1) * DAY).date()


def test_before_the_baseline_new_days_plan_no_survey(lab, visit):
    change_days(lab, visit, ends_on=(NOW + 60 * DAY).date().isoformat())
    with lab.works():
        assert not Due.objects.filter(kind="follow-up").exists()


def test_another_name_moves_nothing(lab, visit):
    open_baseline(lab, visit)
    with lab.works():
        Due.objects.filter(kind="follow-up").update(due_at=NOW + DAY)
    assert change_days(lab, visit, name="Another name").status_code == 302
    with lab.works():
        assert Due.objects.get(kind="follow-up").due_at == NOW + DAY


def test_a_baseline_closes_tomorrow_at_the_earliest_where_the_organization_is(lab, visit, at_now):
    """Nine in the evening in London is tomorrow already in Auckland: today there is not over here."""
    with lab.works():
        type(lab.organization).objects.update(time_zone="Pacific/Auckland")
    at_now.move_to(NOW.replace(hour=21))
    url, browser = lab.url("metrics:measures", pk=lab.cohort.pk), visit(lab.sponsor)
    there = NOW.date() + DAY
    assert "Give people at least until tomorrow." in browser.post(url, {"closes_on": there}).text
    assert browser.post(url, {"closes_on": there + DAY}).status_code == 302


def test_a_second_click_opens_no_second_baseline(lab, visit):
    open_baseline(lab, visit)
    page = visit(lab.sponsor).post(lab.url("metrics:measures", pk=lab.cohort.pk), {"closes_on": "2026-10-30"})
    assert page.status_code == 200
    assert "Open the baseline" not in page.text
    with lab.works():
        assert Wave.objects.get().closes_at == datetime.datetime(2026, 9, 27, tzinfo=datetime.UTC)
