"""What both partners' calendars are told by mail, and when."""

import datetime

import icalendar
import pytest
from django.core import mail

from notifications.models import Due
from notifications.sweep import sweep_until_idle
from organizations.models import Person
from organizations.registries import facts
from pairing.facts import PairStarted
from pairing.models import Pair
from sessions.actions import SessionLog, add_session, cancel_session, log_session, move_session
from sessions.models import Series
from tests.factories import NOW

from .play import DAY, HOUR, acting, chosen, sessions_of

BERLIN = "Europe/Berlin"


def sent(*members, at=NOW):
    """The mails that a sweep at that moment sends to them, in order."""
    before = len(mail.outbox)
    sweep_until_idle(at)
    mine = [[member.person.email] for member in members]
    return [letter for letter in mail.outbox[before:] if not members or letter.to in mine]


def part(letter):
    """(method as the mail says it, the calendar in it)"""
    (alternative,) = [it for it in letter.message().walk() if it.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(alternative.get_payload(decode=True))
    assert alternative.get_param("method") == str(calendar["method"])
    assert alternative.get_content_charset() == "utf-8"
    return str(calendar["method"]), calendar.walk("VEVENT")


@pytest.fixture
def sessions(lab):
    found = chosen(lab)
    sent()
    return found


def test_an_hour_that_is_chosen_invites_both_and_nobody_else(lab):
    chosen(lab, zone=BERLIN, at=datetime.time(12))
    letters = sent()
    assert sorted(letter.to for letter in letters) == [[lab.leader.person.email], [lab.mentor.person.email]]
    for letter, partner in zip(
        sent_to(letters, lab.leader, lab.mentor), ("Daria Nowak", "Giulia Marchetti"), strict=True
    ):
        method, (event,) = part(letter)
        assert method == "REQUEST"
        assert event["summary"] == f"Lab session with {partner}"
        assert event["dtstart"].to_ical() == b"20260917T120000"
        assert event["dtstart"].params["TZID"] == BERLIN
        assert event["rrule"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261210T110000Z;INTERVAL=2"
        assert (event["status"], event["transp"], event["sequence"]) == ("CONFIRMED", "OPAQUE", 1)
        assert event["organizer"] == "mailto:lab@localhost"
        assert event["organizer"].params["CN"] == "Giulia Marchetti and Daria Nowak"
        assert event["attendee"] == f"mailto:{letter.to[0]}"
        assert letter.subject == f"Every two weeks with {partner.split()[0]}, from Thursday 17 September."


def sent_to(letters, *members):
    return [letter for member in members for letter in letters if letter.to == [member.person.email]]


def test_the_same_entry_has_one_uid_for_both_and_its_number_rises(lab, sessions):
    acting(lab, "leader", move_session, sessions[1], starts_at=sessions[1].starts_at + DAY)
    moved = [part(letter)[1] for letter in sent()]
    acting(lab, "mentor", cancel_session, sessions[2])
    gone = [part(letter)[1] for letter in sent()]
    with lab.works():
        series = Series.objects.get(pk=sessions[0].series_id)
    events = [event for found in (*moved, *gone) for event in found]
    assert {str(event["uid"]) for event in events} == {f"{series.pk}@localhost"}
    assert [{event["sequence"] for found in step for event in found} for step in (moved, gone)] == [{2}, {3}]
    assert len({event["organizer"] for event in events}) == 1


def test_a_move_is_told_with_the_hour_that_it_was_to_be(lab, sessions):
    to = sessions[1].starts_at + DAY + HOUR
    acting(lab, "mentor", move_session, sessions[1], starts_at=to)
    (letter,) = sent(lab.leader)
    method, (master, single) = part(letter)
    assert method == "REQUEST"
    assert "exdate" not in master
    assert single["recurrence-id"].dt == sessions[1].starts_at
    assert single["dtstart"].dt == to
    assert letter.subject == "Moved to Friday 2 October, 11:00, with Daria."
    assert "It was to be on Thursday 1 October, 10:00." in letter.body


def test_a_cancelled_hour_is_taken_out_and_the_side_is_said(lab, sessions):
    acting(lab, "mentor", cancel_session, sessions[1])
    to_leader, to_mentor = sent_to(sent(), lab.leader, lab.mentor)
    for letter, side in ((to_leader, "Cancelled on Daria’s side."), (to_mentor, "Cancelled on your side.")):
        method, (event,) = part(letter)
        assert (method, event["status"]) == ("CANCEL", "CANCELLED")
        assert event["recurrence-id"].dt == sessions[1].starts_at
        assert side in letter.body


def test_what_a_cancelled_hour_leaves_is_excepted_from_the_next_mail_on(lab, sessions):
    acting(lab, "mentor", cancel_session, sessions[1])
    sent()
    acting(lab, "mentor", move_session, sessions[2], starts_at=sessions[2].starts_at + DAY)
    (letter,) = sent(lab.leader)
    _method, (master, _single) = part(letter)
    assert master["exdate"].dts[0].dt == sessions[1].starts_at


def test_one_more_session_is_an_entry_of_its_own(lab, sessions):
    at = sessions[0].starts_at + 5 * DAY
    acting(lab, "leader", add_session, lab.pair, starts_at=at)
    added = next(it for it in sessions_of(lab) if it.starts_at == at)
    (letter,) = sent(lab.mentor)
    method, (event,) = part(letter)
    assert (method, str(event["uid"]), event["sequence"]) == ("REQUEST", f"{added.pk}@localhost", 1)
    assert "rrule" not in event
    acting(lab, "leader", cancel_session, added)
    (letter,) = sent(lab.mentor)
    method, (event,) = part(letter)
    assert (method, str(event["uid"]), event["sequence"]) == ("CANCEL", f"{added.pk}@localhost", 2)


def test_another_hour_cuts_the_old_series_and_has_a_uid_of_its_own(lab, sessions):
    after = sessions[0].ends_at + DAY
    chosen(lab, at=datetime.time(14), first_day=after.date() + 3 * DAY, now=after)
    letters = [letter for letter in sent(lab.leader, at=after) if "with Daria" in letter.subject]
    new, old = sorted(letters, key=lambda letter: letter.subject)
    (_, (cut,)), (_, (begun,)) = part(old), part(new)
    assert cut["rrule"]["until"] == [sessions[0].starts_at]
    assert cut["sequence"] == 2
    assert begun["sequence"] == 1
    assert cut["uid"] != begun["uid"]
    assert old.subject == "Your former hour with Daria is free again."


def test_another_hour_before_the_first_takes_the_old_series_out(lab, sessions):
    chosen(lab, at=datetime.time(14))
    methods = sorted(part(letter)[0] for letter in sent(lab.leader))
    assert methods == ["CANCEL", "REQUEST"]


def test_several_quick_changes_are_one_mail_of_how_it_stands(lab, sessions):
    for hours in (24, 48):
        acting(lab, "mentor", move_session, sessions[1], starts_at=sessions[1].starts_at + hours * HOUR)
    acting(lab, "leader", cancel_session, sessions[2])
    (letter,) = sent(lab.leader)
    method, events = part(letter)
    assert (method, {event["sequence"] for event in events}) == ("REQUEST", {4})
    assert letter.subject == "Your sessions with Daria have changed."
    assert "Moved: Saturday 3 October, 10:00" in letter.body
    assert "It was to be on Thursday 1 October, 10:00." in letter.body
    assert "Cancelled: Thursday 15 October, 10:00" in letter.body


def test_what_was_chosen_and_given_up_at_once_is_told_to_no_calendar(lab):
    chosen(lab)
    chosen(lab, at=datetime.time(14))
    assert [part(letter)[0] for letter in sent(lab.leader)] == ["REQUEST"]


def test_it_comes_by_night_too(lab):
    with lab.works():
        Person.objects.update(time_zone="America/New_York")
    chosen(lab, now=NOW - 6 * HOUR, at=datetime.time(14))
    assert len(sent(at=NOW - 6 * HOUR)) == 2  # three in the morning


def test_nothing_of_the_lab_stands_in_it(lab, sessions):
    with lab.works():
        Pair.objects.update(process="Secret process", because="Secret reason")
    acting(lab, "mentor", move_session, sessions[1], starts_at=sessions[1].starts_at + DAY)
    (letter,) = sent(lab.leader)
    whole = str(letter.message())
    for word in ("Secret", lab.question.text[:20], "prompts", lab.cohort.name):
        assert word not in whole
    for event in part(letter)[1]:
        assert event["description"].startswith(f"http://localhost:8000{lab.url('sessions:sessions')}")


def test_the_mail_is_written_once_however_often_it_is_planned(lab, sessions):
    with lab.works():
        Due.objects.filter(kind="calendar-series").update(state="waiting", done_at=None)
    assert sent() == []


def test_who_has_left_is_not_written_to_and_the_partner_is(lab, sessions):
    with lab.works():
        Person.objects.filter(pk=lab.mentor.person_id).update(left_on=NOW.date())
    acting(lab, "leader", cancel_session, sessions[0])
    assert [letter.to for letter in sent()] == [[lab.leader.person.email]]


def test_a_pair_that_ends_is_taken_out_of_both_calendars(lab, sessions):
    with lab.sees("leader"):
        Pair.objects.get(pk=lab.pair.pk).end(by=lab.leader, now=NOW)
    cancelled = [letter for letter in sent() if letter.subject.startswith("Your former hour")]
    assert [part(letter)[0] for letter in cancelled] == ["CANCEL", "CANCEL"]


def test_a_pair_that_has_not_started_invites_when_it_does(lab):
    with lab.works():
        Pair.objects.update(state="running")
    chosen(lab)
    with lab.works():
        Pair.objects.update(state="published")
    assert sent() == []
    with lab.works():
        Pair.objects.update(state="running")
        facts.tell(PairStarted(lab.pair.pk), now=NOW)
    assert [part(letter)[0] for letter in sent()] == ["REQUEST", "REQUEST"]


def test_after_an_outage_the_calendars_part_comes_by_itself(lab):
    chosen(lab)
    letters = sent(lab.leader, at=NOW + 3 * DAY)
    assert [part(letter)[0] for letter in letters if "Every two weeks" in letter.subject] == ["REQUEST"]


def test_what_a_log_says_afterwards_needs_no_mail(lab, sessions):
    over = sessions[0].ends_at + HOUR
    sent(at=over)
    acting(lab, "leader", log_session, sessions[0], SessionLog(held=False, side="mentor"), now=over)
    assert sent(at=over) == []
