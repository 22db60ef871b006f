"""The link to a pair's video room: set by either, read by the two, told to their calendars."""

import icalendar
import pytest
import time_machine

from notifications.sweep import sweep_until_idle
from pairing.models import Pair
from sessions.actions import add_session, set_room
from sessions.models import VideoRoom
from tests.clock import live_through
from tests.factories import NOW
from tests.pages.drawing import read

from .mailbox import parts
from .play import DAY, acting, invited, to_people

ROOM = "https://rooms.test/lab"


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sessions(lab):
    return invited(lab)


def page_of(lab):
    return lab.url("sessions:room", pair=lab.pair.pk)


def keep(lab, browser, url, version=0):
    return browser.post(page_of(lab), {"url": url, "version": version})


def told(mailoutbox, member):
    sweep_until_idle(NOW)
    return [letter for letter in mailoutbox if letter.to == [member.person.email]]


@pytest.mark.parametrize(("who", "other"), [("leader", "mentor"), ("mentor", "leader")])
def test_either_names_it_and_both_find_it_on_the_session(lab, visit, sessions, who, other):
    assert keep(lab, visit(getattr(lab, who)), ROOM).url == lab.url("sessions:sessions")
    page = visit(getattr(lab, other)).get(lab.url("sessions:session", pk=sessions[0].pk))
    assert f'href="{ROOM}"' in page.content.decode()


def test_only_safe_links_are_taken_and_what_was_typed_stays(lab, visit, sessions):
    for typed, said in (("http://rooms.test/lab", "Begin with https://"), ("room seven", "This is no link.")):
        answer = keep(lab, visit(lab.leader), typed)
        assert answer.status_code == 200
        assert said in answer.context["form"].errors["url"][0]
        field = next(it for it in read(answer.content.decode()).all("input") if it.attrs.get("name") == "url")
        assert field.attrs["value"] == typed
    with lab.works():
        assert not VideoRoom.objects.exists()


def test_the_partner_named_it_meanwhile(lab, visit, sessions):
    keep(lab, visit(lab.leader), ROOM)
    answer = keep(lab, visit(lab.mentor), "https://rooms.test/other")
    assert "Someone saved this while you were writing." in answer.content.decode()
    assert ROOM in answer.content.decode()
    keep(lab, visit(lab.mentor), "https://rooms.test/other", version=1)
    with lab.works():
        assert VideoRoom.objects.get().url == "https://rooms.test/other"


def test_calendars_are_told_where_it_is(lab, visit, sessions, mailoutbox):
    acting(lab, "leader", add_session, lab.pair, starts_at=sessions[0].starts_at + 3 * DAY)
    keep(lab, visit(lab.leader), ROOM)
    letters = told(mailoutbox, lab.mentor)
    events = [event for letter in letters for _method, calendar in parts(letter) for event in calendar.walk("VEVENT")]
    assert len(events) == 2  # the series, and the one beside it
    for event in events:
        assert event["location"] == ROOM
        assert event["conference"] == ROOM
        assert event["conference"].params == {"FEATURE": "VIDEO", "VALUE": "URI"}
    assert max(event["sequence"] for event in events) == 2
    assert {letter.subject for letter in letters} >= {"Where you meet Giulia online has changed."}


def test_taken_away_it_stands_nowhere(lab, visit, sessions, mailoutbox):
    keep(lab, visit(lab.leader), ROOM)
    told(mailoutbox, lab.mentor)
    keep(lab, visit(lab.leader), "", version=1)
    (*_before, letter) = told(mailoutbox, lab.mentor)
    assert ROOM not in str(letter.message())
    assert ROOM not in visit(lab.mentor).get(lab.url("sessions:session", pk=sessions[0].pk)).content.decode()


def test_kept_as_it_was_it_tells_nobody(lab, visit, sessions, mailoutbox):
    keep(lab, visit(lab.leader), ROOM)
    told(mailoutbox, lab.leader)
    mailoutbox.clear()
    keep(lab, visit(lab.leader), ROOM, version=1)
    assert told(mailoutbox, lab.leader) == []


def test_the_prep_card_leads_there(lab, visit, sessions):
    keep(lab, visit(lab.leader), ROOM)
    lived = live_through(NOW, sessions[0].starts_at)
    (card,) = to_people([letter for _at, letter in lived.to(lab.mentor)])
    assert f"Your video room: {ROOM}" in card.body


def test_a_pair_that_meets_no_more_needs_none(lab, visit, sessions):
    with lab.works():
        Pair.objects.update(state="ended")
    answer = keep(lab, visit(lab.leader), ROOM)
    assert "This pair does not meet any more, so it needs no room." in answer.content.decode()


def test_its_words_cannot_leave_their_line(lab, sessions, mailoutbox):
    """What separates the parts of a calendar is an ordinary letter in a link."""
    odd = "https://rooms.test/a;b,c?d=e:f"
    with lab.sees("leader"):
        set_room(lab.pair, odd, now=NOW)
    (letter,) = told(mailoutbox, lab.leader)
    (method, calendar) = parts(letter)[0]
    (event,) = calendar.walk("VEVENT")
    assert (event["location"], str(event["conference"])) == (odd, odd)
    assert isinstance(calendar, icalendar.Calendar)
    assert method == "REQUEST"
