"""The week of two people side by side: when each is awake and works, on both clocks, and which hours they share."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from pairing.hours import Availability

from .common import Hours

AWAKE = range(7, 22)  # o'clock, on each one's own wall
HALF = datetime.timedelta(minutes=30)

WORKS, IS_AWAKE, SLEEPS = "works", "awake", "asleep"


@dataclass(frozen=True)
class Cell:
    """Half an hour of one day: what each of the two does then, and the button that chooses it, or None."""

    mine: str
    theirs: str
    radio: Any = None


@dataclass(frozen=True)
class Row:
    """Half an hour on my clock, the same on the other's, through the days of a week."""

    time: datetime.time
    their_time: datetime.time
    cells: list[Cell]

    @property
    def is_shared(self) -> bool:
        return any(cell.radio for cell in self.cells)

    @property
    def is_full_hour(self) -> bool:
        return self.time.minute == 0


@dataclass(frozen=True)
class Grid:
    days: list[str]
    rows: list[Row]


def rows_of(hours: Hours, radios: dict[tuple[int, datetime.time], Any], weekdays: Sequence[int]) -> list[Row]:
    """From the first row to the last in which one of the two works on one of the days, or both are awake.

    `radios` are the buttons of the hours that both share, by weekday and time of the host's clock. Between two rows that
    offer nothing, half hours that begin at the half are left out: they say the same as the full ones.
    """
    monday = hours.first - datetime.timedelta(days=hours.first.weekday())
    found = [_row(half, monday, hours, radios, weekdays) for half in range(48)]
    told = [n for n, row in enumerate(found) if any(_is_told(it) for it in row.cells)]
    shown = found[told[0] : told[-1] + 1] if told else []
    return [row for row in shown if row.is_shared or row.is_full_hour]


def _is_told(cell: Cell) -> bool:
    both = cell.mine, cell.theirs
    return WORKS in both or SLEEPS not in both


def _row(
    half: int,
    monday: datetime.date,
    hours: Hours,
    radios: dict[tuple[int, datetime.time], Any],
    weekdays: Sequence[int],
) -> Row:
    clock = datetime.time(half // 2, half % 2 * 30)
    starts = [
        datetime.datetime.combine(monday + datetime.timedelta(days=day), clock, hours.host.zone) for day in weekdays
    ]
    cells = [
        Cell(_does(hours.host, start), _does(hours.other, start), radios.get((day, clock)))
        for day, start in zip(weekdays, starts, strict=True)
    ]
    return Row(clock, starts[0].astimezone(hours.other.zone).time(), cells)


def _does(person: Availability, moment: datetime.datetime) -> str:
    local = moment.astimezone(person.zone)
    if (local.weekday(), local.hour * 2 + local.minute // 30) in person.half_hours:
        return WORKS
    return IS_AWAKE if local.hour in AWAKE else SLEEPS


def offset_turns(here: ZoneInfo, there: ZoneInfo, first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The days from `first` to `last` from whose noon on the two clocks lie another number of hours apart."""
    noons = [
        datetime.datetime.combine(first + datetime.timedelta(days=n), datetime.time(12), here)
        for n in range((last - first).days + 1)
    ]
    apart = [(noon.utcoffset() or HALF * 0) - (noon.astimezone(there).utcoffset() or HALF * 0) for noon in noons]
    return [noons[n].date() for n in range(1, len(noons)) if apart[n] != apart[n - 1]]
