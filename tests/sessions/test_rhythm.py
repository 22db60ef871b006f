"""Visible facts become a standing: on rhythm, slipping, stalled."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rhythm import FORTNIGHT, Hour, asks_to_book, rhythm

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGUN = datetime(2026, 9, 3, 10, tzinfo=UTC)
ENDS = BEGUN + 90 * DAY


def hours(*became, moves=0):
    """One each fortnight from the beginning."""
    starts = [BEGUN + n * FORTNIGHT for n in range(len(became))]
    return [
        Hour(start, start + HOUR, it, moves if it == "planned" else 0) for start, it in zip(starts, became, strict=True)
    ]


def read(*became, after=1, moves=0):
    """A day after so many of them have been."""
    return rhythm(hours(*became, moves=moves), begun=BEGUN, ends=ENDS, now=BEGUN + (after - 1) * FORTNIGHT + DAY)


P, H, L, M = "planned", "held", "leader", "mentor"


@pytest.mark.parametrize(
    ("became", "after", "standing", "fact", "n"),
    [
        ((P, P), 0, "on rhythm", "first", None),
        ((H, H, P), 2, "on rhythm", "held", 2),
        ((H, L, H, P), 3, "on rhythm", "held", 2),
        ((H, P, P), 2, "on rhythm", "held", 1),
        ((H, L, P), 2, "slipping", "missed in a row", 1),
        ((H, L, M, P), 3, "slipping", "missed in a row", 2),
        ((H, L, M, L, P), 4, "stalled", "missed in a row", 3),
        ((H,), 1, "slipping", "not booked", None),
        ((H, L), 2, "slipping", "missed in a row", 1),
        ((P, P, P), 2, "slipping", "not logged", 1),
        ((H, H, H, H, H, H, H), 7, "on rhythm", "held", 7),
    ],
)
def test_the_fact_behind_each_standing(became, after, standing, fact, n):
    found = read(*became, after=after)
    assert (found.standing, found.fact, found.n) == (standing, fact, n)


def test_the_side_is_named_where_it_was_one():
    assert read(H, L, L, P, after=3).side == "leader"
    assert read(H, L, M, P, after=3).side == ""


def test_six_weeks_without_an_hour_stand_still():
    late = BEGUN + 3 * FORTNIGHT + 2 * DAY
    assert rhythm([], begun=BEGUN, ends=ENDS, now=late).fact == "never met"
    assert rhythm(hours(H), begun=BEGUN, ends=ENDS, now=late).fact == "long ago"


def test_a_next_hour_that_was_moved_again_and_again():
    assert read(H, P, after=1, moves=3).fact == "moved"
    assert read(H, P, after=1, moves=2).standing == "on rhythm"


def test_a_next_hour_beyond_the_next_fortnight():
    far = [*hours(H), Hour(BEGUN + 2 * FORTNIGHT, BEGUN + 2 * FORTNIGHT + HOUR, "planned")]
    found = rhythm(far, begun=BEGUN, ends=ENDS, now=BEGUN + DAY)
    assert (found.standing, found.fact) == ("slipping", "off")


def test_two_misses_in_a_row_on_the_leaders_side_ask_the_leader():
    now = BEGUN + 2 * FORTNIGHT
    assert asks_to_book(hours(H, L, L), now)
    assert asks_to_book(hours(H, L, L, P), now)
    assert not asks_to_book(hours(H, L, M), now)
    assert not asks_to_book(hours(L, H, L), now)
    assert not asks_to_book(hours(L), now)


def test_what_is_called_off_ahead_counts_as_missed_already():
    assert asks_to_book(hours(H, L, L, P), BEGUN + DAY)


outcomes = st.lists(st.sampled_from([P, H, L, M]), max_size=8)


@given(outcomes, st.integers(-2, 120), st.integers(0, 4))
def test_one_more_hour_held_never_makes_it_worse(became, day, moves):
    now = BEGUN + day * DAY
    before = rhythm(hours(*became, moves=moves), begun=BEGUN, ends=ENDS, now=now)
    met = Hour(now - 2 * HOUR, now - HOUR, "held")
    after = rhythm([*hours(*became, moves=moves), met], begun=BEGUN, ends=ENDS, now=now)
    order = ["on rhythm", "slipping", "stalled"]
    assert order.index(after.standing) <= order.index(before.standing)


@given(outcomes, st.integers(-2, 120), st.randoms())
def test_the_order_in_which_hours_come_says_nothing(became, day, random):
    mixed, now = hours(*became), BEGUN + day * DAY
    random.shuffle(mixed)
    assert rhythm(mixed, begun=BEGUN, ends=ENDS, now=now) == rhythm(hours(*became), begun=BEGUN, ends=ENDS, now=now)
    assert asks_to_book(mixed, now) == asks_to_book(hours(*became), now)
