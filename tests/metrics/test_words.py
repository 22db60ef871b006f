"""What a quarter says of each figure, as its readers read it: clamped, too few, points, other teams, no end in sight."""

import csv
import datetime
import io

import pytest
import time_machine

from metrics.models import PublishedFigure, Quarter
from metrics.publication import publish_quarter
from programs.models import Cohort
from tests.factories import NOW
from tests.pages.drawing import read

from .test_publication import END, both_waves, observe


@pytest.fixture(autouse=True)
def at_the_end():
    with time_machine.travel(END, tick=False):
        yield


def publish(lab, year=2026, number=4):
    with lab.works():
        publish_quarter(lab.organization, year, number, now=END)


def quarter(lab, visit, who="executive", **which):
    which = which or {"year": 2026, "number": 4}
    return visit(getattr(lab, who)).get(lab.url("metrics:quarter", **which))


def row(page, measure):
    """A figure's row in the table under the charts, {column: cell}."""
    tree = read(page.content.decode())
    table = tree.one("details", class_="figures").one("table")
    columns = [cell.text for cell in table.one("thead").all("th")]
    rows = [[cell.text for cell in line.children] for line in table.one("tbody").all("tr")]
    return next(dict(zip(columns, cells, strict=True)) for cells in rows if cells[1] == measure)


def test_a_protected_yes_or_no_is_a_clamped_share_without_a_change(measured, visit):
    with measured.works():
        measured.heard.source, measured.heard.form, measured.heard.unit = "leaders", "share", "% of leaders"
        measured.heard.target = 60
        measured.heard.save()
        both_waves(measured, measured.heard, [0] * 7, [1] * 7, measured.leaders)
    publish(measured)
    page = quarter(measured, visit)
    figure = row(page, "Heard")
    assert figure["Now"].startswith("≥")
    assert "100%" not in figure["Now"]
    assert (figure["Before"], figure["Change"], figure["n"]) == ("", "", "7 people")
    assert "95% interval" not in page.text


@pytest.mark.parametrize("form", ["scale", "share"])
@pytest.mark.parametrize("answers", [[1, 1, 1, 1, 1], [0, 1, 0, 1, 0]])
def test_a_protected_item_of_just_five_people_never_stops_the_quarter(measured, visit, form, answers):
    with measured.works():
        measured.heard.source, measured.heard.form = "leaders", form
        measured.heard.save()
        given = [1 + 4 * it for it in answers] if form == "scale" else answers
        both_waves(measured, measured.heard, given, given, measured.leaders)
    publish(measured)
    assert row(quarter(measured, visit), "Heard")["n"] in ("5 people", "")


def test_a_change_of_shares_is_told_in_points_with_its_interval(measured, visit):
    with measured.works():
        both_waves(measured, measured.weekly, [0, 0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 1, 1], measured.leaders)
    publish(measured)
    said = row(quarter(measured, visit), "Weekly use")
    assert said["Change"] == "+86 points (95% interval +51 to +121)."
    assert (said["Before"], said["Now"], said["n"]) == ("14%", "100% of leaders", "7 people")


def test_a_change_of_means_is_told_in_its_own_unit(measured, visit):
    with measured.works():
        both_waves(measured, measured.confidence, [4, 4, 4, 3, 4, 5, 4], [2, 2, 3, 2, 3, 3, 2], measured.leaders)
    publish(measured)
    said = row(quarter(measured, visit), "Confidence to judge an assistant’s answer")["Change"]
    assert said.startswith("Changed by −1.6 (95% interval −2.1 to −1.1)")


def test_a_change_that_could_be_chance_says_what_could_have_been_seen(measured, visit):
    with measured.works():
        both_waves(measured, measured.confidence, [2, 3, 4, 3, 2, 3, 4], [3, 2, 4, 4, 2, 3, 3], measured.leaders)
    publish(measured)
    said = row(quarter(measured, visit), "Confidence to judge an assistant’s answer")["Change"]
    assert said.startswith("Too few to tell: a change of ")
    assert said.endswith(" or more could have been seen.")


def test_answers_that_stay_all_the_same_are_too_few_to_tell_and_no_more(measured, visit):
    with measured.works():
        both_waves(measured, measured.confidence, [3] * 7, [3] * 7, measured.leaders)
    publish(measured)
    assert row(quarter(measured, visit), "Confidence to judge an assistant’s answer")["Change"] == "Too few to tell."


def test_other_teams_stand_beside_the_change_and_never_explain_it(measured, visit):
    with measured.works():
        observe(measured, "Treasury", [(-60, 10), (80, 7)])
        observe(measured, "Branch lending", [(80, 9.6)], group="comparison")
    publish(measured)
    page = quarter(measured, visit)
    assert row(page, "Time for a monthly pack")["Change"] == "30% less than before. Other teams: 9.6."
    assert "because" not in read(page.content.decode()).one("main").text


