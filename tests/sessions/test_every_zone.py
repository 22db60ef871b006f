"""S1 at its edges: in every time zone there is, two years of an hour that the clocks leave out or give twice."""

import functools
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from sessions.recurrence import FORTNIGHT, lay_out
from tests.sizes import FULL, size, tell

from .test_recurrence import ZONES, gap

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
PHASES = [FIRST + n * DAY for n in range(14)]  # whichever day of the fortnight a change of clocks falls on
USUAL = {time(0), time(0, 30), time(2), time(2, 30), time(8, 30), time(13), time(16, 45), time(23, 15), time(23, 45)}
EVERY_ZONE = sorted(zoneinfo.available_timezones() - {"localtime"})


def midnight(day):
    return datetime.combine(day, time(), tzinfo=UTC)


@functools.cache
def turns(zone):
    """[(the last minute before, the first one after)] in UTC, of each change of clocks: by looking, not by asking the rules."""
    found, days = [], [midnight(FIRST) + n * DAY for n in range((LAST - FIRST).days + 2)]
    for before, after in pairwise(days):
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            found.append(_narrowed(before, after, zone))
    return found


def _narrowed(before, after, zone):
    while after - before > MINUTE:
        between = before + (after - before) // MINUTE // 2 * MINUTE
        same = between.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset()
        before, after = (between, after) if same else (before, between)
    return before, after


def edges(zone):
    """The wall times that a change of clocks leaves out or gives twice, with those just beside them."""
    for before, after in turns(zone):
        for moment in (before, after):
            wall = moment.astimezone(zone).replace(tzinfo=None)
            yield from ((wall + n * 15 * MINUTE).time().replace(second=0) for n in (-4, -2, -1, 0, 1, 2))


def hours(zone):
    return sorted(USUAL | set(edges(zone)))


def wrong(first, at, zone):
    """[str] of what one series does otherwise than its people expect."""
    series = lay_out(first, at, zone, LAST)
    planned = [datetime.combine(first + n * FORTNIGHT, at) for n in range(len(series))]
    faults = []
    if len(series) != (LAST - first).days // 14 + 1:
        faults.append(f"{len(series)} sessions")
    for wall, each in zip(planned, series, strict=True):
        if each.local.replace(tzinfo=None, fold=0) != wall + gap(wall, zone) or each.local.fold:
            faults.append(f"{wall} became {each.local}")
        if each.utc.tzinfo is not UTC or each.utc.astimezone(zone) != each.local:
            faults.append(f"{each.utc} is not {each.local}")
    # Counted from the first day. In Nuuk the hour before midnight is left out: a session then begins with the next day.
    if [(each.local.date() - first).days // 14 for each in series] != list(range(len(series))):
        faults.append("not one in each fourteen local days")
    return faults


@pytest.mark.proof
def test_in_every_zone_the_wall_time_stays_and_each_fortnight_has_its_session():
    cases, faults = 0, []
    for name in size(ZONES, EVERY_ZONE):
        zone = ZoneInfo(name)
        for at in hours(zone):
            for first in size(PHASES[::5], PHASES):
                cases += 1
                faults += [f"{name}, from {first} at {at}: {it}" for it in wrong(first, at, zone)]
    tell(f"{cases} series of two years laid out")
    assert faults == []
    assert cases >= size(500, 100_000)


@pytest.mark.proof
def test_among_them_are_hours_left_out_and_hours_given_twice():
    """Else the above would be about nothing."""
    left_out, twice, changing = 0, 0, 0
    for name in size(ZONES, EVERY_ZONE):
        zone = ZoneInfo(name)
        changing += bool(turns(zone))
        for turn in turns(zone):
            days = {moment.astimezone(zone).date() for moment in turn}
            walls = [datetime.combine(day, at) for day in days for at in hours(zone)]
            left_out += any(gap(wall, zone) for wall in walls)
            twice += any(_comes_twice(wall, zone) for wall in walls)
    tell(f"{changing} zones change their clocks: {left_out} days with an hour left out, {twice} with one given twice")
    assert min(left_out, twice) >= (200 if FULL else 15)


def _comes_twice(wall, zone):
    return wall.replace(tzinfo=zone, fold=0).utcoffset() > wall.replace(tzinfo=zone, fold=1).utcoffset()
