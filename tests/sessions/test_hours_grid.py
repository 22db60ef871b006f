"""The week of two people on one page, and the times that are offered to whoever drops an hour."""

import datetime
from zoneinfo import ZoneInfo

from hypothesis import given

from pairing.hours import Availability
from sessions.common import Hours
from sessions.hours_grid import IS_AWAKE, SLEEPS, WORKS, offset_turns, rows_of
from sessions.offers import HOW_MANY, NOTICE, three_times
from tests.factories import NOW

from .play import DAY, FIRST_DAY, chosen
from .test_days_off import takes_off
from .test_recurrence import ZONES, clocks, zones

DATE, NINE, FIVE = datetime.date(2026, 9, 14), datetime.time(9), datetime.time(17)


def grid(host, other, first=DATE, radios=None):
    hours = Hours(host, other, first, first + 90 * DAY)
    radios = {(it.weekday, it.start): "radio" for it in hours.every_week()} if radios is None else radios
    return rows_of(hours, radios, range(7))


def office(zone, start=NINE, end=FIVE):
    return Availability.office(ZoneInfo(zone), start, end)


def test_a_row_is_the_same_moment_on_both_clocks():
    rows = {row.time: row for row in grid(office("Europe/Berlin"), office("America/New_York"))}
    three = rows[datetime.time(15)]
    assert three.their_time == datetime.time(9)
    monday, *_, sunday = three.cells
    assert (monday.mine, monday.theirs, monday.radio) == (WORKS, WORKS, "radio")
    assert (sunday.mine, sunday.theirs, sunday.radio) == (IS_AWAKE, IS_AWAKE, None)
    nine = rows[NINE]
    assert (nine.cells[0].mine, nine.cells[0].theirs) == (WORKS, SLEEPS)


@given(zones, zones, clocks, clocks)
def test_every_hour_to_choose_has_its_button_and_lies_in_the_work_of_both(here, there, start, end):
    host, other = Availability.office(here, start, end), Availability.office(there, NINE, FIVE)
    hours = Hours(host, other, DATE, DATE + 90 * DAY)
    radios = {(it.weekday, it.start): it for it in hours.every_week()}
    rows = grid(host, other, radios=radios)
    shown = {cell.radio for row in rows for cell in row.cells if cell.radio}
    assert shown == set(radios.values())
    for row in rows:
        assert row.is_shared or row.is_full_hour
        first_week = [cell for day, cell in enumerate(row.cells) if cell.radio]
        assert all(cell.mine == WORKS for cell in first_week)


def test_the_days_on_which_the_clocks_change_apart():
    berlin, york = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
    turns = offset_turns(berlin, york, DATE, DATE + 90 * DAY)
    assert turns == [datetime.date(2026, 10, 25), datetime.date(2026, 11, 1)]
    assert offset_turns(berlin, berlin, DATE, DATE + 365 * DAY) == []
    assert len(ZONES) > 1


def offered(lab, session, who="leader", now=NOW):
    with lab.sees(who):
        session.pair = lab.pair
        return [it.start for it in three_times(session, getattr(lab, who).person, now)]


def test_three_times_on_three_days_near_the_session_before_the_next_one(lab):
    sessions = chosen(lab)
    starts = offered(lab, sessions[1])
    assert len({it.date() for it in starts}) == HOW_MANY
    assert starts == sorted(starts)
    assert all(sessions[0].ends_at < it < sessions[2].starts_at for it in starts)
    assert sessions[1].starts_at not in starts
    assert all(9 <= it.hour < 17 and it.weekday() < 5 for it in starts)


def test_no_time_is_offered_that_is_taken_off_or_too_soon(lab):
    sessions = chosen(lab)
    for n in range(-6, 8):
        if n not in (2, 3):
            takes_off(lab, "mentor", FIRST_DAY + 14 * DAY + n * DAY)
    days = {it.date() for it in offered(lab, sessions[1])}
    assert days <= {FIRST_DAY + 16 * DAY, FIRST_DAY + 17 * DAY} | {FIRST_DAY + 14 * DAY + n * DAY for n in range(8, 12)}
    late = sessions[0].starts_at - NOTICE / 3
    assert all(it >= late + NOTICE for it in offered(lab, sessions[0], now=late))


def test_of_an_hour_that_was_missed_the_times_lie_ahead(lab):
    sessions = chosen(lab)
    now = sessions[0].ends_at + DAY
    starts = offered(lab, sessions[0], now=now)
    assert len(starts) == HOW_MANY
    assert all(it > now for it in starts)