def test_other_teams_of_fewer_than_five_people_are_not_told(measured, visit):
    with measured.works():
        observe(measured, "Treasury", [(-60, 10), (80, 7)])
        observe(measured, "Branch lending", [(80, 9.6)], group="comparison", people=4)
    publish(measured)
    page = quarter(measured, visit)
    assert row(page, "Time for a monthly pack")["Change"] == "30% less than before."
    assert "9.6" not in page.text


def test_a_figure_that_began_at_nothing_has_no_percent(measured, visit):
    with measured.works():
        observe(measured, "Treasury", [(-60, 0), (80, 7)])
    publish(measured)
    said = row(quarter(measured, visit), "Time for a monthly pack")
    assert "%" not in said["Change"]
    assert (said["Before"], said["Now"]) == ("0.0", "7.0 days")


def test_a_cohort_without_an_end_says_when_figures_come_and_names_no_day(measured, visit):
    with measured.works():
        Cohort.objects.update(ends_on=None)
        measured.follow_up.delete()
    publish(measured)
    page = quarter(measured, visit)
    assert row(page, "Weekly use")["Now"] == "Figures come when the cohort has ended."
    assert "None" not in read(page.content.decode()).one("main").text


def test_a_cohort_without_any_day_stops_no_quarter(measured, visit):
    with measured.works():
        observe(measured, "Treasury", [(-60, 10), (80, 7)])
        both_waves(measured, measured.confidence, [2] * 7, [4] * 7, measured.leaders)
        Cohort.objects.update(starts_on=None, ends_on=None)
    publish(measured)
    page = quarter(measured, visit)
    assert row(page, "Time for a monthly pack")["n"] == ""
    assert row(page, "Confidence to judge an assistant’s answer")["n"] == "7 people"


def test_the_file_holds_word_for_word_what_the_page_says(measured, visit):
    with measured.works():
        both_waves(measured, measured.confidence, [2, 2, 3, 3, 2, 3, 2], [4, 3, 4, 4, 3, 4, 4], measured.leaders)
        both_waves(measured, measured.weekly, [0, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 1], measured.leaders)
        observe(measured, "Treasury", [(-60, 10), (80, 7)])
        observe(measured, "Branch lending", [(80, 9.6)], group="comparison")
    publish(measured)
    page = quarter(measured, visit)
    file = visit(measured.executive).get(measured.url("metrics:quarter_csv", year=2026, number=4))
    lines = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(lines) == 4
    for line in lines:
        shown = row(page, line["Measure"])
        assert {name: cell.removeprefix("'") for name, cell in line.items()} == shown


def test_no_cell_of_the_file_is_run_as_a_formula(measured, visit):
    with measured.works():
        measured.confidence.name = '=HYPERLINK("http://evil.test")'
        measured.confidence.save()
        both_waves(measured, measured.weekly, [0, 1, 0, 0, 0, 0, 1], [1] * 7, measured.leaders)
    publish(measured)
    file = visit(measured.executive).get(measured.url("metrics:quarter_csv", year=2026, number=4))
    cells = [cell for line in csv.reader(io.StringIO(file.content.decode("utf-8-sig"))) for cell in line]
    assert '\'=HYPERLINK("http://evil.test")' in cells
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")] == []
    assert any(cell.startswith("'+") for cell in cells), "a change begins with its sign"


def test_the_wording_of_a_published_quarter_outlives_later_entries(measured, visit):
    with measured.works():
        observe(measured, "Treasury", [(-60, 10), (80, 7)])
    publish(measured)
    before = row(quarter(measured, visit), "Time for a monthly pack")
    with measured.works():
        observe(measured, "Payments", [(-50, 30), (85, 30)])
        assert PublishedFigure.objects.count() == 4
    assert row(quarter(measured, visit), "Time for a monthly pack") == before


def test_other_quarters_are_a_link_away(measured, visit):
    publish(measured)
    publish(measured, 2027, 1)
    tree = read(quarter(measured, visit, year=2027, number=1).content.decode())
    assert [
        link.text for link in tree.one("main").all("a", href=measured.url("metrics:quarter", year=2026, number=4))
    ] == ["2026 Q4"]


def test_a_quarter_bears_its_year_number_and_last_day():
    quarter = Quarter(year=2027, number=2)
    assert (str(quarter), quarter.last_day) == ("2027 Q2", datetime.date(2027, 6, 30))
    assert NOW.date() < quarter.last_day
