"""Hours that people share, each in an own zone. They stand here because a pair without one is never proposed (P1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

QUARTER = 15 * 60


class Place(Protocol):
    day_begins: time
    day_ends: time
    working_days: Iterable[int]


@dataclass(frozen=True)
class Availability:
    """The working half hours of a person's week: (weekday 0–6 from Monday, half hour of the day 0–47) in wall time."""

    zone: ZoneInfo
    half_hours: frozenset[tuple[int, int]]

    @classmethod
    def office(cls, zone: ZoneInfo, start: time, end: time, weekdays: Iterable[int] = range(5)) -> "Availability":
        """The same hours on each of the weekdays; start and end are rounded inward to half hours."""
        first, last = -(-minutes_into(start) // 30), minutes_into(end) // 30
        return cls(zone, frozenset((day, half) for day in weekdays for half in range(first, last)))

    @classmethod
    def of(cls, zone: ZoneInfo, place: "Place") -> "Availability":
        """The hours and days that someone's profile says."""
        return cls.office(zone, place.day_begins, place.day_ends, place.working_days)


@dataclass(frozen=True, order=True)
class WallSlot:
    """A weekly hour in someone's wall time: weekday 0–6 from Monday, and when it starts."""

    weekday: int
    start: time


@dataclass(frozen=True, order=True)
class Stretch:
    """A stretch of time in UTC, the end excluded."""

    start: datetime
    end: datetime


def minutes_into(clock: time) -> int:
    """Minutes since midnight."""
    return clock.hour * 60 + clock.minute


def monday_of(day: date) -> date:
    """The first day of the week that `day` is in."""
    return day - timedelta(days=day.weekday())


def quarters(person: Availability, week: date) -> set[int]:
    """The quarter hours of UTC, counted from 1970, that a person works in the week of `week`.

    Quarters, because offsets such as +05:45 put one zone's half hour across two of another's.
    """
    found: set[int] = set()
    for weekday, half in person.half_hours:
        start = instant(monday_of(week) + timedelta(days=weekday), half, person.zone)
        if start is not None:
            found |= {start // QUARTER, start // QUARTER + 1}
    return found


def instant(day: date, half: int, zone: ZoneInfo) -> int | None:
    """Seconds since 1970 at which a half hour begins; None if the clocks leave it out, the first if it is doubled."""
    clock = time(half // 2, half % 2 * 30)
    wall = datetime.combine(day, clock, tzinfo=zone)
    utc = wall.astimezone(UTC)
    return int(utc.timestamp()) if utc.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None) else None


def common_quarters(people: Sequence[Availability], week: date) -> set[int]:
    """The quarter hours in which all of the people work; empty for nobody."""
    return set.intersection(*(quarters(person, week) for person in people)) if people else set()


def common_hours(*people: Availability, week: date) -> list[Stretch]:
    """The stretches of the week of `week` in which all of the people work, in order; those that touch are one."""
    stretches: list[list[int]] = []
    for quarter in sorted(common_quarters(people, week)):
        if stretches and stretches[-1][1] == quarter:
            stretches[-1][1] += 1
        else:
            stretches.append([quarter, quarter + 1])
    return [Stretch(moment(start), moment(end)) for start, end in stretches]


def common_half_hours(*people: Availability, week: date) -> int:
    """How many half hours of the week of `week` the people share; quarters are added up and rounded down."""
    return len(common_quarters(people, week)) // 2


def common_slots(host: Availability, *others: Availability, week: date, minutes: int = 60) -> list[WallSlot]:
    """The hours at which all could meet in the week of `week`: on a half hour of the host's wall clock, in order."""
    shared = common_quarters((host, *others), week)
    length = -(-minutes // 15)
    starts = [q for q in sorted(shared) if shared.issuperset(range(q, q + length))]
    local = [moment(start).astimezone(host.zone) for start in starts]
    return [WallSlot(at.weekday(), at.time()) for at in local if at.minute % 30 == 0]


def first_common_slot(
    host: Availability, *others: Availability, weeks: Sequence[date], minutes: int = 60
) -> WallSlot | None:
    """The earliest weekly hour in the host's wall time at which all can meet in every one of `weeks`; None if none.

    Give one day of each week of the series: two zones change their clocks on different Sundays.
    """
    found = [common_slots(host, *others, week=week, minutes=minutes) for week in weeks]
    return min(set(found[0]).intersection(*found[1:]), default=None) if found else None


def moment(quarter: int) -> datetime:
    """The start of a quarter hour that is counted from 1970."""
    return datetime.fromtimestamp(quarter * QUARTER, tz=UTC)
