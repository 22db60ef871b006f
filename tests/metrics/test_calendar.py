"""Quarters, for any day that there is; numbers, for any that can be written."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import calendar
from metrics.writing import rounded, written

DAY = datetime.timedelta(days=1)
days = st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31))


@given(days)
def test_every_day_lies_in_exactly_its_quarter(day):
    year, number = calendar.quarter_of(day)
    assert calendar.quarter_start(year, number) <= day <= calendar.quarter_end(year, number)
    assert calendar.quarter_of(calendar.quarter_start(year, number) - DAY) != (year, number)
    assert calendar.quarter_of(calendar.quarter_end(year, number) + DAY) != (year, number)


@given(st.integers(1900, 2200), st.integers(1, 4))
def test_quarters_follow_each_other_without_a_gap(year, number):
    start, end = calendar.quarter_start(year, number), calendar.quarter_end(year, number)
    assert (start.day, start.month % 3) == (1, 1)
    assert 90 <= (end - start).days + 1 <= 92
    following = calendar.next_start(year, number)
    assert following == end + DAY
    assert calendar.quarter_start(*calendar.quarter_of(following)) == following


@given(st.integers(1900, 2200))
def test_four_of_them_are_the_year(year):
    lengths = [(calendar.quarter_end(year, n) - calendar.quarter_start(year, n)).days + 1 for n in range(1, 5)]
    assert sum(lengths) == (datetime.date(year + 1, 1, 1) - datetime.date(year, 1, 1)).days


numbers = st.decimals(-(10**8), 10**8, places=3)


@given(numbers, st.integers(0, 2))
def test_what_is_written_is_never_further_than_half_a_step_away(value, places):
    assert abs(rounded(value, places) - value) <= Decimal(5).scaleb(-places - 1)


@given(numbers, numbers, st.integers(0, 2))
def test_rounding_keeps_the_order(one, other, places):
    low, high = sorted([one, other])
    assert rounded(low, places) <= rounded(high, places)


@given(numbers, st.integers(0, 2))
def test_the_sign_changes_nothing_else(value, places):
    assert rounded(-value, places) == -rounded(value, places)
    assert not written(Decimal("-0.001"), places).startswith("-")


@pytest.mark.parametrize(
    ("value", "places", "says"),
    [
        (Decimal("85.714"), 0, "86"),
        (Decimal("3.96"), 1, "4.0"),
        (Decimal("0.85"), 1, "0.9"),
        (2.5, 0, "3"),
        (-0.04, 1, "0.0"),
        (7, 1, "7.0"),
    ],
)
def test_halves_go_up_and_minus_nothing_is_nothing(value, places, says):
    assert written(value, places) == says
