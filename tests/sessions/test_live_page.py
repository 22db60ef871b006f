"""The live page over HTTP: what each press does, and what can't be."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import Membership
from pairing.models import Pair
from sessions.actions import cancel_session
from sessions.links import PulseLink
from sessions.models import Homework, LabSession, LiveHour, SessionNote
from tests.factories import NOW
from tests.factories.lab import LabSessionFactory
from tests.pages.drawing import read

from .play import DAY, HOUR, acting, chosen, held, queries_of, stored
from .test_log_page import fields, send

MINUTE = datetime.timedelta(minutes=1)
SCRIPT = {"HTTP_X_LIVE": "1"}
PAGE = {"page": "a1", "number": 1, "base": ""}


@pytest.fixture
def at():
    """`at(moment)`: requests come then."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def session(lab, at):
    session = chosen(lab)[0]
    at(session.starts_at)
    return session


@pytest.fixture
def hour(lab, visit, session):
    """`hour(who, act, **data)` presses a button; without an act it gives the page."""

    def do(who, act=None, **data):
        browser, view = visit(getattr(lab, who)), f"sessions:live_{act}" if act else "sessions:live"
        if act is None:
            return read(browser.get(lab.url(view, pk=session.pk)).content.decode())
        return browser.post(lab.url(view, pk=session.pk), data)

    return do


def row(lab):
    with lab.works():
        return LiveHour.objects.get()


def noted(lab):
    with lab.works():
        return SessionNote.objects.get().notes


def deliver(lab, visit, who, session, **said):
    url = lab.url("sessions:live_notes", pk=session.pk)
    return visit(getattr(lab, who)).post(url, PAGE | said, **SCRIPT)


def test_an_hour_from_beginning_to_end(lab, hour, session, at):
    assert hour("leader").one("h1").text == "Your hour with Daria."
    assert hour("mentor", "begin").url == lab.url("sessions:live", pk=session.pk)
    at(session.starts_at + 2 * MINUTE)
    hour("leader", "begin")
    assert (row(lab).started_at, row(lab).started_by_id) == (session.starts_at, lab.mentor.person_id), "begun once"
    page = hour("leader")
    assert "Part 1 of 4 · both of you · until 10:10" in page.text
    at(session.starts_at + 8 * MINUTE)
    for who in ("leader", "mentor"):  # both at once: one segment
        hour(who, "next", segment=0)
    page = hour("mentor")
    assert "you lead · until 10:38" in page.text
    assert "Show it on real work, not on an example." in page.text
    for who in ("leader", "mentor"):
        hour(who, "more", segment=1, known=0)
    assert "until 10:43" in hour("leader").text
    at(session.starts_at + 47 * MINUTE)
    assert hour("leader", "end").url == lab.url("sessions:log", pk=session.pk)
    at(session.starts_at + 50 * MINUTE)
    hour("mentor", "end")
    assert (row(lab).ended_at, row(lab).ended_by_id) == (session.starts_at + 47 * MINUTE, lab.leader.person_id)
    page = hour("mentor")
    assert (page.one("h1").text, "Giulia ended the hour." in page.text) == ("You met for 47 minutes.", True)


def test_ended_too_soon_it_goes_on(lab, hour, session, at):
    hour("leader", "begin")
    at(session.starts_at + 5 * MINUTE)
    hour("leader", "end")
    assert "Go on with the hour" in hour("mentor").text
    hour("mentor", "begin")
    assert row(lab).ended_at is None
    assert hour("leader").one("h1").text == "Connect"


def test_the_log_takes_what_the_live_page_knows(lab, visit, hour, session, at):
    hour("leader", "begin")
    deliver(lab, visit, "leader", session, text="Wording")
    at(session.starts_at + 47 * MINUTE)
    log = lab.url("sessions:log", pk=session.pk)
    page = read(visit(lab.leader).get(log).content.decode())
    assert page.one("input", name="held_minutes").attrs["value"] == "60", "not ended: as long as planned"
    hour("leader", "end")
    assert send(visit(lab.leader), log).url == lab.url("sessions:session", pk=session.pk)
    said = stored(lab, session)
    assert (said.state, said.held_minutes, noted(lab)) == ("held", 47, "Wording")
    with lab.works():
        LiveHour.objects.update(ended_at=session.starts_at)
        LabSession.objects.update(held_minutes=None)
    assert 'value="5"' in visit(lab.leader).get(log).content.decode(), "the least that a log takes"


def test_what_comes_in_while_the_log_is_written_stays(lab, visit, hour, session):
    deliver(lab, visit, "leader", session, text="one two")
    log, mentor = lab.url("sessions:log", pk=session.pk), visit(lab.mentor)
    shown = mentor.get(log)
    deliver(lab, visit, "leader", session, base="one two", text="one two three", number=2)
    mentor.post(log, fields(read(shown.content.decode())) | {"held": "yes", "notes": "zero one two"})
    assert noted(lab) == "zero one two three"


