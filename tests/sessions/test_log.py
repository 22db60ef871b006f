"""The log as a verb: what it writes, tells, and leaves alone."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from notifications.models import Due
from organizations.models import AuditEntry
from organizations.registries import facts
from sessions.actions import SessionLog, Task, cancel_session, log_session
from sessions.facts import SessionCancelled, SessionHeld
from sessions.models import Homework, PrivateNote, SessionNote

from .play import DAY, HOUR, acting, chosen, held, stored


@pytest.fixture
def sessions(lab):
    return chosen(lab)


@pytest.fixture
def told():
    heard = []

    def hear(fact, *, now):
        heard.append(fact)

    for kind in (SessionHeld, SessionCancelled):
        facts.subscribe(kind, hear)
    yield heard
    for kind in (SessionHeld, SessionCancelled):
        facts._subscribers[kind].remove(hear)


def not_held(lab, session, side="mentor", who="leader", now=None):
    log = SessionLog(held=False, side=side)
    return acting(lab, who, log_session, session, log, now=now or session.ends_at)


def test_a_held_session_is_counted_and_told(lab, sessions, told):
    held(lab, sessions[0], minutes=50)
    held(lab, sessions[1], "mentor")
    assert told == [
        SessionHeld(sessions[0].pk, lab.pair.pk, 1),
        SessionHeld(sessions[1].pk, lab.pair.pk, 2),
    ]
    row = stored(lab, sessions[0])
    assert (row.state, row.held_minutes, row.logged_by_id) == ("held", 50, lab.leader.person_id)
    assert row.logged_at == sessions[0].ends_at


def test_not_held_says_whose_side(lab, sessions, told):
    not_held(lab, sessions[0])
    row = stored(lab, sessions[0])
    assert (row.state, row.cancelled_by_side, row.held_minutes) == ("cancelled", "mentor", None)
    assert told == [SessionCancelled(row.pk, lab.pair.pk, "mentor")]
    with pytest.raises(ValidationError, match="Say on whose side it was"):
        not_held(lab, sessions[1], side="")


def test_a_mistake_is_mended_by_editing(lab, sessions, told):
    not_held(lab, sessions[0])
    held(lab, sessions[0], "mentor")
    not_held(lab, sessions[0], side="leader")
    assert [type(fact) for fact in told] == [SessionCancelled, SessionHeld, SessionCancelled]
    assert stored(lab, sessions[0]).cancelled_by_side == "leader"
    with lab.works():
        assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))[-3:] == [
            "cancelled",
            "held",
            "cancelled",
        ]


def test_a_session_cancelled_before_may_turn_out_to_have_been_held(lab, sessions, told):
    acting(lab, "leader", cancel_session, sessions[0])
    held(lab, sessions[0])
    assert [type(fact) for fact in told] == [SessionCancelled, SessionHeld]


def test_nobody_logs_what_has_not_begun(lab, sessions):
    with pytest.raises(ValidationError, match="has not begun"):
        held(lab, sessions[1], now=sessions[1].starts_at - HOUR)


def test_the_same_log_twice_leaves_one_trace(lab, sessions, told):
    log = {"notes": "Wording", "decision": "Try it", "homework": (Task("Logs", lab.leader.person_id),)}
    first = held(lab, sessions[0], **log)
    again = held(lab, sessions[0], "mentor", now=sessions[0].ends_at + HOUR, **log)
    assert (again.version, again.logged_at, again.logged_by_id) == (first.version, first.logged_at, first.logged_by_id)
    assert len(told) == 1


def test_shared_notes_are_one_row_that_both_write(lab, sessions):
    held(lab, sessions[0], notes="August pack", decision="She drafts")
    held(lab, sessions[0], "mentor", notes="August pack: 41 corrections", decision="She drafts")
    with lab.works():
        (note,) = SessionNote.objects.all()
    assert (note.notes, note.version) == ("August pack: 41 corrections", 2)
    assert note.written_by_id == lab.mentor.person_id
    assert stored(lab, sessions[0]).logged_by_id == lab.mentor.person_id


def test_no_words_no_row(lab, sessions):
    held(lab, sessions[0])
    with lab.works():
        assert not SessionNote.objects.exists()
        assert not PrivateNote.objects.exists()


def test_homework_is_reworded_in_its_place_and_dropped_when_taken_out(lab, sessions):
    due = datetime.date(2026, 9, 30)
    held(lab, sessions[0], homework=(Task("Logs", lab.leader.person_id, due), Task("A prompt", lab.mentor.person_id)))
    held(lab, sessions[0], homework=(Task("Correction logs", lab.leader.person_id, due),))
    with lab.works():
        one, two = Homework.objects.order_by("id")
    assert (one.text, one.state, one.version) == ("Correction logs", "open", 2)
    assert (two.text, two.state) == ("A prompt", "dropped")


def test_old_homework_is_settled_in_the_next_log_and_can_be_opened_again(lab, sessions):
    me = lab.leader.person_id
    held(lab, sessions[0], homework=(Task("Logs", me), Task("Prompt", me), Task("Draft", me)))
    with lab.works():
        done, dropped, carried = Homework.objects.order_by("id")
    earlier = {done.pk: "done", dropped.pk: "dropped", carried.pk: "open"}
    held(lab, sessions[1], earlier=earlier)
    with lab.works():
        assert list(Homework.objects.brought_to(sessions[2])) == [carried]
        assert set(Homework.objects.brought_to(sessions[1])) == {done, dropped, carried}
    held(lab, sessions[1], "mentor", earlier=earlier | {done.pk: "open"})
    with lab.works():
        assert set(Homework.objects.brought_to(sessions[2])) == {done, carried}


def test_a_private_note_touches_nothing_that_the_partner_sees(lab, sessions):
    before = held(lab, sessions[0], "leader")
    after = held(lab, sessions[0], "mentor", private="He explained for half an hour.", now=sessions[0].ends_at + DAY)
    for name in ("version", "logged_at", "logged_by_id"):
        assert getattr(after, name) == getattr(before, name)
    with lab.sees("mentor"):
        assert PrivateNote.objects.get().text == "He explained for half an hour."
    with lab.sees("leader"):
        assert not PrivateNote.objects.exists()


def test_a_logged_session_needs_no_reminder(lab, sessions):
    held(lab, sessions[0])
    with lab.works():
        assert not Due.objects.waiting().filter(subject_id=sessions[0].pk).exists()
        assert Due.objects.waiting().filter(subject_id=sessions[1].pk).count() == 4


def test_what_a_subscriber_refuses_leaves_the_log_unwritten(lab, sessions):
    def refuse(fact, *, now):
        raise RuntimeError("no")

    facts.subscribe(SessionHeld, refuse)
    try:
        with pytest.raises(RuntimeError):
            held(lab, sessions[0], notes="x")
    finally:
        facts._subscribers[SessionHeld].remove(refuse)
    assert stored(lab, sessions[0]).state == "planned"
