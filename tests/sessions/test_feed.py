"""A person's own calendar address: made, read by a program without a cookie, made anew, closed."""

import copy
import logging

import icalendar
import pytest
from django.test import Client

from config.logs import JsonFormatter
from notifications.sweep import sweep_until_idle
from organizations.models import AuditEntry, Person
from sessions import feeds
from sessions.actions import add_session, cancel_session, move_session
from sessions.links import FeedLink
from sessions.models import CalendarFeed
from tests.factories import NOW
from tests.factories import lab as make
from tests.lab import open_lab
from tests.queries import counted

from .mailbox import Mailbox
from .play import DAY, HOUR, acting, chosen, held


@pytest.fixture
def sessions(lab):
    return chosen(lab)


def address(lab, who="leader", shown=0):
    with lab.sees(who):
        me = getattr(lab, who)
        feeds.renew(by=me, shown=shown, now=NOW)
        return FeedLink.of(feeds.feed_of(me.person_id)).url().removeprefix("http://localhost:8000")


def events(answer):
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_person_makes_an_address_and_is_told_how_to_use_it(lab, visit, sessions):
    browser, page = visit(lab.leader), lab.url("sessions:feed_address")
    assert "You have no address yet." in browser.get(page).content.decode()
    assert browser.post(page, {"number": "0"}).url == page
    said = browser.get(page)
    link = said.context["link"]
    assert f'value="{link.url()}"' in said.content.decode()
    assert f'href="webcal://localhost:8000{link.url().removeprefix("http://localhost:8000")}"' in said.content.decode()
    for program in ("Outlook", "Google", "Apple"):
        assert program in said.content.decode()


def test_a_program_reads_it_without_a_cookie(lab, sessions):
    answer = Client().get(address(lab))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert not answer.cookies
    assert "method" not in icalendar.Calendar.from_ical(answer.content)
    (event,) = events(answer)
    assert event["summary"] == "Lab session with Daria Nowak"
    assert "attendee" not in event


def test_what_has_not_changed_is_not_sent_again(lab, sessions):
    url, program = address(lab), Client()
    first = program.get(url)
    assert program.get(url, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    head = program.head(url)
    assert (head.status_code, head["ETag"], head.content) == (200, first["ETag"], b"")
    acting(lab, "mentor", move_session, sessions[0], starts_at=sessions[0].starts_at + HOUR)
    again = program.get(url, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again["ETag"] == first["ETag"]) == (200, False)


def test_it_says_what_the_mails_say(lab, sessions, mailoutbox):
    """Under the same names, so that a calendar which gets both shows nothing twice."""
    acting(lab, "mentor", move_session, sessions[1], starts_at=sessions[1].starts_at + HOUR)
    acting(lab, "leader", add_session, lab.pair, starts_at=sessions[1].starts_at + 3 * DAY)
    sweep_until_idle(NOW)
    mailbox = Mailbox()
    for letter in mailoutbox:
        if letter.to == [lab.leader.person.email]:
            mailbox.take(letter)
    told = {(str(it["uid"]), it["sequence"]) for it in events(Client().get(address(lab)))}
    assert told == {(uid, item.sequence) for uid, item in mailbox.items.items()}
    assert len(told) == 2


def test_held_ones_stay_and_cancelled_ones_go(lab, sessions):
    held(lab, sessions[0])
    acting(lab, "leader", cancel_session, sessions[1], now=sessions[0].ends_at)
    (event,) = events(Client().get(address(lab)))
    assert event["dtstart"].dt == sessions[0].starts_at
    assert [it.dt for it in event["exdate"].dts] == [sessions[1].starts_at]


def test_another_address_closes_the_one_before_and_a_second_click_changes_nothing(lab, visit, sessions):
    old, browser, page = address(lab), visit(lab.leader), lab.url("sessions:feed_address")
    for _ in range(2):
        browser.post(page, {"number": "1"})
    new = browser.get(page).context["link"]
    assert new.number == 2
    assert Client().get(old).status_code == 404
    assert Client().get(new.url()).status_code == 200


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "7"])
def test_a_form_that_shows_another_number_changes_nothing(lab, visit, number):
    visit(lab.leader).post(lab.url("sessions:feed_address"), {"number": number})
    with lab.works():
        assert not CalendarFeed.objects.exists()


def test_a_closed_address_opens_nothing_and_can_be_made_anew(lab, visit, sessions):
    url, browser, page = address(lab), visit(lab.leader), lab.url("sessions:feed_address")
    browser.post(lab.url("sessions:feed_closing"))
    assert Client().get(url).status_code == 404
    assert "You have no address yet." in browser.get(page).content.decode()
    browser.post(page, {"number": "1"})
    assert Client().get(url).status_code == 404
    assert Client().get(browser.get(page).context["link"].url()).status_code == 200


def test_who_was_deactivated_or_has_left_finds_nothing(lab, sessions):
    url = address(lab)
    with lab.works():
        lab.leader.active = False
        lab.leader.save()
    assert Client().get(url).status_code == 404
    with lab.works():
        lab.leader.active = True
        lab.leader.save()
        Person.objects.filter(pk=lab.leader.person_id).update(left_on=NOW.date())
    assert Client().get(url).status_code == 404


def test_nobody_makes_one_up(lab, sessions):
    link = address(lab)
    assert Client().get(link[:-3] + "xx/").status_code == 404
    assert Client().get(link.replace("~", ":")).status_code == 404
    with lab.sees("mentor"):
        feed = feeds.feed_of(lab.leader.person_id)
    assert feed is None, "the partner reads that there is one"


def test_it_writes_nothing_and_takes_nothing(lab, sessions):
    url = address(lab)
    assert Client().post(url).status_code == 405
    with lab.works():
        assert AuditEntry.objects.filter(verb="made calendar address").count() == 1


def test_no_log_tells_the_address(lab, sessions, caplog):
    url = address(lab)
    with caplog.at_level(logging.DEBUG):
        Client().get(url)
        Client().get(url[:-2] + "/")
    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert any("calendar/<str:token>/" in line for line in lines)
    assert not [line for line in lines if url.split("/")[2][:20] in line]


def test_it_asks_as_often_for_one_pair_as_for_several(lab, sessions):
    url = address(lab)

    def asked():
        with counted() as queries:
            found = events(Client().get(url))
        return len(found), len(queries.own)

    before = asked()
    for _ in range(5):
        other = open_lab(copy.copy(lab))
        with lab.works():
            make.LabSessionFactory(pair=other.pair, series=other.series, number=1)
    after = asked()
    assert after[0] == before[0] + 5
    assert after[1] == before[1]


def test_hours_before_this_was_kept_stand_there_too(lab):
    """Rows that no mail has told of: with the moment at which the hour was chosen."""
    with lab.works():
        series = make.SeriesFactory(pair=lab.pair)
        make.LabSessionFactory(pair=lab.pair, series=series, number=1)
    (event,) = events(Client().get(address(lab)))
    assert (event["sequence"], event["dtstamp"].dt) == (0, NOW)
