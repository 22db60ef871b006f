import datetime

import pytest
import time_machine

from metrics.models import Indicator, Observation, SurveyAnswer, Wave
from metrics.publication import publish_quarter
from notifications.sweep import sweep
from programs.models import Cohort
from tests.factories import NOW
from tests.factories import lab as make
from tests.queries import own_queries

from .conftest import DAY
from .test_publication import END, both_waves, observe


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_a_new_cohort_starts_with_its_templates_measures(designing, visit):
    page = visit(designing.sponsor).get(designing.url("metrics:measures", pk=designing.cohort.pk)).text
    assert "What we will measure." in page
    for family in ("Capability", "Performance", "Talent"):
        assert family in page
    with designing.works():
        assert not Indicator.objects.exclude(pk__in=Indicator.objects.complete()).exists()


def test_a_sponsor_sets_a_target_while_designing(designing, visit):
    with designing.works():
        measure = Indicator.objects.get(key="weekly_use")
    url = designing.url("metrics:indicator", pk=measure.pk)
    browser = visit(designing.sponsor)
    form = browser.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert browser.post(url, data | {"target": "80"}).status_code == 302
    with designing.works():
        assert Indicator.objects.get(pk=measure.pk).target == 80
    shown = browser.post(url, data | {"target": "85"})
    assert "Someone saved this while you were writing" in shown.text
    assert "80" in shown.text


def test_definitions_are_fixed_once_people_are_enrolled(designing, visit):
    with designing.works():
        Cohort.objects.update(state=Cohort.State.ENROLLING)
        measure = Indicator.objects.first()
    page = visit(designing.sponsor).get(designing.url("metrics:indicator", pk=measure.pk))
    assert "Fixed since enrolling began." in page.text


def test_the_baseline_opens_asks_everyone_reminds_and_the_follow_up_opens_by_itself(lab, visit, mailoutbox):
    with lab.works():
        make.IndicatorFactory(cohort=lab.cohort)
    url = lab.url("metrics:measures", pk=lab.cohort.pk)
    assert visit(lab.sponsor).post(url, {"closes_on": NOW.date() + 12 * DAY}).status_code == 302
    sweep(NOW)
    assert {tuple(mail.to) for mail in mailoutbox} == {(lab.leader.person.email,), (lab.mentor.person.email,)}
    with lab.works():
        wave = Wave.objects.get()
        SurveyAnswer.objects.create(
            wave=wave, indicator=Indicator.objects.get(), author=lab.leader.person, value=3, answered_at=NOW
        )
    sweep(NOW + 11 * DAY)
    assert [mail.to[0] for mail in mailoutbox[2:]] == [lab.mentor.person.email]
    sweep(NOW + 79 * DAY)
    with lab.works():
        assert Wave.objects.filter(kind="follow_up").exists()


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (8, {"leader", "mentor"}),  # the question itself is late, and its reminder not due yet
        (11, {"leader", "mentor"}),  # both are due: one of them is enough
        (20, set()),  # it is closed
    ],
)
def test_after_an_outage_nobody_is_asked_and_reminded_at_once(lab, visit, mailoutbox, days, told):
    with lab.works():
        make.IndicatorFactory(cohort=lab.cohort)
    visit(lab.sponsor).post(lab.url("metrics:measures", pk=lab.cohort.pk), {"closes_on": NOW.date() + 12 * DAY})
    sweep(NOW + days * DAY)
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(getattr(lab, who).person.email for who in told)


def test_a_baseline_that_closes_today_is_refused_with_a_sentence(lab, visit):
    page = visit(lab.sponsor).post(lab.url("metrics:measures", pk=lab.cohort.pk), {"closes_on": NOW.date()})
    assert "Give people at least until tomorrow." in page.text
    with lab.works():
        assert not Wave.objects.exists()