def test_two_pages_write_and_no_word_is_lost(lab, visit, session):
    deliver(lab, visit, "leader", session, text="one 👩🏽‍🔬 two")
    answer = deliver(lab, visit, "mentor", session, page="b2", text="three")
    assert answer.json() == {"version": 2, "edits": [[0, 0, "one 👩🏽‍🔬 two\n"]]}
    assert noted(lab) == "one 👩🏽‍🔬 two\nthree"
    again = deliver(lab, visit, "mentor", session, page="b2", text="three")
    assert again.json() == answer.json(), "delivered twice it is written once"
    asked = deliver(lab, visit, "leader", session, number=2, base="one 👩🏽‍🔬 two", text="one 👩🏽‍🔬 two")
    assert asked.json()["edits"] == [[15, 15, "\nthree"]]
    with lab.works():
        assert SessionNote.objects.get().version == 2, "asking writes nothing"


def test_nothing_typed_leaves_no_row(lab, visit, session):
    assert deliver(lab, visit, "leader", session, text="").json() == {"version": 0, "edits": []}
    with lab.works():
        assert not SessionNote.objects.exists()


def test_twenty_thousand_characters_and_what_can_be_done_about_more(lab, visit, session):
    full = "word " * 4000
    assert deliver(lab, visit, "leader", session, text=full).status_code == 200
    more = deliver(lab, visit, "leader", session, number=2, base=full, text=f"{full}more")
    assert (more.status_code, more.json()["says"][:19]) == (422, "The notes are full:")
    both = deliver(lab, visit, "mentor", session, page="b2", text="x" * 20_000)
    assert both.status_code == 200, "what two wrote apart is both kept"
    whole = noted(lab)
    assert len(whole) > 40_000
    shorter = deliver(lab, visit, "mentor", session, page="b2", number=2, base=whole, text=whole[:-5])
    assert shorter.status_code == 200, "and can be shortened from there"
    assert deliver(lab, visit, "leader", session, number=3, text="y" * 90_000).status_code == 422


@pytest.mark.parametrize(
    "odd", [{"page": "<b>"}, {"number": "x"}, {"number": 2**40}, {"page": ""}, {"unsure_number": "-1"}]
)
def test_what_no_page_sends_is_refused_in_words(lab, visit, session, odd):
    answer = deliver(lab, visit, "leader", session, text="x", **odd)
    assert (answer.status_code, "Copy what you typed" in answer.json()["says"]) == (422, True)


def test_a_null_and_lines_of_another_kind_do_no_harm(lab, visit, session):
    deliver(lab, visit, "leader", session, text="a\0b\r\nc")
    assert noted(lab) == "ab\nc"


@pytest.mark.parametrize("act", ["next", "more"])
def test_a_press_that_says_nothing_or_comes_too_soon(lab, hour, session, act):
    for said in ({}, {"segment": "x"}, {"segment": 0}):
        assert hour("leader", act, **said).url == lab.url("sessions:live", pk=session.pk)
    hour("leader", "begin")
    for said in ({}, {"segment": 99, "known": 0}, {"segment": 3, "known": 0}):
        hour("leader", act, **said)
    assert (row(lab).left, row(lab).extra) == ([], [])


def shut(lab, visit, session):
    """(the sentence on its page, what a beginning and a note are answered)"""
    page = read(visit(lab.leader).get(lab.url("sessions:live", pk=session.pk)).content.decode())
    begun = visit(lab.leader).post(lab.url("sessions:live_begin", pk=session.pk), **SCRIPT)
    said = deliver(lab, visit, "leader", session, text="x")
    assert "live-begin" not in {it.attrs.get("id") for it in page.all("button")}
    assert begun.status_code == 422
    assert begun.json()["says"] in page.text or "You can begin from" in page.text
    return begun.json()["says"], said.status_code


def test_days_before_it_says_when_it_begins(lab, visit, session, at):
    at(session.starts_at - 2 * DAY)
    assert shut(lab, visit, session) == ("This page can be used from an hour before you meet.", 422)
    page = read(visit(lab.mentor).get(lab.url("sessions:live", pk=session.pk)).content.decode())
    assert "You can begin from Thursday 17 September, 09:00 on, your time." in page.text
    at(session.starts_at - HOUR)
    assert visit(lab.leader).post(lab.url("sessions:live_begin", pk=session.pk), **SCRIPT).status_code == 204


