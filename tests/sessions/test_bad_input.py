"""What nobody should send, and somebody will: said where it was typed, with what was typed, and nothing of it half written."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from organizations.models import Membership, Organization, Person
from organizations.tenancy.models import uuid7
from pairing.models import Pair
from programs.models import Program
from sessions.actions import Task, cancel_session, choose_hour, move_rest
from sessions.models import (
    Assistant,
    Booking,
    DayOff,
    Homework,
    LabSession,
    LiveHour,
    PrivateNote,
    Series,
    SessionNote,
    VideoRoom,
)
from tests.clock import live_through
from tests.factories import NOW
from tests.pages.drawing import read
from tests.programs.design import sent

from .play import DAY, FIRST_DAY, HOUR, TEN, UTC, acting, chosen, held, stored
from .test_log_page import TASK, fields

SCRIPT = {"HTTP_X_LIVE": "1"}
KEPT = (Assistant, Booking, DayOff, Homework, LabSession, LiveHour, PrivateNote, Series, SessionNote, VideoRoom)
WORDS = {
    "held": "yes",
    "held_minutes": "45",
    "notes": "Wording",
    "decision": "She drafts",
    "private": "Too much.",
} | TASK


@pytest.fixture
def at():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sessions(lab, at):
    return chosen(lab)


def page_of(answer):
    assert answer.status_code == 200
    return read(answer.content.decode())


def said(answer):
    """What stands in the way, as the page says it in its form, or after it led elsewhere."""
    form = answer.context.get("form") if answer.status_code == 200 else None
    if form is None:
        return page_of(answer.client.get(answer.url)).text
    return " ".join(sentence for sentences in form.errors.values() for sentence in sentences)


def everything(lab):
    """All rows of the lab as they stand, but for what tells when somebody looked."""
    with lab.works():
        rows = {kind.__name__: list(kind.objects.order_by("pk").values()) for kind in KEPT}
        return rows | {"pair": Pair.objects.values().get(pk=lab.pair.pk)}


# Lengths


@pytest.mark.parametrize("minutes", [1, 2, 15, 240, 299, 540])
def test_an_hour_of_any_length_is_shown_begun_and_logged_as_it_comes(lab, visit, at, minutes):
    """No form makes the odd ones: their pages would be met all the same."""
    with lab.works():
        agenda = [{"key": "lab", "title": "All of it", "minutes": minutes}]
        Program.objects.update(agenda=agenda, session_minutes=minutes)
    start = NOW + DAY
    with lab.works():
        times = {"starts_at": start, "ends_at": start + datetime.timedelta(minutes=minutes)}
        session = LabSession.objects.create(pair=lab.pair, series=lab.series, number=1, zone="UTC", **times)
    at.move_to(start)
    browser = visit(lab.leader)
    for view in ("session", "live", "move", "cancel"):
        assert "Daria" in page_of(browser.get(lab.url(f"sessions:{view}", pk=session.pk))).text
    for view, pressed in (("live_begin", {}), ("live_more", {"segment": 0, "known": 0})):
        assert browser.post(lab.url(f"sessions:{view}", pk=session.pk), pressed).status_code == 302
    assert "All of it" in page_of(browser.get(lab.url("sessions:live", pk=session.pk))).one("h1").text
    for view, pair in (("sessions", {}), ("hour", {"pair": lab.pair.pk}), ("add", {"pair": lab.pair.pk})):
        page_of(browser.get(lab.url(f"sessions:{view}", **pair)))
    with lab.works():
        LiveHour.objects.all().delete()
    log = lab.url("sessions:log", pk=session.pk)
    shown = fields(page_of(browser.get(log))) | {"held": "yes"}
    assert browser.post(log, shown).status_code == 302, "what the page fills in itself is taken"
    assert stored(lab, session).held_minutes == min(300, max(5, minutes))


@pytest.mark.parametrize("minutes", [0, -5])
def test_a_part_without_a_length_is_left_out(lab, visit, sessions, at, minutes):
    none = {"key": "connect", "title": "Nothing", "minutes": minutes}
    at.move_to(sessions[0].starts_at)
    for agenda, first in (([none, {"key": "lab", "title": "All", "minutes": 60}], "All"), ([none], "Connect")):
        with lab.works():
            Program.objects.update(agenda=agenda)
            LiveHour.objects.all().delete()
        browser = visit(lab.leader)
        page = page_of(browser.get(lab.url("sessions:session", pk=sessions[0].pk)))
        assert page.one("ol", class_="hours-parts").all("h3")[0].text == first
        browser.post(lab.url("sessions:live_begin", pk=sessions[0].pk))
        assert page_of(browser.get(lab.url("sessions:live", pk=sessions[0].pk))).one("h1").text == first


# Time zones


ODD_ZONES = ["Mars/Olympus", "Europe", "../../etc/passwd", "Europe/Berlin\x07", "x" * 64]


@pytest.mark.parametrize("zone", ODD_ZONES)
@pytest.mark.parametrize("whose", ["person", "organization", "series"])
def test_a_zone_that_is_none_by_now_breaks_no_page_and_no_mail(lab, visit, sessions, at, zone, whose):
    """Rows outlive the list of zones: their people read the organization's clock, or the world's."""
    with lab.works():
        if whose == "organization":
            Organization.objects.update(time_zone=zone)
        if whose == "series":
            Series.objects.update(zone=zone)
        else:
            Person.objects.filter(pk=lab.leader.person_id).update(time_zone=zone if whose == "person" else "")
    for who in (lab.leader, lab.mentor, lab.sponsor, lab.admin):
        assert visit(who).get(lab.url("organizations:home"), follow=True).status_code == 200
    for who in (lab.leader, lab.mentor):
        browser = visit(who)
        for view in ("session", "live", "move", "cancel"):
            page_of(browser.get(lab.url(f"sessions:{view}", pk=sessions[0].pk)))
        for view, pair in (
            ("sessions", {}),
            ("days_off", {}),
            ("hour", {"pair": lab.pair.pk}),
            ("add", {"pair": lab.pair.pk}),
        ):
            page_of(browser.get(lab.url(f"sessions:{view}", **pair)))
    assert "Thursday at 10:00" in page_of(visit(lab.leader).get(lab.url("sessions:session", pk=sessions[0].pk))).text
    lived = live_through(NOW, sessions[0].starts_at)
    assert "Thursday at 10:00, with Daria." in [letter.subject for _at, letter in lived.to(lab.leader)]
    at.move_to(NOW)
    assert move(lab, visit(lab.leader), sessions[0], sessions[0].starts_at + DAY).status_code == 302
    assert stored(lab, sessions[0]).starts_at == sessions[0].starts_at + DAY


# The log of what did not take place


def test_a_session_called_off_says_by_whom_and_that_it_can_be_mended(lab, visit, sessions, at):
    acting(lab, "mentor", cancel_session, sessions[0])
    at.move_to(sessions[0].ends_at)
    browser, log = visit(lab.leader), lab.url("sessions:log", pk=sessions[0].pk)
    page = page_of(browser.get(lab.url("sessions:session", pk=sessions[0].pk)))
    assert [a.text for a in page.all("a") if a.attrs["href"] == log] == ["We met after all"]
    page = page_of(browser.get(log))
    assert "Cancelled on Daria’s side. If you met after all, say “Yes, we met”" in page.text
    assert (fields(page)["held"], fields(page)["side"]) == ("no", "mentor")
    assert browser.post(log, fields(page) | {"held": "yes"}).status_code == 302
    row = stored(lab, sessions[0])
    assert (row.state, row.cancelled_by_side, row.held_minutes) == ("held", "", 60)


def test_one_called_off_ahead_waits_for_its_hour_and_says_so(lab, visit, sessions):
    acting(lab, "mentor", cancel_session, sessions[0])
    browser, log = visit(lab.leader), lab.url("sessions:log", pk=sessions[0].pk)
    says = "This session is cancelled, and its hour has not come. If you meet then after all, log it afterwards."
    assert says in page_of(browser.get(log, follow=True)).text
    page = page_of(browser.get(lab.url("sessions:session", pk=sessions[0].pk)))
    assert log not in [a.attrs["href"] for a in page.all("a")], "and nothing leads there"
    before = everything(lab)
    answer = browser.post(log, WORDS | {"version": "2"})
    assert said(answer) == says
    assert everything(lab) == before


# What happens while a page is open: `MEANWHILE` is done between looking and sending.


def end(lab):
    with lab.sees("sponsor"):
        Pair.objects.get(pk=lab.pair.pk).end(by=lab.sponsor, now=timezone.now())


def pause(lab):
    with lab.works():
        Pair.objects.update(state="paused")


def rest(lab):
    with lab.sees("sponsor"):
        lab.cohort.pause(by=lab.sponsor, now=NOW)


def leave(lab):
    with lab.works():
        Person.objects.filter(pk=lab.mentor.person_id).update(left_on=NOW.date())
        Membership.objects.filter(pk=lab.mentor.pk).update(active=False)


def choose_anew(lab):
    hour = {"first_day": FIRST_DAY + DAY, "at": TEN, "zone": UTC}
    acting(lab, "mentor", choose_hour, lab.pair, **hour, now=timezone.now())


ENDED = "You two are no longer a pair, so this session does not take place."
NO_MORE = "This pair does not meet at the moment, so there is nothing to plan."
PAUSED = "Your pair is paused. Sessions go on when it runs again."
LEFT = "Daria Nowak has left the organization. Your sponsor will talk with you about what comes next."
RESTS = "Your cohort rests. Sessions are planned again when your sponsors take it up."
GAVE_WAY = "This session gave way to your new hour."
# Of those that change something, what it says; None: it is taken as ever.
MEANWHILE = {
    ("move", end): ENDED,
    ("move", pause): PAUSED,
    ("move", rest): RESTS,
    ("move", leave): LEFT,
    ("move", choose_anew): GAVE_WAY,
    ("cancel", end): ENDED,
    ("cancel", pause): None,
    ("cancel", leave): None,
    ("cancel", choose_anew): GAVE_WAY,
    ("add", end): NO_MORE,
    ("add", pause): PAUSED,
    ("add", rest): RESTS,
    ("add", leave): LEFT,
    ("add", choose_anew): None,
    ("hour", end): NO_MORE,
    ("hour", pause): PAUSED,
    ("hour", rest): RESTS,
    ("hour", leave): LEFT,
    ("hour", choose_anew): None,
    ("affirm", end): ENDED,
    ("affirm", pause): None,
    ("affirm", leave): None,
    ("affirm", choose_anew): GAVE_WAY,
    ("room", end): "This pair does not meet any more, so it needs no room.",
    ("room", pause): None,
    ("room", leave): None,
    ("room", choose_anew): None,
}


def move(lab, browser, session, moment):
    url = lab.url("sessions:move", pk=session.pk)
    return browser.post(url, sent(browser.get(url)) | typed(moment))


def typed(moment):
    return {"day": f"{moment:%Y-%m-%d}", "at": f"{moment:%H:%M}"}


def opened(lab, browser, view, session):
    """The page's address, and what somebody has typed into it by now."""
    if view == "affirm":
        return lab.url("sessions:affirm", pk=session.pk), {}
    of_pair = view in ("add", "hour", "room")
    url = lab.url(f"sessions:{view}", **({"pair": lab.pair.pk} if of_pair else {"pk": session.pk}))
    page = browser.get(url)
    if view == "cancel":
        return url, {}
    if view == "hour":
        slot = list(page.context["form"].slots)[-1]
        return url, {"from_day": f"{FIRST_DAY:%Y-%m-%d}", "slot": slot}
    filled = {"url": "https://rooms.test/one"} if view == "room" else typed(session.starts_at + DAY + HOUR)
    return url, sent(page) | filled


