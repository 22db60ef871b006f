"""What the clock does for a pair, lived through with a moving `now`."""

import datetime

import pytest
from django.core import mail

from notifications.models import Due
from notifications.sweep import sweep_until_idle
from organizations.models import Person
from sessions.actions import Task, cancel_session, move_session
from sessions.models import LabSession
from tests.clock import live_through
from tests.factories import NOW

from .play import DAY, HOUR, acting, held, invited, to_people

END = NOW + 90 * DAY


@pytest.fixture
def sessions(lab):
    return invited(lab)


def reminders(lived, *members):
    """[(moment, mail)], to both partners together unless one is named."""
    to_them = [it for member in members for it in lived.to(member)] if members else lived.mails
    return [(at, letter) for at, letter in to_them if to_people([letter])]


def subjects(lived, membership):
    return [letter.subject for _at, letter in reminders(lived, membership)]


def test_the_day_before_brings_the_prep_card_to_each(lab, sessions):
    lived = live_through(NOW, sessions[0].starts_at)
    (at, to_leader), (_, to_mentor) = reminders(lived, lab.leader)[0], reminders(lived, lab.mentor)[0]
    assert at == sessions[0].starts_at - DAY
    assert to_leader.subject == "Thursday at 10:00, with Daria."
    assert to_mentor.subject == "Thursday at 10:00, with Giulia."
    for letter in (to_leader, to_mentor):
        assert "Which steps of the monthly pack" in letter.body
        assert lab.url("sessions:session", pk=sessions[0].pk) in letter.body
        assert "Karin Holm" in letter.body  # the independent contact
    assert "Begin three sentences with" in to_leader.body
    assert "One practice" not in to_mentor.body


def test_it_comes_at_a_waking_hour_of_its_reader(lab):
    with lab.works():
        Person.objects.filter(pk=lab.mentor.person_id).update(time_zone="America/New_York")
    first = invited(lab, at=datetime.time(14))[0]
    acting(lab, "leader", move_session, first, starts_at=first.starts_at - 4 * HOUR)  # 06:00 in New York
    lived = live_through(NOW, first.starts_at)
    assert [at for at, _ in reminders(lived, lab.leader)] == [first.starts_at - 28 * HOUR]
    (at, letter) = reminders(lived, lab.mentor)[0]
    assert at.astimezone(datetime.timezone(-4 * HOUR)).hour == 7
    assert letter.subject == "Thursday at 06:00, with Giulia."


def test_open_homework_stands_in_the_card(lab, sessions):
    task = Task("Correction logs", lab.leader.person_id)
    held(lab, sessions[0], homework=(task,), notes="never in a mail", private="nor this")
    lived = live_through(sessions[0].ends_at, sessions[1].starts_at)
    for member in (lab.leader, lab.mentor):
        (_, letter) = reminders(lived, member)[0]
        assert "Correction logs (Giulia Marchetti)" in letter.body
        assert "Correction logs" in letter.alternatives[0].content
        assert "never in a mail" not in str(letter.message())
        assert "nor this" not in str(letter.message())


def test_who_does_not_log_is_reminded_a_day_after_and_only_once(lab, sessions):
    lived = live_through(NOW, sessions[0].ends_at + 5 * DAY)
    for member in (lab.leader, lab.mentor):
        assert subjects(lived, member)[1:] == [
            f"Did you meet on Thursday, {'Daria' if member is lab.leader else 'Giulia'} and you?"
        ]
        assert reminders(lived, member)[1][0] == sessions[0].ends_at + DAY


def test_a_moved_session_is_announced_for_its_new_day(lab, sessions):
    to = sessions[0].starts_at + DAY
    acting(lab, "mentor", move_session, sessions[0], starts_at=to)
    lived = live_through(NOW, to)
    assert [at for at, _ in reminders(lived, lab.leader)] == [to - DAY]


