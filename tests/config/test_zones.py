import importlib.metadata
import zoneinfo


def test_zones_come_from_the_package_that_the_lock_names():
    """What a machine knows of them may be years old, and calendars of other makes would show another hour."""
    assert zoneinfo.TZPATH == ()
    assert importlib.metadata.version("tzdata")
    assert zoneinfo.ZoneInfo("Europe/Berlin").key == "Europe/Berlin"