@pytest.mark.parametrize(("view", "happens"), MEANWHILE)
def test_what_happened_while_a_page_was_open_is_said_on_it(lab, visit, sessions, view, happens):
    browser, says = visit(lab.leader), MEANWHILE[view, happens]
    url, data = opened(lab, browser, view, sessions[1])
    happens(lab)
    before = everything(lab)
    answer = browser.post(url, data)
    if says is None:
        assert answer.status_code == 302
        assert everything(lab) != before
        return
    assert everything(lab) == before, "nothing is half written"
    assert says in said(answer)
    if answer.status_code == 200:
        form = answer.context["form"]
        assert {name: str(form[name].value()) for name in data if name != "version"} == {
            name: value for name, value in data.items() if name != "version"
        }


@pytest.mark.parametrize("view", ["move", "cancel", "add", "hour", "affirm", "room", "log"])
def test_who_has_left_finds_no_door_and_leaves_no_trace(lab, visit, sessions, at, view):
    """Membership is read at every request (N1): there is no page any more on which a sentence could stand."""
    if view == "log":
        at.move_to(sessions[1].ends_at)
    browser = visit(lab.mentor)
    url, data = opened(lab, browser, view, sessions[1]) if view != "log" else (
        lab.url("sessions:log", pk=sessions[1].pk), WORDS | {"version": "1"},
    )  # fmt: skip
    leave(lab)
    before = everything(lab)
    assert browser.post(url, data).status_code == 404
    assert everything(lab) == before


