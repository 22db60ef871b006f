"""Move one, cancel one, add one."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from organizations.models import AuditEntry, Person
from organizations.registries import facts
from pairing.models import Pair
from sessions.actions import add_session, affirm_rules, cancel_session, move_session
from sessions.facts import SessionCancelled
from sessions.models import Booking, LabSession
from tests.factories import NOW

from .play import DAY, HOUR, acting, chosen, held, sessions_of, stored


@pytest.fixture
def sessions(lab):
    return chosen(lab)


@pytest.fixture
def told():
    heard = []

    def hear(fact, *, now):
        heard.append(fact)

    facts.subscribe(SessionCancelled, hear)
    yield heard
    facts._subscribers[SessionCancelled].remove(hear)


def refusal(lab, verb, *args, now=NOW, **said):
    with pytest.raises(ValidationError) as refused:
        acting(lab, "mentor", verb, *args, now=now, **said)
    return refused.value.messages[0]


def test_a_session_moves_and_keeps_its_length(lab, sessions):
    to = sessions[0].starts_at + DAY + HOUR
    acting(lab, "mentor", move_session, sessions[0], starts_at=to)
    moved = stored(lab, sessions[0])
    assert (moved.starts_at, moved.minutes, moved.moves) == (to, 60, 1)
    with lab.works():
        assert set(Booking.objects.filter(session=moved).values_list("starts_at", "ends_at")) == {(to, to + HOUR)}
        assert AuditEntry.objects.get(verb="move").fields == ["starts_at"]


def test_it_may_move_by_minutes_over_its_own_hour(lab, sessions):
    to = sessions[0].starts_at + datetime.timedelta(minutes=30)
    acting(lab, "leader", move_session, sessions[0], starts_at=to)
    assert stored(lab, sessions[0]).starts_at == to


def test_one_that_nobody_logged_moves_to_a_day_ahead(lab, sessions):
    later = sessions[0].ends_at + DAY
    acting(lab, "leader", move_session, sessions[0], starts_at=later + DAY, now=later)
    assert stored(lab, sessions[0]).starts_at == later + DAY


def test_what_cannot_be_moved_says_why(lab, sessions):
    first, second, third = sessions[:3]
    free = second.starts_at + DAY
    assert refusal(lab, move_session, second, starts_at=NOW - HOUR) == (
        "That moment is over. Choose one that is still to come."
    )
    assert refusal(lab, move_session, second, starts_at=third.starts_at + HOUR / 2) == (
        "You have another session on Thursday 15 October, 10:30. Choose another hour."
    )
    assert refusal(lab, move_session, second, starts_at=NOW + 100 * DAY) == (
        "The cohort ends on 13 December 2026. Choose an earlier day."
    )
    acting(lab, "leader", cancel_session, second)
    assert refusal(lab, move_session, second, starts_at=free) == (
        "This session is cancelled already. Add another one instead."
    )
    held(lab, first)
    assert refusal(lab, move_session, first, starts_at=free) == (
        "This session has been held; it can no longer be moved or cancelled."
    )
    chosen(lab, at=datetime.time(11), now=first.ends_at, first_day=(first.ends_at + 3 * DAY).date() + DAY)
    assert refusal(lab, move_session, third, starts_at=free) == "This session gave way to your new hour."


@pytest.mark.parametrize(("who", "side"), [("leader", "leader"), ("mentor", "mentor")])
def test_a_cancelled_session_records_the_side_and_frees_both(lab, sessions, told, who, side):
    acting(lab, who, cancel_session, sessions[1])
    row = stored(lab, sessions[1])
    assert (row.state, row.cancelled_by_side) == ("cancelled", side)
    assert told == [SessionCancelled(row.pk, lab.pair.pk, side)]
    with lab.works():
        assert not Booking.objects.filter(session=row).exists()
    assert refusal(lab, cancel_session, row) == "This session is cancelled already. Add another one instead."
    assert len(told) == 1


def test_the_number_that_people_see_leaves_cancelled_ones_out(lab, sessions):
    acting(lab, "leader", cancel_session, sessions[0])
    with lab.sees("leader"):
        assert [it.ordinal() for it in LabSession.objects.standing().in_order()] == list(range(1, 7))


def test_one_more_session_counts_on(lab, sessions):
    at = sessions[0].starts_at + 5 * DAY + 5 * HOUR
    acting(lab, "mentor", add_session, lab.pair, starts_at=at)
    added = next(it for it in sessions_of(lab) if it.starts_at == at)
    assert (added.number, added.minutes, added.series_id) == (8, 60, sessions[0].series_id)
    assert refusal(lab, add_session, lab.pair, starts_at=at + HOUR / 2).startswith("You have another session on")


def test_without_an_hour_there_is_nothing_to_add_to(lab):
    with lab.works():
        lab.pair.series.all().delete()
    assert refusal(lab, add_session, lab.pair, starts_at=NOW + DAY).startswith("Choose your hour first")


def test_a_partner_who_left_and_a_paused_pair_are_said(lab, sessions):
    to = sessions[0].starts_at + DAY
    with lab.works():
        Person.objects.filter(pk=lab.leader.person_id).update(left_on=NOW.date())
    assert refusal(lab, move_session, sessions[0], starts_at=to).startswith("Giulia Marchetti has left")
    with lab.works():
        Pair.objects.update(state="paused")
    assert (
        refusal(lab, add_session, lab.pair, starts_at=to) == "Your pair is paused. Sessions go on when it runs again."
    )


def test_both_affirm_the_rules_once_for_all_sessions(lab, sessions):
    acting(lab, "leader", affirm_rules, sessions[0], now=NOW)
    assert stored(lab, sessions[0]).rules_affirmed_at is None
    acting(lab, "leader", affirm_rules, sessions[0], now=NOW + HOUR)
    acting(lab, "mentor", affirm_rules, sessions[1], now=NOW + DAY)
    row = stored(lab, sessions[0])
    assert (row.leader_affirmed_at, row.mentor_affirmed_at, row.rules_affirmed_at) == (NOW, NOW + DAY, NOW + DAY)
    assert stored(lab, sessions[1]).mentor_affirmed_at is None
