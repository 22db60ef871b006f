"""When the sessions of a pair take place: laid out in wall time of the series' zone, converted last (PROTOCOL S1)."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FORTNIGHT = timedelta(days=14)
SATURDAY = 5


@dataclass(frozen=True, order=True)
class Occurrence:
    """One session: the same instant in UTC and as the wall time of the series' zone."""

    utc: datetime
    local: datetime


def lay_out(
    first_day: date,
    at: time,
    zone: ZoneInfo,
    until: date,
    every: timedelta = FORTNIGHT,
    skip: Container[date] = frozenset(),
) -> list[Occurrence]:
    """The sessions from `first_day` to `until`, both included, at the wall time `at`, one in each period of `every`.

    A skipped day gives way to the next working day of its week that isn't skipped, else the session is dropped.
    `every` counts whole days; ValueError if it isn't positive.
    """
    if every.days < 1 or every != timedelta(days=every.days):
        raise ValueError("A series repeats after a whole number of days.")
    periods = (until - first_day).days // every.days + 1
    days = [open_day(first_day + n * every, skip) for n in range(periods)]
    return [occurrence(day, at, zone) for day in days if day is not None and day <= until]


def open_day(day: date, skip: Container[date]) -> date | None:
    """The day itself, or the next from Monday to Friday in its week that isn't skipped; None if there is none."""
    if day not in skip:
        return day
    rest_of_week = (day + timedelta(days=n) for n in range(1, SATURDAY - day.weekday()))
    return next((later for later in rest_of_week if later not in skip), None)


def occurrence(day: date, at: time, zone: ZoneInfo) -> Occurrence:
    """The session of one day. An hour that the clocks leave out moves forward by the gap; a doubled one is its first.

    Python reads a missing wall time with the offset before the gap, so the way to UTC and back moves it forward.
    """
    utc = datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)
    return Occurrence(utc=utc, local=utc.astimezone(zone))