@pytest.mark.parametrize("happens", [end, pause, leave])
def test_what_was_met_is_logged_whatever_became_of_the_two(lab, visit, sessions, at, happens):
    at.move_to(sessions[0].ends_at)
    browser, url = visit(lab.leader), lab.url("sessions:log", pk=sessions[0].pk)
    shown = fields(page_of(browser.get(url)))
    happens(lab)
    assert browser.post(url, shown | WORDS).status_code == 302
    assert stored(lab, sessions[0]).state == "held"
    with lab.works():
        assert SessionNote.objects.get().notes == "Wording"
        assert PrivateNote.objects.get().text == "Too much."


def test_a_log_of_one_that_gave_way_keeps_every_word_on_its_page(lab, visit, sessions, at):
    """Its partner moved it and all after it to another hour, for nobody had logged it."""
    at.move_to(sessions[0].ends_at)
    browser, url = visit(lab.leader), lab.url("sessions:log", pk=sessions[0].pk)
    shown = fields(page_of(browser.get(url)))
    later = sessions[0].ends_at + DAY
    acting(lab, "mentor", move_rest, sessions[0], starts_at=later.replace(minute=0), now=sessions[0].ends_at)
    before = everything(lab)
    answer = browser.post(url, shown | WORDS)
    assert said(answer) == f"{GAVE_WAY} It has no log: copy what you wrote here into another one."
    form, page = answer.context["form"], page_of(answer)
    assert {name: form[name].value() for name in WORDS} == WORDS
    assert everything(lab) == before
    assert lab.url("sessions:sessions") in [a.attrs["href"] for a in page.one("form", class_="log").all("a")]