def test_a_card_that_went_out_goes_out_again_for_the_new_hour(lab, sessions):
    live_through(NOW, sessions[0].starts_at - HOUR)
    to = sessions[0].starts_at + 4 * DAY
    acting(lab, "mentor", move_session, sessions[0], starts_at=to, now=sessions[0].starts_at - HOUR)
    lived = live_through(sessions[0].starts_at - HOUR, to)
    assert subjects(lived, lab.leader) == ["Monday at 10:00, with Daria."]


def test_a_cancelled_session_is_not_announced(lab, sessions):
    acting(lab, "leader", cancel_session, sessions[0])
    assert reminders(live_through(NOW, sessions[0].ends_at + 3 * DAY)) == []


def test_the_clock_looks_again_before_it_writes(lab, sessions):
    with lab.works():
        LabSession.objects.filter(pk=sessions[0].pk).update(state="replaced")
        assert Due.objects.waiting().filter(subject_id=sessions[0].pk).count() == 4
    assert reminders(live_through(NOW, sessions[0].ends_at + 3 * DAY)) == []


def test_a_paused_pair_hears_nothing(lab, sessions):
    with lab.works():
        lab.pair.state = "paused"
        lab.pair.save()
    assert reminders(live_through(NOW, END)) == []


def test_a_session_added_for_tomorrow_is_announced_at_once(lab, sessions):
    at = NOW + 20 * HOUR
    acting(lab, "leader", move_session, sessions[0], starts_at=at)
    sweep_until_idle(NOW)
    lived = live_through(NOW, at)
    assert reminders(lived, lab.leader) == []
    with lab.works():
        assert Due.objects.filter(kind="session-prep", state="done").count() == 2


def cards(lived, membership):
    return [
        letter for _at, letter in reminders(lived, membership) if letter.subject.startswith("Thursday at 10:00, with")
    ]


def test_ninety_days_of_a_pair_that_keeps_its_rhythm(lab, sessions):
    """Each logs right after, so nobody is reminded: seven cards each, and nothing else."""
    numbers = {}

    def live(now):
        for session in sessions:
            if now == session.ends_at:
                held(lab, session, "mentor", homework=(Task("Logs", lab.leader.person_id),))
                numbers[session.number] = now

    lived = live_through(NOW, END, step=HOUR, each=live)
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6, 7]
    for member in (lab.leader, lab.mentor):
        assert len(cards(lived, member)) == 7
        assert not [subject for subject in subjects(lived, member) if subject.startswith("Did you meet")]
    practices = [
        letter.body.partition("One practice for the hour")[2].split("\n")[1] for letter in cards(lived, lab.leader)
    ]
    assert practices[:3] == practices[3:6]
    assert len(set(practices)) == 3
    with lab.works():
        assert not Due.objects.waiting().filter(kind__in=["session-prep", "log-reminder"]).exists()
        assert lab.pair.sessions.held().count() == 7


def test_after_three_weeks_without_a_clock_each_gets_one_mail_of_what_still_holds(lab, sessions):
    """Prep cards of sessions that are over go to nobody; the one that is still to come is told, and what nobody logged."""
    held(lab, sessions[0])
    sweep_until_idle(sessions[3].starts_at - 12 * HOUR)
    assert mail.outbox == []  # the clock is back in the middle of their quiet hours
    sweep_until_idle(sessions[3].starts_at - 3 * HOUR)
    for member, partner in ((lab.leader, "Daria"), (lab.mentor, "Giulia")):
        (letter,) = [letter for letter in mail.outbox if letter.to == [member.person.email]]
        lines = letter.body.splitlines()
        asked = f"Did you meet on Thursday, {partner} and you?"
        assert [line[2:] for line in lines if line.startswith("- ")] == [
            asked,
            asked,
            f"Thursday at 10:00, with {partner}.",
        ]
        assert "  Session 2, not logged yet" in lines
        assert f"  http://localhost:8000{lab.url('sessions:log', pk=sessions[2].pk)}" in lines
    with lab.works():
        prep = Due.objects.filter(kind="session-prep", due_at__lt=sessions[3].starts_at)
        assert {due.state for due in prep.exclude(subject_id=sessions[3].pk)} == {"dropped"}
        assert {due.state for due in prep.filter(subject_id=sessions[3].pk)} == {"done"}
