"""Days on which one of the two meets nobody, and what becomes of an hour that falls on one."""

import datetime
import zoneinfo

import pytest
from django.core.exceptions import ValidationError

from organizations.models import Person
from programs.models import Enrolment
from sessions.actions import add_session, cancel_session, choose_hour, move_rest, move_session
from sessions.models import DayOff, KeptHolidays
from tests.factories import NOW
from tests.lab import enrol, pair_up

from .play import DAY, FIRST_DAY, HOUR, TEN, acting, chosen, sessions_of, stored

WEEK, FORTNIGHT = 7 * DAY, 14 * DAY
THIRD = FIRST_DAY + 2 * FORTNIGHT


def takes_off(lab, who, first, last=None):
    with lab.works():
        days = {"first_day": first, "last_day": last or first}
        return DayOff.objects.create(person=getattr(lab, who).person, entered_at=NOW, **days)


def days_of(sessions):
    return [it.starts_at.date() for it in sessions]


def says(error):
    return " ".join(error.value.messages)


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_a_day_off_of_either_gives_way_to_the_next_day(lab, who):
    takes_off(lab, who, THIRD)
    sessions = chosen(lab)
    assert days_of(sessions)[:4] == [FIRST_DAY, FIRST_DAY + FORTNIGHT, THIRD + DAY, FIRST_DAY + 3 * FORTNIGHT]
    third = sessions[2]
    assert third.slot_at == third.starts_at - DAY
    assert [it.slot_at == it.starts_at for it in sessions].count(False) == 1


def test_at_the_end_of_the_week_an_earlier_day_is_taken(lab):
    takes_off(lab, "mentor", THIRD, THIRD + DAY)
    assert days_of(chosen(lab))[2] == THIRD - DAY


def test_a_week_off_has_no_session(lab):
    takes_off(lab, "leader", THIRD - 3 * DAY, THIRD + DAY)
    assert days_of(chosen(lab))[:3] == [FIRST_DAY, FIRST_DAY + FORTNIGHT, FIRST_DAY + 3 * FORTNIGHT]


def test_the_other_day_is_one_on_which_both_work_and_are_free(lab):
    """The mentor does not work on Fridays, and meets another leader on the Wednesday before."""
    with lab.works():
        Enrolment.objects.filter(pk=lab.mentor_enrolment.pk).update(working_days=[0, 1, 2, 3])
        other = pair_up(lab, enrol(lab, lab.manager.person, "leader"), lab.mentor_enrolment)
    with lab.works():
        lab.pair.mentor_enrolment.refresh_from_db()
    wednesday = {"first_day": THIRD - DAY, "at": TEN, "zone": zoneinfo.ZoneInfo("UTC")}
    with lab.sees("mentor"):
        choose_hour(other, **wednesday, by=lab.mentor, now=NOW)
    takes_off(lab, "mentor", THIRD)
    assert days_of(chosen(lab))[2] == THIRD - 2 * DAY


def test_a_hour_that_always_falls_on_a_day_off_is_refused(lab):
    takes_off(lab, "mentor", FIRST_DAY - WEEK, lab.cohort.ends_on)
    before = sessions_of(lab)
    with pytest.raises(ValidationError) as error:
        chosen(lab)
    assert "every such hour meets a day off" in says(error)
    assert sessions_of(lab) == before


def test_public_holidays_are_those_of_the_rosters_country_until_one_says_otherwise(lab):
    unity = datetime.date(2026, 10, 3)
    with lab.works():
        Person.objects.filter(pk=lab.mentor.person_id).update(country="Deutschland")
        mentor = Person.objects.get(pk=lab.mentor.person_id)
        assert unity in KeptHolidays.of(mentor).days(unity, unity)
        KeptHolidays.objects.create(person=mentor, country="")
        assert KeptHolidays.of(mentor).days(unity, unity) == {}


def test_a_holiday_is_a_day_on_its_persons_own_clock(lab):
    """New Year's Day in Auckland begins when it is still noon in London."""
    with lab.works():
        Person.objects.filter(pk=lab.mentor.person_id).update(time_zone="Pacific/Auckland")
        lab.mentor.person.refresh_from_db()
        lab.pair.refresh_from_db()
    takes_off(lab, "mentor", FIRST_DAY)
    late = datetime.datetime.combine(FIRST_DAY - DAY, datetime.time(20), datetime.UTC)  # in Auckland the next morning
    with pytest.raises(ValidationError, match="day off"):
        acting(lab, "leader", add_session, lab.pair, starts_at=late)


@pytest.fixture
def sessions(lab):
    return chosen(lab)


def test_a_session_is_not_moved_to_the_partners_day_off(lab, sessions):
    takes_off(lab, "mentor", FIRST_DAY + DAY)
    to = sessions[0].starts_at + DAY
    with pytest.raises(ValidationError) as error:
        acting(lab, "leader", move_session, sessions[0], starts_at=to)
    assert "a day off for" in says(error)
    assert stored(lab, sessions[0]).moves == 0


def test_ones_own_day_off_is_ones_own_business(lab, sessions):
    takes_off(lab, "mentor", FIRST_DAY + DAY)
    moved = acting(lab, "mentor", move_session, sessions[0], starts_at=sessions[0].starts_at + DAY)
    assert moved.starts_at == sessions[0].starts_at + DAY


def test_the_rest_moves_with_one_session(lab, sessions):
    to = sessions[2].starts_at + DAY + HOUR
    acting(lab, "mentor", move_rest, sessions[2], starts_at=to)
    now = sessions_of(lab)
    assert [it.pk for it in now[:2]] == [it.pk for it in sessions[:2]]
    assert [it.starts_at for it in now[2:]] == [it.starts_at + DAY + HOUR for it in sessions[2:]]
    assert len({it.series_id for it in now}) == 2
    with lab.works():
        assert lab.pair.sessions.filter(state="replaced").count() == len(sessions) - 2


def test_what_was_called_off_stays_called_off_when_the_rest_moves(lab, sessions):
    acting(lab, "mentor", cancel_session, sessions[3])
    acting(lab, "leader", move_rest, sessions[1], starts_at=sessions[1].starts_at + HOUR)
    to_come = [it.starts_at for it in sessions_of(lab) if it.is_planned]
    expected = [sessions[0].starts_at] + [sessions[n].starts_at + HOUR for n in (1, 2, *range(4, len(sessions)))]
    assert to_come == expected


def test_nothing_follows_a_session_that_was_added_by_hand(lab, sessions):
    added = acting(lab, "leader", add_session, lab.pair, starts_at=sessions[0].starts_at + DAY)
    with pytest.raises(ValidationError, match="added by hand"):
        acting(lab, "leader", move_rest, added, starts_at=added.starts_at + DAY)


def test_an_hour_that_they_do_not_share_is_no_hour_for_the_rest(lab, sessions):
    with pytest.raises(ValidationError, match="do not both work"):
        acting(lab, "leader", move_rest, sessions[1], starts_at=sessions[1].starts_at + 12 * HOUR)
    assert [it.pk for it in sessions_of(lab)] == [it.pk for it in sessions]