def test_a_log_of_one_that_was_moved_ahead_meanwhile_keeps_its_words_too(lab, visit, sessions, at):
    at.move_to(sessions[0].ends_at)
    browser, url = visit(lab.leader), lab.url("sessions:log", pk=sessions[0].pk)
    shown = fields(page_of(browser.get(url)))
    assert move(lab, visit(lab.mentor), sessions[0], sessions[0].ends_at + 2 * DAY).status_code == 302
    before = everything(lab)
    answer = visit(lab.leader).post(url, shown | WORDS)
    assert said(answer) == "This session has not begun. Log it once you have met."
    assert {name: answer.context["form"][name].value() for name in WORDS} == WORDS
    assert everything(lab) == before


LIVE = {"begin": {}, "next": {"segment": 0}, "more": {"segment": 0, "known": 0}, "rules": {}}


@pytest.mark.parametrize("act", [*LIVE, "notes"])
@pytest.mark.parametrize(("happens", "says"), [(end, ENDED), (choose_anew, GAVE_WAY)])
def test_a_live_page_that_was_open_is_told_why(lab, visit, sessions, at, act, happens, says):
    """Half an hour before they meet: then the session is set aside. The page keeps what was typed (tests/browser/test_live.py)."""
    at.move_to(sessions[0].starts_at - HOUR / 2)
    browser, pk = visit(lab.mentor), sessions[0].pk
    words = {"text": "Typed", "base": "", "page": "a1", "number": "1"}
    happens(lab)
    before = everything(lab)
    for headers in (SCRIPT, {}):
        answer = browser.post(lab.url(f"sessions:live_{act}", pk=pk), LIVE.get(act, words), **headers)
        if headers:
            assert (answer.status_code, answer.json()["says"]) == (422, says)
        else:
            assert says in page_of(browser.get(answer.url)).text
    assert everything(lab) == before


