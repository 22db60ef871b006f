"""Where a running hour stands, for whatever is pressed whenever."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import live
from sessions.live import Run, gone_on, held_minutes, lengthened, lengths, place

BEGAN = datetime.datetime(2026, 9, 17, 10, 0, tzinfo=datetime.UTC)
USUAL = [10, 30, 15, 5]
agendas = st.lists(st.integers(1, 60), min_size=1, max_size=6)
waits = st.integers(0, 3600).map(lambda seconds: datetime.timedelta(seconds=seconds))
presses = st.lists(st.tuples(waits, st.sampled_from(["next", "more", "wait"]), st.integers(0, 6)), max_size=20)


def after(minutes, seconds=0):
    return BEGAN + datetime.timedelta(minutes=minutes, seconds=seconds)


def played(minutes, presses):
    """[(run, now, what was pressed)] of an hour; each press says what its page showed, give or take an old page."""
    run, now, seen = Run(BEGAN), BEGAN, []
    for wait, press, other in presses:
        now += wait
        shown = place(run, minutes, now).segment if other > 3 else other
        if press == "next":
            run = gone_on(run, minutes, shown, now)
        elif press == "more":
            run = lengthened(run, minutes, shown, run.more(shown), now)
        seen.append((run, now, press))
    return seen


def test_the_hour_runs_by_itself_and_the_last_part_until_it_is_ended():
    at = [place(Run(BEGAN), USUAL, after(m)).segment for m in (-5, 0, 9, 10, 39, 40, 55, 59, 60, 300)]
    assert at == [0, 0, 0, 1, 1, 2, 3, 3, 3, 3]
    assert place(Run(BEGAN), USUAL, after(23)).closes == after(60)
    assert place(Run(BEGAN), USUAL, after(90)).elapsed == 60


def test_next_moves_the_rest_forward_and_more_moves_it_back():
    run = gone_on(Run(BEGAN), USUAL, 0, after(4))
    assert place(run, USUAL, after(4)) == live.Place(1, after(4), after(34), after(54), 10)
    run = lengthened(run, USUAL, 1, 0, after(20))
    assert lengths(run, USUAL) == [10, 35, 15, 5]
    assert (place(run, USUAL, after(20)).ends, place(run, USUAL, after(20)).closes) == (after(39), after(59))


def test_what_two_press_at_once_is_done_once():
    run = Run(BEGAN)
    once = gone_on(run, USUAL, 0, after(3))
    assert gone_on(once, USUAL, 0, after(3, 1)) == once
    longer = lengthened(once, USUAL, 1, 0, after(5))
    assert lengthened(longer, USUAL, 1, 0, after(5, 1)) == longer
    assert lengthened(longer, USUAL, 1, 5, after(5, 2)).extra[1] == 10


def test_a_part_that_has_just_run_out_comes_back_for_five_minutes():
    run = lengthened(Run(BEGAN), USUAL, 0, 0, after(10, 20))
    assert (place(run, USUAL, after(10, 20)).segment, place(run, USUAL, after(10, 20)).ends) == (0, after(15))
    assert lengthened(Run(BEGAN), USUAL, 0, 0, after(11, 1)) == Run(BEGAN), "a minute later it is over"
    left = gone_on(Run(BEGAN), USUAL, 0, after(9, 50))
    assert lengthened(left, USUAL, 0, 0, after(10)) == left, "what was left by a press stays left"


def test_ended_it_stands_still_and_knows_how_long_they_met():
    run = Run(BEGAN, ended_at=after(52, 40))
    assert held_minutes(run) == 53
    assert held_minutes(Run(BEGAN)) is None
    assert place(run, USUAL, after(52, 40)) == place(run, USUAL, after(300))
    assert gone_on(run, USUAL, 2, after(53)) == lengthened(run, USUAL, 2, 0, after(53)) == run


def test_a_part_grows_by_an_hour_at_most_and_an_hour_has_parts():
    run = Run(BEGAN)
    for n in range(20):
        run = lengthened(run, USUAL, 0, 5 * n, BEGAN)
    assert lengths(run, USUAL)[0] == 70
    with pytest.raises(ValueError, match="segment"):
        place(run, [], BEGAN)


@given(agendas, presses)
def test_time_only_moves_forward_and_next_leaves_one_segment_at_a_time(minutes, presses):
    before = place(Run(BEGAN), minutes, BEGAN)
    before_run = Run(BEGAN)
    for run, now, press in played(minutes, presses):
        waited, at = place(before_run, minutes, now), place(run, minutes, now)
        assert waited.segment >= before.segment, "waiting never leads back"
        assert at.segment - waited.segment in ({0, 1} if press == "next" else {0, -1} if press == "more" else {0})
        assert at.begins <= max(now, BEGAN)
        assert 0 <= at.elapsed <= sum(lengths(run, minutes))
        assert at.ends <= at.closes
        before, before_run = at, run


@given(agendas, presses, waits)
def test_more_lengthens_by_five_and_next_is_there_at_once(minutes, presses, wait):
    run, now, _ = ([(Run(BEGAN), BEGAN, ""), *played(minutes, presses)])[-1]
    now += wait
    at = place(run, minutes, now)
    longer = lengthened(run, minutes, at.segment, run.more(at.segment), now)
    grown = place(longer, minutes, now)
    added = datetime.timedelta(minutes=live.MORE if longer != run else 0)
    assert (grown.segment, grown.ends, grown.closes) == (at.segment, at.ends + added, at.closes + added)
    on = place(gone_on(run, minutes, at.segment, now), minutes, now)
    if not at.is_last(minutes):
        assert (on.segment, on.begins) == (at.segment + 1, now)


@given(agendas, presses, presses)
def test_the_bar_fills_and_never_empties_while_nothing_is_pressed(minutes, presses, moments):
    run, now, _ = ([(Run(BEGAN), BEGAN, ""), *played(minutes, presses)])[-1]
    full = [place(run, minutes, now + n * datetime.timedelta(seconds=20)).elapsed for n in range(60)]
    assert full == sorted(full)
