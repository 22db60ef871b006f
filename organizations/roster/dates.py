"""Dates as exports write them. Whether days come first is decided for a whole column, never cell by cell."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from organizations.roster.names import fold

ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.+Z -]*)?$")
COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)$")
PARTS = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?:[T ]+[\d:.]+\s?(?:[AaPp]\.?[Mm]\.?)?)?$")
SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?$")
WORDED = re.compile(r"(\d{1,2}) (?:de )?([a-z]+) (?:de )?(\d{4}|\d{2})$")
MONTH_WORDED = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4}|\d{2})$")
EXCEL_EPOCH = dt.date(1899, 12, 30)
EXCEL_SERIALS = range(10_000, 80_000)  # 1927 to 2119
CENTURY_TURNS = 70  # 69 is 2069, 70 is 1970
EARLIEST = 1900
MONTH_STARTS = (
    "jan ene|feb fev fevr febr|mar mrz maerz marz mrt maart|apr avr abr|may mai mei mayo|jun juin juni|jul juil|"
    "aug aou aout ago|sep sept|oct okt|nov|dec dez dic"
)
MONTHS = {start: number for number, each in enumerate(MONTH_STARTS.split("|"), start=1) for start in each.split()}


class Order(StrEnum):
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNCLEAR = "unclear"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Decision:
    """`order` for a column, `shown_by` the cell that shows it, `either` how many dates could be read both ways."""

    order: Order
    shown_by: str = ""
    either: int = 0

    @property
    def settled(self) -> bool:
        """Whether every cell can be read."""
        return not self.either or self.order in (Order.DAY_FIRST, Order.MONTH_FIRST)

    @property
    def reason(self) -> str:
        if self.order == Order.UNCLEAR and self.either:
            return "day or month first? Nothing tells."
        if self.order == Order.MIXED:
            return "days first in some lines, months first in others"
        if not self.shown_by:
            return "every date can be read in one way only"
        number = max(int(part) for part in re.findall(r"\d+", self.shown_by)[:2])
        first = "day" if self.order == Order.DAY_FIRST else "month"
        return f"{first} first, since {number} cannot be a month"


def decide(values: Iterable[str]) -> Decision:
    """Which comes first in `03/04/2019`, from all the cells of one column."""
    evidence: Counter[Order] = Counter()
    shown: dict[Order, str] = {}
    for value, count in Counter(values).items():
        order = _order(value)
        if order:
            evidence[order] += count
            shown[order] = min(shown.get(order, value), value)
    day, month = evidence[Order.DAY_FIRST], evidence[Order.MONTH_FIRST]
    if day and month:
        return Decision(Order.MIXED, either=evidence[Order.UNCLEAR])
    if not day and not month:
        return Decision(Order.UNCLEAR, either=evidence[Order.UNCLEAR])
    order = Order.DAY_FIRST if day else Order.MONTH_FIRST
    return Decision(order, shown[order], evidence[Order.UNCLEAR])


def _order(value: str) -> Order | None:
    """What one cell shows; None when it is no such date, or the same both ways (04/04), or has points (day first)."""
    match = PARTS.match(value.strip())
    if not match or match[2] == ".":
        return None
    one, two = int(match[1]), int(match[3])
    if one == two or max(one, two) > 31:
        return None
    if min(one, two) > 12 or max(one, two) <= 12:
        return Order.UNCLEAR if max(one, two) <= 12 else None
    return Order.DAY_FIRST if one > 12 else Order.MONTH_FIRST


def parse(value: str, order: Order = Order.UNCLEAR) -> dt.date | None:
    """The date of one cell; None when it is none, or could be read two ways and `order` does not say which."""
    value = value.strip()
    if match := ISO.match(value) or COMPACT.match(value):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := PARTS.match(value):
        return _from_parts(int(match[1]), int(match[3]), match[4], order if match[2] != "." else Order.DAY_FIRST)
    if (match := SERIAL.match(value)) and int(match[1]) in EXCEL_SERIALS:
        return EXCEL_EPOCH + dt.timedelta(days=int(match[1]))
    return _worded(fold(value))


def is_either(value: str) -> bool:
    """Whether a cell is a date that could be read two ways."""
    return _order(value) == Order.UNCLEAR


def _from_parts(one: int, two: int, year: str, order: Order) -> dt.date | None:
    if order in (Order.UNCLEAR, Order.MIXED):
        if one <= 12 and two <= 12 and one != two:
            return None
        order = Order.DAY_FIRST if one > 12 else Order.MONTH_FIRST
    day, month = (one, two) if order == Order.DAY_FIRST else (two, one)
    return _date(_year(year), month, day)


def _worded(text: str) -> dt.date | None:
    if match := WORDED.match(text):
        return _date(_year(match[3]), _month(match[2]), int(match[1]))
    if match := MONTH_WORDED.match(text):
        return _date(_year(match[3]), _month(match[1]), int(match[2]))
    return None


def _month(word: str) -> int:
    return MONTHS.get(word) or MONTHS.get(word[:4]) or MONTHS.get(word[:3]) or 0


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= CENTURY_TURNS else 2000)


def _date(year: int, month: int, day: int) -> dt.date | None:
    if year < EARLIEST:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