def test_a_cancelled_session_a_logged_one_and_one_long_over(lab, visit, session, at):
    at(session.ends_at + DAY + MINUTE)
    assert shut(lab, visit, session) == ("This hour is over. If you met, log it.", 200)
    held(lab, session)
    assert shut(lab, visit, session) == ("This session is logged. Mend its log if something is not right.", 200)
    other = chosen_next(lab)
    at(other.starts_at - MINUTE)
    acting(lab, "leader", cancel_session, other)
    assert shut(lab, visit, other) == ("This session is cancelled.", 422)


def chosen_next(lab):
    with lab.works():
        return lab.pair.sessions.planned().in_order().first()


@pytest.mark.parametrize(
    ("state", "says", "notes"),
    [
        ("ended", "You two are no longer a pair", 422),
        ("paused", "Your pair is paused.", 200),
        ("published", "Your pair has not", 422),
    ],
)
def test_a_pair_that_changed_while_the_page_was_open(lab, visit, hour, session, state, says, notes):
    hour("leader", "begin")
    stamp = visit(lab.mentor).get(lab.url("sessions:live_state", pk=session.pk))
    with lab.works():
        Pair.objects.update(state=state)
    sentence, taken = shut(lab, visit, session)
    assert (sentence.startswith(says), taken) == (True, notes)
    seen = read(stamp.content.decode()).all("div")[1].attrs["data-stamp"]
    url = lab.url("sessions:live_state", pk=session.pk)
    assert visit(lab.mentor).get(url, {"seen": seen}).status_code == 200, "and the open page hears of it"


def test_a_session_that_gave_way_is_no_page_any_more(lab, visit, session):
    with lab.works():
        LabSession.objects.filter(pk=session.pk).update(state="replaced")
    for view in ("live", "live_state"):
        assert visit(lab.leader).get(lab.url(f"sessions:{view}", pk=session.pk)).status_code == 404
    answer = deliver(lab, visit, "leader", session, text="x")
    assert (answer.status_code, answer.json()["says"]) == (422, "This session gave way to your new hour.")


def seen_by(lab, visit, who, session):
    """The stamp that this page has now."""
    answer = visit(getattr(lab, who)).get(lab.url("sessions:live_state", pk=session.pk))
    return read(answer.content.decode()).all("div")[1].attrs["data-stamp"]


def test_whatever_one_does_the_others_page_hears_of(lab, visit, hour, session):
    with lab.works():
        task = Homework.objects.create(
            pair=lab.pair, session=earlier(lab), text="Logs", owner=lab.leader.person, written_at=NOW
        )
    url = lab.url("sessions:live_state", pk=session.pk)
    settle = lab.url("sessions:live_homework", pk=session.pk, homework=task.pk)
    acts = [
        lambda: hour("leader", "begin"),
        lambda: hour("leader", "more", segment=0, known=0),
        lambda: hour("leader", "next", segment=0),
        lambda: hour("leader", "rules"),
        lambda: visit(lab.leader).post(settle, {"state": "done"}),
        lambda: deliver(lab, visit, "leader", session, text="x"),
        lambda: hour("leader", "end"),
        lambda: held(lab, session),
    ]
    for act in acts:
        seen = seen_by(lab, visit, "mentor", session)
        quiet = visit(lab.mentor).get(url, {"seen": seen})
        assert (quiet.status_code, quiet.content) == (204, b"")
        act()
        assert visit(lab.mentor).get(url, {"seen": seen}).status_code == 200


def earlier(lab):
    times = {"starts_at": NOW - 14 * DAY, "ends_at": NOW - 14 * DAY + HOUR}
    return LabSessionFactory(pair=lab.pair, series=lab.series, number=90, **times)


def test_homework_is_settled_in_one_tap_and_taken_back(lab, visit, hour, session):
    with lab.works():
        before = earlier(lab)
        task = Homework.objects.create(
            pair=lab.pair, session=before, text="Logs", owner=lab.leader.person, written_at=NOW
        )
    settle = lab.url("sessions:live_homework", pk=session.pk, homework=task.pk)
    for state in ("done", "dropped", "open", "nonsense"):
        visit(lab.mentor).post(settle, {"state": state})
        pressed = [it.text for it in hour("leader").all("button") if it.attrs.get("aria-pressed") == "true"]
        assert pressed == {"done": ["Done"], "dropped": ["Drop"]}.get(state, ["Carry on"])
    visit(lab.mentor).post(settle, {"state": "done"})
    with lab.works():
        assert Homework.objects.get().closed_in_id == session.pk
    assert "Logs" in hour("leader").text, "settled in this hour it still stands there"


