"""Hours in which a person may be spoken to. Pure: moments are aware, results are in UTC."""

import datetime
import zoneinfo
from collections.abc import Iterator
from typing import NamedTuple

HOUR, DAYS = (
    datetime.timedelta(hours=1),
    4,
)  # a day that a zone leaves out, and one whose only free hour the clocks skip


class Quiet(NamedTuple):
    """From `start` to before `end` on the clock on the wall; over midnight if it starts later than it ends, never if they are equal."""

    start: datetime.time
    end: datetime.time

    def at(self, local: datetime.datetime) -> bool:
        return self.covers(local.time())

    def covers(self, clock: datetime.time) -> bool:
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


NIGHT = Quiet(datetime.time(21), datetime.time(7))


def waking(at: datetime.datetime, zone: zoneinfo.ZoneInfo, quiet: Quiet = NIGHT) -> datetime.datetime:
    """The first moment from `at` on that is not quiet in `zone`; in UTC.

    A morning that the clocks skip begins when they go on; one that they repeat begins at its first hour still ahead.
    """
    at = at.astimezone(datetime.UTC)
    if not quiet.at(at.astimezone(zone)):
        return at
    candidates = sorted({*clock_shows(quiet.end, at, zone), *_turns(at, zone)})
    return next((moment for moment in candidates if moment > at and not quiet.at(moment.astimezone(zone))), at)


def next_time(at: datetime.datetime, zone: zoneinfo.ZoneInfo, clock: datetime.time) -> datetime.datetime:
    """The next moment after `at` at which the clock on the wall shows `clock`; in UTC. Skipped that day, it is when they go on."""
    return min(moment for moment in clock_shows(clock, at, zone) if moment > at)


def clock_shows(clock: datetime.time, at: datetime.datetime, zone: zoneinfo.ZoneInfo) -> Iterator[datetime.datetime]:
    """Moments of these days at which the clock shows it; where it is skipped, the moment at which the clocks go on."""
    first = at.astimezone(zone).date()
    for day in range(-1, DAYS):
        wall = datetime.datetime.combine(first + datetime.timedelta(days=day), clock, zone)
        both = {wall.replace(fold=fold).astimezone(datetime.UTC) for fold in (0, 1)}
        shown = {moment for moment in both if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)}
        if not shown:
            shown = {turn for turn in _turns(min(both) - HOUR, zone) if min(both) <= turn <= max(both)}
        yield from shown


def _turns(at: datetime.datetime, zone: zoneinfo.ZoneInfo) -> list[datetime.datetime]:
    """The moments of the next days at which the clocks are changed."""
    found, before = [], at
    for _ in range(DAYS * 24):
        after = before + HOUR
        if _offset(before, zone) != _offset(after, zone):
            found.append(_turn(before, after, zone))
        before = after
    return found


def _turn(before: datetime.datetime, after: datetime.datetime, zone: zoneinfo.ZoneInfo) -> datetime.datetime:
    """The first second with the later offset."""
    begins = _offset(before, zone)
    while (width := (after - before) // 2) >= datetime.timedelta(seconds=1) / 2:
        middle = (before + width).replace(microsecond=0)
        if middle <= before:
            break
        before, after = (middle, after) if _offset(middle, zone) == begins else (before, middle)
    return after


def _offset(moment: datetime.datetime, zone: zoneinfo.ZoneInfo) -> datetime.timedelta | None:
    return moment.astimezone(zone).utcoffset()