# Twice


def forms_of(lab, browser, session):
    """{what: (address, what is sent)}, each from its page as it stands."""
    filled = {view: opened(lab, browser, view, session) for view in ("add", "move", "cancel", "hour", "room")}
    url, data = filled["move"]
    filled["move the rest"] = url, data | {"reach": "rest"}
    days = lab.url("sessions:days_off")
    filled["day off"] = days, sent(browser.get(days)) | {"first_day": "2026-11-02", "last_day": "2026-11-03"}
    keepers = lab.url("sessions:assistants")
    filled["assistant"] = keepers, sent(browser.get(keepers)) | {"person": lab.assistant.person.email}
    return filled


ONCE = ["add", "move", "move the rest", "hour", "room", "day off", "assistant"]


@pytest.mark.parametrize("what", ONCE)
def test_sent_twice_it_is_done_once_and_both_answers_are_the_same(lab, visit, sessions, what):
    browser = visit(lab.leader)
    url, data = forms_of(lab, browser, sessions[1])[what]
    before = everything(lab)
    first = browser.post(url, data)
    once = everything(lab)
    assert first.status_code == 302, said(first)
    assert once != before
    again = browser.post(url, data)
    assert again.status_code == 302, said(again)
    assert again.url.split("?")[0] == first.url.split("?")[0] or what == "move the rest"
    assert everything(lab) == once


def test_cancelled_twice_it_is_cancelled_once(lab, visit, sessions):
    browser, url = visit(lab.leader), lab.url("sessions:cancel", pk=sessions[1].pk)
    browser.post(url)
    once = everything(lab)
    assert "This session is cancelled already. Add another one instead." in browser.post(url, follow=True).text
    assert everything(lab) == once


def test_a_log_sent_twice_is_written_once(lab, visit, sessions, at):
    held(lab, sessions[0], homework=(Task("Logs", lab.leader.person_id),))
    at.move_to(sessions[1].ends_at)
    browser, url = visit(lab.leader), lab.url("sessions:log", pk=sessions[1].pk)
    data = fields(page_of(browser.get(url))) | WORDS
    assert browser.post(url, data).status_code == 302
    once = everything(lab)
    assert browser.post(url, data).status_code == 302
    assert everything(lab) == once


# No such thing


@pytest.mark.parametrize("view", ["session", "log", "move", "cancel", "affirm", "live", "live_notes", "live_begin"])
def test_an_id_that_is_none_is_not_there(lab, visit, sessions, view):
    browser, url = visit(lab.leader), lab.url(f"sessions:{view}", pk=uuid7())
    assert {browser.get(url).status_code, browser.post(url, WORDS).status_code} <= {404, 405}
    assert Client().post(url).status_code in (302, 404)