def test_a_participant_answers_in_one_go_and_may_change_it_until_it_closes(measured, visit, at_now):
    url = measured.url("metrics:survey", pk=measured.baseline.pk)
    browser = visit(measured.leader)
    assert "A minute of questions" in browser.get(measured.url("organizations:home")).text
    assert "2 questions, about a minute." in browser.get(url).text
    assert browser.post(url, {"confidence": "3", "weekly": "0"}).status_code == 302
    assert "A minute of questions" not in browser.get(measured.url("organizations:home")).text
    browser.post(url, {"confidence": "4", "weekly": "1"})
    with measured.works():
        given = dict(SurveyAnswer.objects.values_list("indicator__key", "value"))
    assert given == {"confidence": 4, "weekly": 1}
    at_now.move_to(NOW + 13 * DAY)
    assert "This survey is closed." in browser.get(url).text
    assert "What was answered in time counts." in browser.post(url, {"confidence": "1", "weekly": "1"}).text
    with measured.works():
        assert SurveyAnswer.objects.get(indicator__key="confidence").value == 4


def test_half_an_answer_is_kept_on_the_page_and_asked_for(measured, visit):
    page = visit(measured.leader).post(measured.url("metrics:survey", pk=measured.baseline.pk), {"confidence": "3"})
    assert "Choose one, or leave the page" in page.text
    with measured.works():
        assert not SurveyAnswer.objects.exists()


def test_only_who_takes_part_opens_a_survey(measured, stranger, visit):
    url = measured.url("metrics:survey", pk=measured.baseline.pk)
    for who in (measured.sponsor, measured.admin, measured.executive, stranger.leader):
        assert visit(who).get(url).status_code == 404


def test_business_figures_are_entered_once_each(measured, visit):
    url = measured.url("metrics:observations", pk=measured.cohort.pk)
    browser = visit(measured.sponsor)
    token = browser.get(url).context["form"]["token"].value()
    said = {"indicator": measured.pack.pk, "team": "Treasury", "group": "program", "people": 6, "day": "2026-09-01"}
    for _ in range(2):
        assert browser.post(url, {**said, "value": "9.5", "token": token}).status_code == 302
    with measured.works():
        assert Observation.objects.count() == 1
    again = browser.get(url).context["form"]["token"].value()
    page = browser.post(url, {**said, "value": "8", "token": again})
    assert "There is a figure of this team for that day already." in page.text
    page = browser.post(url, {**said, "day": "2027-01-01", "value": "8", "token": again})
    assert "That day is still to come." in page.text


@pytest.fixture
def published(measured):
    with measured.works():
        both_waves(measured, measured.confidence, [2, 2, 3, 3, 2, 3, 2], [4, 3, 4, 4, 3, 4, 4], measured.leaders)
        both_waves(measured, measured.weekly, [0, 0, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 1], measured.leaders)
        both_waves(measured, measured.heard, [5] * 4, [5] * 4, measured.mentors)
        observe(measured, "Treasury", [(-60, 10), (-30, 10), (80, 7), (88, 7)])
        publish_quarter(measured.organization, 2026, 4, now=END)
    return measured


def test_an_executive_reads_each_family_against_its_target(published, visit):
    page = visit(published.executive).get(published.url("metrics:quarters"), follow=True).text
    assert "2 of 3 targets are reached." in page
    assert "3.7" in page
    assert "71%" in page
    assert "30% less than before." in page
    assert "Not shown, so that nobody&#x27;s answer can be worked out." in page


def test_everyone_who_may_read_gets_the_same_bytes_of_figures(published, visit):
    url = published.url("metrics:quarter_csv", year=2026, number=4)
    files = {who: visit(getattr(published, who)).get(url) for who in ("executive", "sponsor", "leader", "mentor")}
    assert len({answer.content for answer in files.values()}) == 1
    assert visit(published.admin).get(url).status_code == 403
    lines = files["executive"].content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Cohort,Measure,Before,Now,Target,Change,n"
    assert len(lines) == 5


def test_before_anything_is_published_the_page_says_what_will_be(measured, visit):
    page = visit(measured.executive).get(measured.url("metrics:quarters")).text
    assert "What is measured, and when figures arrive." in page
    assert "Time for a monthly pack" in page


def test_a_quarter_that_is_not_there_is_not_there(published, visit):
    assert visit(published.executive).get(published.url("metrics:quarter", year=2031, number=2)).status_code == 404


