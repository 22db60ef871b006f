"""Where people say when they cannot be met."""

import datetime

import pytest
import time_machine

from organizations.models import Person
from sessions.models import DayOff, KeptHolidays
from tests.factories import NOW
from tests.pages.drawing import read

from .play import FIRST_DAY, chosen, queries_of

CHRISTMAS = datetime.date(2026, 12, 25)


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def url(lab):
    return lab.url("sessions:days_off")


def look(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return read(response.content.decode())


def entered(browser, url, first, last=""):
    token = look(browser, url).one("input", id="id_token").attrs["value"]
    return browser.post(url, {"first_day": first, "last_day": last, "token": token})


def rows(lab):
    with lab.works():
        return list(DayOff.objects.in_order().values_list("first_day", "last_day"))


def test_days_are_entered_shown_and_taken_out_again(lab, visit, url):
    browser = visit(lab.mentor)
    assert entered(browser, url, "2026-12-21", "2026-12-24").url == url
    assert entered(browser, url, "2026-11-02").url == url
    christmas = datetime.date(2026, 12, 21), datetime.date(2026, 12, 24)
    assert rows(lab) == [(datetime.date(2026, 11, 2),) * 2, christmas]
    text = look(browser, url).one("main").text
    assert "Monday 2 November 2026" in text
    assert "Monday 21 December 2026 to Thursday 24 December 2026" in text
    with lab.works():
        first = DayOff.objects.in_order()[0]
    assert browser.post(lab.url("sessions:day_off_removal", pk=first.pk)).url == url
    assert rows(lab) == [christmas]


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-12-24", "2026-12-21", "This lies before the first day."),
        ("2026-08-01", "", "That is over. Enter days that are to come."),
        ("2026-08-01", "2026-08-20", "That is over. Enter days that are to come."),
        ("2026-10-01", "2027-10-05", "That is more than a year."),
        ("", "2026-10-05", "Fill this in."),
        ("9999-10-01", "", "before 2100"),
    ],
)
def test_what_is_no_time_off_is_said_where_it_was_typed(lab, visit, url, first, last, says):
    page = read(entered(visit(lab.leader), url, first, last).content.decode())
    assert says in " ".join(it.text for it in page.all("p", **{"class": "error"}))
    typed = [page.one("input", id=f"id_{name}").attrs.get("value", "") for name in ("first_day", "last_day")]
    assert typed == [first, last]
    assert rows(lab) == []


def test_the_rosters_country_stands_until_another_is_chosen_and_then_its_region(lab, visit, url):
    with lab.works():
        Person.objects.filter(pk=lab.leader.person_id).update(country="Germany")
    browser, holidays = visit(lab.leader), lab.url("sessions:holidays")
    page = look(browser, url)
    assert [
        it.attrs["value"] for it in page.one("select", id="id_country").all("option") if "selected" in it.attrs
    ] == ["DE"]
    assert "German Unity Day" in page.text
    assert browser.post(holidays, {"country": "DE", "region": "BY"}).url == url
    assert "Epiphany" in look(browser, url).text
    assert browser.post(holidays, {"country": "GB", "region": "BY"}).url == url
    with lab.works():
        kept = KeptHolidays.objects.get()
    assert (kept.country, kept.region) == ("GB", "")
    assert "Scotland" in look(browser, url).one("select", id="id_region").text
    page = read(browser.post(holidays, {"country": "GB", "region": "BY"}).content.decode())
    assert page.one("p", **{"class": "error"}).text


def test_sessions_that_stand_on_such_a_day_are_shown_with_a_way_out(lab, visit, url):
    sessions = chosen(lab)
    browser = visit(lab.mentor)
    entered(browser, url, str(FIRST_DAY))
    page = look(browser, url)
    move = lab.url("sessions:move", pk=sessions[0].pk)
    assert [it.attrs["href"] for it in page.all("a") if it.attrs.get("href", "").endswith("/move")] == [move]
    assert "With Giulia Marchetti, on a day off." in page.text
    assert move not in {it.attrs.get("href") for it in look(visit(lab.leader), url).all("a")}


def test_a_partner_reads_the_day_where_it_matters_and_no_page_of_them(lab, visit, url):
    entered(visit(lab.mentor), url, str(FIRST_DAY))
    assert "17 September" not in look(visit(lab.leader), url).one("main").text
    sent = {"slot": "3-10:00", "from_day": str(FIRST_DAY)}
    answer = visit(lab.leader).post(lab.url("sessions:hour", pair=lab.pair.pk), sent, follow=True)
    assert "Thursday 17 September is a day off: you meet on Friday 18 September." in read(answer.content.decode()).text


def test_the_page_asks_as_often_for_many_days_as_for_one(lab, visit, url):
    browser = visit(lab.mentor)
    entered(browser, url, "2026-11-02")
    one = queries_of(browser, url)
    for day in range(3, 20):
        entered(browser, url, f"2026-11-{day:02}")
    assert queries_of(browser, url) == one
    assert one <= 8
