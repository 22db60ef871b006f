from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from pairing.hours import (
    Availability,
    Stretch,
    WallSlot,
    common_half_hours,
    common_hours,
    common_slots,
    first_common_slot,
)

BERLIN, NEW_YORK, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
KATHMANDU, UTC_ZONE = ZoneInfo("Asia/Kathmandu"), ZoneInfo("UTC")
WEEK = date(2026, 2, 11)
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham"]).map(ZoneInfo)
weeks = st.dates(date(2025, 1, 1), date(2027, 12, 31))
people = st.builds(
    Availability, zones, st.frozensets(st.tuples(st.integers(0, 6), st.integers(0, 47)), min_size=5, max_size=120)
)


def office(zone, start=9, end=17, weekdays=range(5)):
    return Availability.office(zone, time(start), time(end), weekdays)


def works_at(person, moment):
    local = moment.astimezone(person.zone)
    return (local.weekday(), local.hour * 2 + local.minute // 30) in person.half_hours


def test_two_offices_in_one_zone_share_the_whole_week():
    assert common_half_hours(office(BERLIN), office(BERLIN), week=WEEK) == 5 * 16


def test_across_the_atlantic_two_hours_are_left():
    stretches = common_hours(office(BERLIN), office(NEW_YORK), week=WEEK)
    monday = datetime(2026, 2, 9, tzinfo=UTC)
    assert stretches[0] == Stretch(monday + timedelta(hours=14), monday + timedelta(hours=16))
    assert len(stretches) == 5


def test_three_offices_around_the_world_share_nothing():
    assert common_hours(office(BERLIN), office(NEW_YORK), office(TOKYO), week=WEEK) == []


def test_the_first_slot_is_in_the_hosts_wall_time():
    assert first_common_slot(office(BERLIN), office(NEW_YORK), weeks=[WEEK]) == WallSlot(0, time(15))
    assert first_common_slot(office(NEW_YORK), office(BERLIN), weeks=[WEEK]) == WallSlot(0, time(9))


def test_a_slot_must_hold_in_every_week():
    early, late = office(BERLIN, 14, 15, [2]), office(NEW_YORK, 9, 11, [2])
    between_the_clock_changes = date(2026, 3, 18)
    assert first_common_slot(early, late, weeks=[between_the_clock_changes]) == WallSlot(2, time(14))
    assert first_common_slot(early, late, weeks=[between_the_clock_changes, WEEK]) is None


def test_an_hour_needs_two_half_hours_in_a_row():
    broken = Availability(BERLIN, frozenset({(0, 20), (0, 22), (1, 20), (1, 21)}))
    assert common_slots(broken, office(BERLIN), week=WEEK) == [WallSlot(1, time(10))]
    assert len(common_slots(broken, office(BERLIN), week=WEEK, minutes=30)) == 4


def test_quarter_hour_zones_share_what_they_really_share():
    assert common_hours(office(KATHMANDU, 9, 11, [0]), office(UTC_ZONE, 4, 6, [0]), week=WEEK) == [
        Stretch(datetime(2026, 2, 9, 4, 0, tzinfo=UTC), datetime(2026, 2, 9, 5, 15, tzinfo=UTC))
    ]


def test_office_hours_are_rounded_inward():
    person = Availability.office(BERLIN, time(8, 45), time(10, 15), [0])
    assert person.half_hours == {(0, 18), (0, 19)}


def test_hours_that_the_clocks_leave_out_are_nobodys():
    night = Availability(BERLIN, frozenset((6, half) for half in range(2, 8)))
    assert common_half_hours(night, week=date(2026, 3, 29)) == 4
    assert common_half_hours(night, week=date(2026, 3, 22)) == 6


def test_nobody_and_no_weeks_share_nothing():
    assert common_hours(week=WEEK) == []
    assert first_common_slot(office(BERLIN), office(BERLIN), weeks=[]) is None


@given(people, people, weeks)
def test_in_common_hours_both_work(a, b, week):
    for stretch in common_hours(a, b, week=week):
        moment = stretch.start
        while moment < stretch.end:
            assert works_at(a, moment)
            assert works_at(b, moment)
            moment += timedelta(minutes=15)


days_of_week = st.frozensets(st.integers(0, 6))


@given(zones, zones, days_of_week, days_of_week, weeks)
def test_what_two_share_lies_on_days_that_both_work(zone, other, ours, theirs, week):
    a, b = office(zone, weekdays=ours), office(other, weekdays=theirs)
    for stretch in common_hours(a, b, week=week):
        for moment in (stretch.start, stretch.end - timedelta(minutes=15)):
            assert moment.astimezone(zone).weekday() in ours
            assert moment.astimezone(other).weekday() in theirs
    for slot in common_slots(a, b, week=week):
        assert slot.weekday in ours


@given(zones, days_of_week, days_of_week, weeks)
def test_in_one_zone_each_day_more_in_common_is_a_working_day_more(zone, ours, theirs, week):
    shared = common_half_hours(office(zone, weekdays=ours), office(zone, weekdays=theirs), week=week)
    assert shared == 16 * len(ours & theirs)


def test_a_week_from_sunday_shares_four_days_with_one_from_monday():
    riyadh = office(ZoneInfo("Asia/Riyadh"), 9, 17, [6, 0, 1, 2, 3])
    assert {slot.weekday for slot in common_slots(office(BERLIN), riyadh, week=WEEK)} == {0, 1, 2, 3}


@given(people, people, weeks)
def test_sharing_is_mutual(a, b, week):
    assert common_hours(a, b, week=week) == common_hours(b, a, week=week)


@given(people, people, weeks)
def test_stretches_ascend_and_never_touch(a, b, week):
    ends = [moment for stretch in common_hours(a, b, week=week) for moment in (stretch.start, stretch.end)]
    assert ends == sorted(set(ends))


@given(people, people, st.lists(weeks, min_size=1, max_size=3))
def test_a_first_slot_is_among_the_slots_of_every_week(a, b, chosen):
    slot = first_common_slot(a, b, weeks=chosen)
    shared = set.intersection(*(set(common_slots(a, b, week=week)) for week in chosen))
    assert slot == (min(shared) if shared else None)
