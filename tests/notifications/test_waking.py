import datetime
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.waking import Quiet, waking

UTC = datetime.UTC
ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
MOMENTS = st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2045, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def clock(hour):
    return datetime.time(hour)


def local(at, zone):
    return at.astimezone(zoneinfo.ZoneInfo(zone))


@given(MOMENTS, st.sampled_from(ZONES))
def test_it_is_the_first_waking_moment(at, name):
    moved = waking(at, zoneinfo.ZoneInfo(name))
    assert moved >= at
    assert 7 <= local(moved, name).hour < 21
    assert waking(moved, zoneinfo.ZoneInfo(name)) == moved
    quarter = datetime.timedelta(minutes=15)
    steps = range(1, 1 + (moved - at) // quarter)
    assert [step for step in steps if 7 <= local(moved - step * quarter, name).hour < 21] == []


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        ("2026-10-05T12:00", "Europe/Berlin", "2026-10-05T12:00"),
        ("2026-10-05T03:00", "Europe/Berlin", "2026-10-05T05:00"),
        ("2026-10-05T19:00", "Europe/Berlin", "2026-10-06T05:00"),
        ("2026-10-24T20:00", "Europe/Berlin", "2026-10-25T06:00"),  # the clocks go back that night
        ("2026-10-05T03:00", "America/Los_Angeles", "2026-10-05T03:00"),
        ("2026-10-05T05:00", "America/Los_Angeles", "2026-10-05T14:00"),
        ("2011-12-30T08:00", "Pacific/Apia", "2011-12-30T17:00"),  # a day that was left out there
    ],
)
def test_examples(at, zone, expected):
    moments = [datetime.datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (at, expected)]
    assert waking(moments[0], zoneinfo.ZoneInfo(zone)) == moments[1]


def test_the_hours_are_the_callers():
    at = datetime.datetime(2026, 10, 5, 8, 30, tzinfo=UTC)
    assert waking(at, zoneinfo.ZoneInfo("UTC"), Quiet(clock(10), clock(9))).hour == 9
    assert waking(at, zoneinfo.ZoneInfo("UTC"), Quiet(clock(8), clock(6))).day == 6
