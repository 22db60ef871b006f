"""Quarters of the calendar year. Pure."""

import datetime


def quarter_of(day: datetime.date) -> tuple[int, int]:
    """(year, number 1–4) of a day's quarter."""
    return day.year, (day.month - 1) // 3 + 1


def quarter_start(year: int, number: int) -> datetime.date:
    """Its first day."""
    return datetime.date(year, 3 * number - 2, 1)


def quarter_end(year: int, number: int) -> datetime.date:
    """Its last day."""
    return next_start(year, number) - datetime.timedelta(days=1)


def next_start(year: int, number: int) -> datetime.date:
    """The first day of the quarter after it."""
    return datetime.date(year + number // 4, 3 * (number % 4) + 1, 1)
