"""A zone as calendars write it: which offset holds from when on, for programs that do not know the zone by its name."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def vtimezone(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """VTIMEZONE for all that lies between two days, both included."""
    written = Timezone()
    written.add("tzid", zone.key)
    begin = datetime.combine(first, time(), UTC) - DAY
    for moment in (begin, *changes(zone, begin, datetime.combine(last, time(), UTC) + 2 * DAY)):
        written.add_component(_observance(zone, moment))
    return written


def changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The moments in UTC from which another offset holds, to the minute, in order."""
    day = begin
    while day < end:
        if _offset(zone, day) != _offset(zone, day + DAY):
            yield _first_after(zone, day, day + DAY)
        day += DAY


def _first_after(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    while high - low > MINUTE:
        middle = low + (high - low) // MINUTE // 2 * MINUTE
        low, high = (middle, high) if _offset(zone, middle) == _offset(zone, low) else (low, middle)
    return high


def _observance(zone: ZoneInfo, moment: datetime) -> TimezoneStandard | TimezoneDaylight:
    """It begins at the wall time of the offset that held before (RFC 5545, 3.6.5)."""
    local, came_from = moment.astimezone(zone), _offset(zone, moment - MINUTE)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    observance.add("dtstart", (moment + came_from).replace(tzinfo=None))
    observance.add("tzoffsetfrom", came_from)
    observance.add("tzoffsetto", _offset(zone, moment))
    observance.add("tzname", local.tzname())
    return observance


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
