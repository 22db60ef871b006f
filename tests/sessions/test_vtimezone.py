"""Zones as calendars are told of them: read back by their words alone, each wall time has the offset that the zone has."""

import datetime
import zoneinfo

import pytest

from sessions.vtimezone import changes, vtimezone
from tests.sizes import size

pytestmark = pytest.mark.proof
UTC, HALF_HOUR = datetime.UTC, datetime.timedelta(minutes=30)
FIRST, LAST = datetime.date(2026, 9, 1), datetime.date(2027, 6, 1)
BEGIN, END = (datetime.datetime.combine(day, datetime.time(), UTC) for day in (FIRST, LAST))
EVERY = size(12, 1)  # every so manieth zone


@pytest.mark.parametrize("key", sorted(zoneinfo.available_timezones())[::EVERY])
def test_every_hour_around_a_change_is_read_as_it_is(key):
    zone, written = zoneinfo.ZoneInfo(key), vtimezone(zoneinfo.ZoneInfo(key), FIRST, LAST)
    written["TZID"] = f"Read alone: {key}"  # else a reader takes what it knows of that name
    read = written.to_tz()
    for moment in (BEGIN, *changes(zone, BEGIN, END), END):
        for steps in range(-8, 9):
            wall = (moment.astimezone(zone) + steps * HALF_HOUR).replace(tzinfo=None, fold=0)
            offsets = {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
            if len(offsets) == 1:  # not left out, nor given twice
                assert wall.replace(tzinfo=read).utcoffset() == offsets.pop(), wall


def test_a_change_begins_at_the_wall_time_of_the_offset_before():
    said = vtimezone(zoneinfo.ZoneInfo("Europe/Berlin"), FIRST, LAST).to_ical().decode()
    assert "DTSTART:20261025T030000" in said
    assert "DTSTART:20270328T020000" in said
