import zoneinfo

import pytest

from organizations.zones import UTC, known_zone, zone_of

NONE = [
    "",
    "Mars/Olympus",
    "Europe",
    "../../etc/passwd",
    "/etc/localtime",
    "Europe/Berlin\x00",
    "Europe/ Berlin",
    "x" * 500,
]


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_zone_has_no_clock_and_raises_nothing(name):
    assert known_zone(name) is None
    assert zone_of(name) is UTC


@pytest.mark.parametrize("name", sorted(zoneinfo.available_timezones()))
def test_every_zone_there_is_has_its_own(name):
    assert zone_of(name).key == name