def test_the_quarter_asks_the_same_few_queries_for_one_cohort_and_for_many(published, visit):
    browser, url = visit(published.executive), published.url("metrics:quarter", year=2026, number=4)
    with own_queries(4):
        browser.get(url)


def test_the_quarter_dates_are_right():
    from metrics import calendar

    assert calendar.quarter_of(datetime.date(2026, 12, 31)) == (2026, 4)
    assert calendar.quarter_end(2026, 4) == datetime.date(2026, 12, 31)
    assert calendar.next_start(2026, 4) == datetime.date(2027, 1, 1)
    assert calendar.quarter_start(2028, 1) == datetime.date(2028, 1, 1)
    assert calendar.quarter_end(2028, 1) == datetime.date(2028, 3, 31)


def test_each_figure_with_a_before_and_an_after_is_drawn_and_said(published, visit):
    page = visit(published.executive).get(published.url("metrics:quarters"), follow=True)
    assert page.text.count('class="trend"') == 3
    assert "Time for a monthly pack: Sep 2026 10.0, Dec 2026 7.0. Target: 25% less." in page.text
    assert "All figures as a table" in page.text


def test_a_figure_that_is_not_shown_has_no_picture(published, visit):
    page = visit(published.executive).get(published.url("metrics:quarters"), follow=True)
    hidden = [tile for each in page.context["cohorts"] for tile in each.tiles if tile.state == "hidden"]
    assert [(tile.indicator.key, tile.picture, tile.before, tile.change) for tile in hidden] == [
        ("heard", None, "", "")
    ]
    assert page.text.count("hidden-fig") == 1


def test_other_teams_are_a_point_beside_the_line(measured, visit):
    with measured.works():
        observe(measured, "Treasury", [(-60, 10), (80, 7)])
        observe(measured, "Branch lending", [(80, 9.6)], group="comparison")
        publish_quarter(measured.organization, 2026, 4, now=END)
    page = visit(measured.executive).get(measured.url("metrics:quarters"), follow=True).text
    assert page.count('<circle class="lone" cx="226"') == 1
    assert "Other teams: 9.6. Target: 25% less." in page


def test_home_shows_an_executive_the_newest_quarter_and_nobody_else(published, visit):
    home, quarter = published.url("organizations:home"), published.url("metrics:quarter", year=2026, number=4)
    page = visit(published.executive).get(home).text
    assert "2 of 3 targets are reached." in page
    assert f'href="{quarter}"' in page
    for who in (published.sponsor, published.leader, published.admin):
        assert f'href="{quarter}"' not in visit(who).get(home).text


def test_home_has_no_panel_before_a_quarter_is_published(measured, visit):
    assert visit(measured.executive).get(measured.url("organizations:home")).context["panels"] == []


def test_a_scale_has_five_labelled_targets_with_words_at_both_ends(measured, visit):
    page = visit(measured.leader).get(measured.url("metrics:survey", pk=measured.baseline.pk)).text
    assert page.count('<label for="id_confidence_') == 5
    assert page.index("not at all") < page.index("fully")
    assert "scale--leader" in page
    assert page.count('class="readers"') == 1


def test_a_conflict_shows_what_was_saved_and_not_its_version(designing, visit):
    with designing.works():
        measure = Indicator.objects.get(key="weekly_use")
    browser, url = visit(designing.sponsor), designing.url("metrics:indicator", pk=measure.pk)
    form = browser.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    browser.post(url, data | {"target": "80"})
    theirs = browser.post(url, data | {"target": "85"}).context["form"].theirs
    assert [str(value) for _label, value in theirs] == ["80.00"]


def test_a_family_without_figures_is_one_line_and_not_empty_tiles(measured, visit):
    with measured.works():
        publish_quarter(measured.organization, 2026, 3, now=NOW + 20 * DAY)
    page = visit(measured.executive).get(measured.url("metrics:quarter", year=2026, number=3)).text
    assert page.count("Figures come after the follow-up, from 13 December 2026 on.") >= 3
    assert '<p class="family__coming">Confidence to judge an assistant’s answer, Weekly use. Figures come' in page
    assert "To come" not in page