def test_the_rules_stay_on_top_until_both_have_affirmed(lab, hour):
    hour("leader", "begin")
    assert "You open with them: read them aloud" in hour("leader").text
    hour("leader", "rules")
    assert "You affirmed them. Daria has not yet." in hour("leader").text
    hour("mentor", "rules")
    for who in ("leader", "mentor"):
        assert "the lab rules" not in hour(who).one("main").text


def pulse_of(lab, visit, who, session):
    """The address at which this page asks every second or so, as the page has it."""
    page = read(visit(getattr(lab, who)).get(lab.url("sessions:live", pk=session.pk)).content.decode())
    return page.one("div", id="live").attrs["data-pulse"]


def test_the_question_that_is_asked_every_second_is_one_query_and_knows_no_session(lab, visit, session):
    url, seen = pulse_of(lab, visit, "leader", session), {"seen": seen_by(lab, visit, "leader", session)}
    client = Client()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url, seen)
    assert (answer.status_code, answer.content, dict(client.cookies)) == (204, b"", {})
    assert sum("FROM" in query["sql"] for query in asked) == 1, asked.captured_queries
    deliver(lab, visit, "mentor", session, text="x")
    assert client.get(url, seen).status_code == 200
    assert client.get(url, seen).content == b"", "that something has changed, and not what"


def test_who_only_asks_for_the_others_words_waits_for_nobody_and_leaves_no_trace(lab, visit, session):
    deliver(lab, visit, "leader", session, text="One two")
    with lab.works():
        before = SessionNote.objects.values().get()
    browser, url = visit(lab.mentor), lab.url("sessions:live_notes", pk=session.pk)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.post(url, PAGE | {"base": "One", "text": "One"}, **SCRIPT)
    assert answer.json() == {"version": 1, "edits": [[3, 3, " two"]]}
    said = [query["sql"] for query in asked]
    assert not [sql for sql in said if "FOR NO KEY UPDATE" in sql or sql.startswith(("UPDATE", "INSERT"))]
    assert sum("FROM" in sql for sql in said) <= 8, said
    with lab.works():
        assert SessionNote.objects.values().get() == before


def test_the_question_is_answered_for_half_a_day_and_only_who_may_still_open_the_page(lab, visit, session, at):
    urls = {who: pulse_of(lab, visit, who, session) for who in ("leader", "mentor")}
    with lab.works():
        Membership.objects.filter(pk=lab.leader.pk).update(active=False)
    client = Client()
    assert client.get(urls["leader"]).status_code == 404
    assert client.get(urls["mentor"]).status_code == 200
    of_another = PulseLink(lab.organization.pk, lab.sponsor.person_id, session.pk)
    assert client.get(of_another.path).status_code == 404
    at(session.starts_at + 13 * HOUR)
    assert client.get(urls["mentor"]).status_code == 404


def test_the_page_asks_as_often_for_much_homework_as_for_little(lab, visit, session):
    url, browser = lab.url("sessions:live", pk=session.pk), visit(lab.leader)
    counts = []
    for number in (1, 30):
        with lab.works():
            before = LabSession.objects.filter(number=90).first() or earlier(lab)
            made = {"pair": lab.pair, "session": before, "owner": lab.leader.person, "written_at": NOW}
            Homework.objects.bulk_create(
                Homework(organization_id=lab.organization.pk, text=f"{n}", **made) for n in range(number)
            )
        counts.append(queries_of(browser, url))
    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_the_session_page_leads_there_at_its_time(lab, visit, session, at):
    url, live = lab.url("sessions:session", pk=session.pk), lab.url("sessions:live", pk=session.pk)
    for moment, there in ((-61, False), (-60, True), (30, True), (3 * 60 + 1, False)):
        at(session.starts_at + moment * MINUTE)
        links = [it.attrs["href"] for it in read(visit(lab.leader).get(url).content.decode()).all("a")]
        assert (live in links) == there


@pytest.mark.parametrize("who", ["sponsor", "executive", "admin", "manager", "assistant"])
def test_nobody_else_opens_it(lab, visit, session, who):
    known = {"seen": seen_by(lab, visit, "leader", session)}
    browser = visit(getattr(lab, who))
    assert browser.get(lab.url("sessions:live_state", pk=session.pk), known).status_code == 404
    for view in ("live", "live_state"):
        assert browser.get(lab.url(f"sessions:{view}", pk=session.pk)).status_code == 404
    for act in ("begin", "next", "more", "end", "rules", "notes"):
        assert browser.post(lab.url(f"sessions:live_{act}", pk=session.pk), PAGE).status_code == 404


def test_a_visitor_is_sent_to_sign_in(lab, client, session):
    answer = client.get(lab.url("sessions:live_state", pk=session.pk))
    assert (answer.status_code, answer.url.startswith(reverse("account_login"))) == (302, True)
