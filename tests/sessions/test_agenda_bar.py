import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.agenda_bar import WIDTH, Segment, agenda_bar

HOUR = [
    Segment("Connect", 10, "both"),
    Segment("Lab", 30, "mentor"),
    Segment("Reflection", 15, "leader"),
    Segment("Next steps", 5, "both"),
]
FLOORS = st.sampled_from(["both", "mentor", "leader"])
HOURS = st.lists(st.builds(Segment, st.just("Part"), st.integers(1, 90), FLOORS), min_size=1, max_size=8)


def points(path):
    """Every end point of a path's lines and curves, in order."""
    return [
        tuple(float(number) for number in numbers.split()[-2:])
        for command, numbers in re.findall(r"([MLC])([^A-Z]+)", path)
    ]


def test_draws_to_scale():
    bar = agenda_bar(HOUR)
    assert bar.ticks == "M0 0V8M100 0V8M400 0V8M550 0V8M600 0V8"
    assert [part.start for part in bar.parts] == ["0", "16.7", "66.7", "91.7"]
    assert bar.mentor.startswith("M0 6L85 6C100 6 100 2 115 2L385 2")


def test_the_bands_overlap_where_both_speak():
    bar = agenda_bar([Segment("Connect", 10, "both")])
    assert bar.mentor == "M0 6L600 6V60L0 60Z"
    assert bar.leader == "M0 36L600 36V90L0 90Z"


@pytest.mark.parametrize(
    ("elapsed", "current", "played"),
    [(0, "Connect", 0), (10, "Lab", 100), (39.9, "Lab", 399), (59, "Next steps", 590)],
)
def test_marks_the_part_that_runs(elapsed, current, played):
    bar = agenda_bar(HOUR, elapsed)
    assert [part.label for part in bar.parts if part.current] == [current]
    assert bar.played == played


@pytest.mark.parametrize("elapsed", [None, -1, 60, 500])
def test_outside_the_hour_nothing_runs(elapsed):
    bar = agenda_bar(HOUR, elapsed)
    assert bar.played is None
    assert not any(part.current for part in bar.parts)


@pytest.mark.parametrize("segments", [[], [Segment("Nothing", 0, "both")]])
def test_refuses_what_has_no_length(segments):
    with pytest.raises(ValueError, match="length"):
        agenda_bar(segments)


@given(HOURS)
def test_a_band_runs_there_and_back_inside_the_drawing(segments):
    bar = agenda_bar(segments)
    for path in (bar.mentor, bar.leader):
        xs = [x for x, _ in points(path)]
        turn = xs.index(max(xs))
        assert xs[: turn + 1] == sorted(xs[: turn + 1])
        assert xs[turn:] == sorted(xs[turn:], reverse=True)
        assert (min(xs), max(xs)) == (0, WIDTH)
        assert all(0 <= y <= 96 for _, y in points(path))


@given(HOURS, st.floats(0, 1, exclude_max=True))
def test_at_any_moment_one_part_runs(segments, share):
    total = sum(segment.minutes for segment in segments)
    bar = agenda_bar(segments, share * total)
    assert sum(part.current for part in bar.parts) == 1
