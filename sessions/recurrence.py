"""When the sessions of a pair take place: laid out in wall time of the series' zone, converted last (PROTOCOL S1)."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FORTNIGHT = timedelta(days=14)
WEEK = 7


class Weekdays:
    """A container of the days from Monday to Friday."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day.weekday() < 5


@dataclass(frozen=True, order=True)
class Occurrence:
    """One session: the same instant in UTC and as the wall time of the series' zone.

    `slot` is the instant (UTC) that the rule itself gives: another one only where a skipped day gave way.
    """

    utc: datetime
    local: datetime
    slot: datetime


@dataclass(frozen=True)
class Away:
    """A container of the days of the series' clock on which its hour begins on somebody's day off.

    `people` holds for each of them their own zone and the days off on their own clock.
    """

    at: time
    zone: ZoneInfo
    people: Sequence[tuple[ZoneInfo, Container[date]]]

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        start = _instant(day, self.at, self.zone)
        return any(start.astimezone(zone).date() in off for zone, off in self.people)


def lay_out(
    first_day: date,
    at: time,
    zone: ZoneInfo,
    until: date,
    every: timedelta = FORTNIGHT,
    skip: Container[date] = frozenset(),
    instead: Container[date] = Weekdays(),
) -> list[Occurrence]:
    """The sessions from `first_day` to `until`, both included, at the wall time `at`, one in each period of `every`.

    A skipped day gives way to the nearest day of its week that is in `instead` and isn't skipped, a later one before an
    earlier one; where there is none, that session is left out. `every` counts whole days; ValueError if it isn't positive.
    """
    if every.days < 1 or every != timedelta(days=every.days):
        raise ValueError("A series repeats after a whole number of days.")
    periods = (until - first_day).days // every.days + 1
    found = []
    for planned in (first_day + n * every for n in range(periods)):
        day = open_day(planned, skip, instead, first_day, until)
        if day is not None:
            found.append(occurrence(day, at, zone, planned))
    return found


def open_day(
    day: date,
    skip: Container[date],
    instead: Container[date] = Weekdays(),
    first: date = date.min,
    last: date = date.max,
) -> date | None:
    """The day itself, or the nearest one of its week in `instead` from `first` to `last` that isn't skipped; None if there is none.

    Later days come first: who meets on Thursdays looks for Friday before Wednesday.
    """
    if day not in skip:
        return day
    others = (other for other in _rest_of_week(day) if first <= other <= last)
    return next((other for other in others if other not in skip and other in instead), None)


def _rest_of_week(day: date) -> Iterator[date]:
    yield from (day + timedelta(days=n) for n in range(1, WEEK - day.weekday()))
    yield from (day - timedelta(days=n) for n in range(1, day.weekday() + 1))


def occurrence(day: date, at: time, zone: ZoneInfo, planned: date | None = None) -> Occurrence:
    """The session of one day; `planned` is the day of the rule, if that gave way.

    An hour that the clocks leave out moves forward by the gap; a doubled one is its first.
    """
    utc = _instant(day, at, zone)
    return Occurrence(utc=utc, local=utc.astimezone(zone), slot=_instant(planned or day, at, zone))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Python reads a missing wall time with the offset before the gap, so the way to UTC and back moves it forward."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)
