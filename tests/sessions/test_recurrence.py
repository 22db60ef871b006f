from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessions.recurrence import FORTNIGHT, lay_out, occurrence, open_day

ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Pacific/Chatham",
    "Pacific/Apia",
    "America/Nuuk",
    "Asia/Tokyo",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
spans = st.integers(0, 400).map(lambda n: timedelta(days=n))
BERLIN = ZoneInfo("Europe/Berlin")


def gap(wall, zone):
    """By how much the clocks leave a wall time out, found without the code under test."""
    before = wall.replace(tzinfo=zone, fold=0).utcoffset()
    after = wall.replace(tzinfo=zone, fold=1).utcoffset()
    return max(after - before, timedelta())


@given(days, clocks, zones, spans)
def test_the_wall_time_stays_but_for_gaps(first, at, zone, span):
    for n, each in enumerate(lay_out(first, at, zone, first + span)):
        planned = datetime.combine(first + n * FORTNIGHT, at)
        assert each.local.replace(tzinfo=None) == planned + gap(planned, zone)


@given(days, clocks, zones, spans)
def test_there_is_one_session_in_every_fortnight(first, at, zone, span):
    assert len(lay_out(first, at, zone, first + span)) == span.days // 14 + 1


@given(days, clocks, zones, spans, st.sets(days, max_size=60))
@example(date(2027, 8, 29), time(1), ZoneInfo("America/New_York"), timedelta(days=70), set())
def test_instants_agree_and_strictly_ascend(first, at, zone, span, skip):
    series = lay_out(first, at, zone, first + span, skip=skip)
    # Turned into UTC first: in an hour that comes twice, times of two zones never compare as equal (PEP 495).
    assert all(each.utc.tzinfo is UTC and each.local.tzinfo is zone for each in series)
    assert all(each.utc == each.local.astimezone(UTC) for each in series)
    assert all(earlier.utc < later.utc for earlier, later in pairwise(series))


@given(days, spans, st.sets(st.integers(0, 400), max_size=200))
def test_no_session_falls_on_a_skipped_day_or_leaves_its_week(first, span, skipped):
    skip = {first + timedelta(days=n) for n in skipped}
    held = {each.local.date() for each in lay_out(first, time(9), ZoneInfo("UTC"), first + span, skip=skip)}
    assert held.isdisjoint(skip)
    planned = [first + n * FORTNIGHT for n in range(span.days // 14 + 1)]
    assert {day.isocalendar()[:2] for day in held} <= {day.isocalendar()[:2] for day in planned}
    assert {day for day in planned if day not in skip} <= held
    assert all(day.weekday() < 5 for day in held - set(planned))


@given(days, clocks, zones)
def test_the_way_to_utc_and_back_changes_nothing(day, at, zone):
    each = occurrence(day, at, zone)
    assert each.utc.astimezone(zone).replace(tzinfo=None) == each.local.replace(tzinfo=None)


def test_an_hour_keeps_its_place_when_the_clocks_change():
    series = lay_out(date(2026, 3, 19), time(10), BERLIN, date(2026, 4, 2))
    assert [each.utc.hour for each in series] == [9, 8]
    assert [each.local.hour for each in series] == [10, 10]


def test_a_missing_hour_moves_forward_by_the_gap():
    [each] = lay_out(date(2026, 3, 29), time(2, 30), BERLIN, date(2026, 3, 29))
    assert each.local.time() == time(3, 30)
    assert each.utc == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_half_an_hour_is_missing_on_lord_howe():
    each = occurrence(date(2026, 10, 4), time(2, 15), ZoneInfo("Australia/Lord_Howe"))
    assert each.local.time() == time(2, 45)


def test_of_a_doubled_hour_the_first_counts():
    for asked in (time(2, 30), time(2, 30, fold=1)):
        assert occurrence(date(2026, 10, 25), asked, BERLIN).utc == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_holiday_moves_the_session_within_its_week():
    thursday = date(2026, 5, 14)
    series = lay_out(thursday, time(9), BERLIN, date(2026, 5, 28), skip={thursday})
    assert [each.local.date() for each in series] == [date(2026, 5, 15), date(2026, 5, 28)]


def test_a_session_before_a_long_weekend_is_held_a_day_earlier():
    good_friday = date(2026, 4, 3)
    series = lay_out(good_friday - FORTNIGHT, time(9), BERLIN, date(2026, 4, 17), skip={good_friday})
    assert [each.local.date() for each in series] == [date(2026, 3, 20), date(2026, 4, 2), date(2026, 4, 17)]


def test_a_series_does_not_begin_before_its_first_day():
    friday = date(2026, 4, 3)
    assert lay_out(friday, time(9), BERLIN, friday, skip={friday}) == []


def test_a_week_without_an_open_day_has_no_session():
    monday = date(2026, 12, 21)
    off = {monday + timedelta(days=n) for n in range(5)}
    series = lay_out(monday - FORTNIGHT, time(9), BERLIN, monday + FORTNIGHT, skip=off)
    assert [each.local.date() for each in series] == [monday - FORTNIGHT, monday + FORTNIGHT]


def test_a_session_goes_only_where_it_may():
    tuesday = date(2026, 5, 12)
    thursday = tuesday + timedelta(days=2)
    [first, _second] = lay_out(tuesday, time(9), BERLIN, tuesday + FORTNIGHT, skip={tuesday}, instead={thursday})
    assert (first.local.date(), first.slot) == (thursday, datetime(2026, 5, 12, 7, tzinfo=UTC))


@given(days, clocks, zones, spans, st.sets(days, max_size=60))
def test_each_session_knows_the_moment_that_the_rule_gives(first, at, zone, span, skip):
    ruled = [each.utc for each in lay_out(first, at, zone, first + span)]
    for each in lay_out(first, at, zone, first + span, skip=skip):
        assert each.slot in ruled
        assert each.slot == each.utc or each.slot.astimezone(zone).date() != each.local.date()


def test_a_session_isnt_moved_past_the_end():
    last = date(2026, 4, 30)
    assert lay_out(last, time(9), BERLIN, last, skip={last}) == []


@pytest.mark.parametrize(("skipped", "expected"), [(0, 12), (1, 13), (2, 14), (3, 15), (4, 16), (5, None)])
def test_skipped_days_in_a_row(skipped, expected):
    monday = date(2026, 1, 12)
    skip = {monday + timedelta(days=n) for n in range(skipped)}
    assert open_day(monday, skip) == (date(2026, 1, expected) if expected else None)


def test_a_weekend_day_that_isnt_skipped_stays():
    assert open_day(date(2026, 1, 17), set()) == date(2026, 1, 17)


def test_a_series_that_ends_before_it_begins_is_empty():
    assert lay_out(date(2026, 5, 2), time(9), BERLIN, date(2026, 5, 1)) == []


@pytest.mark.parametrize("every", [timedelta(), timedelta(days=-7), timedelta(hours=36)])
def test_a_series_repeats_after_whole_days(every):
    with pytest.raises(ValueError, match="whole number of days"):
        lay_out(date(2026, 5, 1), time(9), BERLIN, date(2026, 6, 1), every=every)
