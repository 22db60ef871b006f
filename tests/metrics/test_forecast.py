"""What a cohort of some size can show and what it never can: true to the gate that decides it later, and said in time."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import disclosure, outlook
from metrics.models import Indicator
from programs.models import Cohort, Enrolment
from tests.factories import PersonFactory
from tests.factories import lab as make
from tests.lab import enrol
from tests.programs.design import sent, tree

SIZES = st.integers(0, 40)
SCALE = st.integers(10, 50).map(lambda tenths: Fraction(tenths, 10))


@given(SIZES)
def test_what_it_says_can_be_shown_the_gate_shows(n):
    people = frozenset(f"p{number}" for number in range(n))
    decided = disclosure.decide(disclosure.Ledger(), disclosure.Figure("f", "q", people))
    assert outlook.plain(n).shows == outlook.protected(n, is_share=False).shows == decided.show


@given(st.data(), st.integers(5, 30), SCALE, st.booleans())
def test_a_protected_mean_stays_within_its_limits_and_meets_its_target_only_where_forecast(data, n, target, up):
    answers = data.draw(st.lists(st.integers(1, 5), min_size=n, max_size=n))
    found = outlook.protected(n, is_share=False, target=target, up=up)
    shown = disclosure.clamped_mean([answers]).value
    assert found.low <= shown <= found.high
    if shown >= target if up else shown <= target:
        assert found.reaches
    if not found.reaches and found.takes:
        assert found.takes > n
        assert outlook.protected(found.takes, is_share=False, target=target, up=up).reaches
        assert not outlook.protected(found.takes - 1, is_share=False, target=target, up=up).reaches


@given(st.data(), st.integers(5, 30))
def test_a_protected_share_stays_within_its_limits(data, n):
    answers = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    found = outlook.protected(n, is_share=True)
    assert found.low <= disclosure.clamped_count([answers]).value / n <= found.high


def test_with_six_people_nothing_above_three_point_eight():
    found = outlook.protected(6, is_share=False, target=Fraction(4))
    assert (round(float(found.high), 1), found.reaches, found.takes) == (3.8, False, 7)
    assert outlook.protected(6, is_share=False, target=Fraction(5)).takes is None


def test_with_five_people_no_change_can_be_told_from_chance():
    assert (outlook.plain(5).tells, outlook.plain(5).takes, outlook.plain(6).tells) == (False, 6, True)
    assert outlook.plain(5, compares=False).is_whole


def forecast_of(browser, cast):
    """{measure: what is said of it}, and what stands above."""
    page = tree(browser.get(cast.url("metrics:measures", pk=cast.cohort.pk)))
    section = page.one("section", id="forecast")
    return {line.one("b").text: line.one("p").text for line in section.all("li")}, section.all("p")[0].text


def gate_of(browser, cast):
    page = tree(browser.get(cast.url("programs:cohort", pk=cast.cohort.pk)))
    return {line.one("b").text: line for line in page.one("section", id="gate").all("li") if line.all("b")}


def plan(browser, cast, pairs):
    url = cast.url("programs:cohort_edit", pk=cast.cohort.pk)
    return browser.post(url, sent(browser.get(url)) | {"planned_pairs": pairs})


UNSAID = "How many pairs are planned is not said: no figure can be forecast"


def test_the_design_asks_for_the_size_and_forecasts_from_it(designing, visit):
    browser = visit(designing.sponsor)
    line = gate_of(browser, designing)[UNSAID]
    assert line.one("a").attrs["href"] == designing.url("programs:cohort_edit", pk=designing.cohort.pk)
    assert "You can do this" in line.text
    lines, above = forecast_of(browser, designing)
    assert (lines, above) == ({}, "Say how many pairs you plan for, and it stands here what they can show.")
    assert plan(browser, designing, "6").status_code == 302
    lines, above = forecast_of(browser, designing)
    assert above == "Forecast for 6 pairs."
    with designing.works():
        measures = list(Indicator.objects.filter(cohort=designing.cohort))
    assert set(lines) == {it.name for it in measures}
    protected = [it for it in measures if it.is_protected and it.is_asked and it.form == "scale"]
    assert protected
    for it in protected:
        assert lines[it.name].startswith("Shown from 2.2 to 3.8 and never beyond")
    assert UNSAID not in gate_of(browser, designing)
    assert plan(browser, designing, "4").status_code == 302
    said = gate_of(browser, designing)["Fewer than five leaders and mentors: no figure about them will ever be shown"]
    assert said.one("a").attrs["href"].endswith("#forecast")
    lines, _above = forecast_of(browser, designing)
    assert {lines[it.name] for it in measures if it.is_asked} == {"Never shown: it takes five, and there are 4."}
    work = next(it for it in measures if it.source == "business")
    assert lines[work.name].startswith("Work, not people")


@pytest.mark.parametrize("typed", ["0", "-3", "2001", "99999999999", "many"])
def test_a_size_that_cannot_be_is_refused_where_it_was_typed(designing, visit, typed):
    page = plan(visit(designing.sponsor), designing, typed)
    assert page.context["form"].errors["planned_pairs"]
    assert page.context["form"]["planned_pairs"].value() == typed


def test_who_takes_part_counts_and_who_returns_does_not(lab, visit):
    with lab.works():
        earlier = make.CohortFactory(program=lab.cohort.program, state="completed")
        make.CohortSponsorFactory(cohort=earlier, person=lab.sponsor.person)
        Cohort.objects.filter(pk=lab.cohort.pk).update(state="enrolling", copied_from=earlier, planned_pairs=20)
        people = [PersonFactory() for _ in range(6)]
        for person in people:
            enrol(lab, person, Enrolment.Role.MENTOR)
        for person in people[:2]:
            make.EnrolmentFactory(cohort=earlier, person=person, role=Enrolment.Role.MENTOR)
        it = make.IndicatorFactory(cohort=lab.cohort, source="mentors", name="Belonging")
        stays = make.IndicatorFactory(cohort=lab.cohort, source="roster", name="Still here")
    browser = visit(lab.sponsor)
    lines, above = forecast_of(browser, lab)
    assert above == ("Forecast for those who take part so far. Leaders: 1, mentors: 5. 2 who return are left out.")
    assert lines[it.name].startswith("Shown if all five answer both surveys.")
    assert lines[stays.name] == "Shown: a fact about all of them."
    assert "Fewer than five leaders: no figure about them will ever be shown" in gate_of(browser, lab)
    launch = tree(browser.get(lab.url("programs:cohort", pk=lab.cohort.pk))).one("section", aria_labelledby="launch-h")
    assert "Figures that this size can show in full: 1 of 2" in launch.text


def test_it_is_not_forecast_any_more_once_it_runs(lab, visit):
    page = tree(visit(lab.sponsor).get(lab.url("metrics:measures", pk=lab.cohort.pk)))
    assert not page.all("section", id="forecast")
