from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.trend import FLOOR, LINE, trend

QUARTERS = ["Q4", "Q1", "Q2", "Q3"]
FIGURE = st.floats(-1e6, 1e6, allow_nan=False)
FIGURES = st.lists(st.none() | FIGURE, min_size=4, max_size=4)


def test_highest_is_on_top_and_time_runs_along():
    drawn = trend(QUARTERS, [0, 50, 50, 100])
    assert drawn.us == ("6,76 79.3,47 152.7,47 226,18",)
    assert [tick.text for tick in drawn.ticks] == QUARTERS
    assert [dot.end for dot in drawn.dots] == [False, False, False, True]


def test_a_figure_that_is_not_shown_leaves_a_gap():
    drawn = trend(QUARTERS, [1, None, 3, 4])
    assert [line.count(",") for line in drawn.us] == [1, 2]
    assert len(drawn.dots) == 3


def test_the_last_known_figure_is_the_end():
    drawn = trend(QUARTERS, [1, 2, 3, None])
    assert [dot.end for dot in drawn.dots] == [False, False, True]
    assert [end.text for end in drawn.ends] == ["3"]


def test_target_and_comparison_share_the_scale():
    drawn = trend(QUARTERS, [10, 20, 30, 40], comparison=[0, 0, 0, 0], target=80)
    assert drawn.goal == "18"
    assert drawn.them == ("6,76 79.3,76 152.7,76 226,76",)
    assert [end.kind for end in drawn.ends] == ["goal-t", "end-t", "them-t"]


def test_a_target_of_zero_is_a_target():
    assert trend(QUARTERS, [4, 3, 2, 1], target=0).goal == "76"
    assert trend(QUARTERS, [4, 3, 2, 1]).goal == ""


def test_a_changed_definition_stands_between_two_points():
    assert trend(QUARTERS, [1, 2, 3, 4], changed_before=[2]).changes == ("116",)


def test_writes_figures_as_told():
    assert trend(QUARTERS, [1, 2, 3, 72], write="{:.0f}%".format).ends[0].text == "72%"


def test_one_point_stands_at_the_end():
    drawn = trend(["Q1"], [5])
    assert drawn.us == ("226,47",)
    assert drawn.dots[0].end


@pytest.mark.parametrize(
    ("program", "comparison"), [([1, 2], ()), ([1, 2, 3, 4], [1]), ([None, None, None, None], [1, 2, 3, 4])]
)
def test_refuses_what_it_cannot_draw(program, comparison):
    with pytest.raises(ValueError, match=r"label|nothing"):
        trend(QUARTERS, program, comparison=comparison)


@given(FIGURES.filter(any), FIGURES, st.none() | FIGURE)
def test_labels_never_touch_nor_leave_the_drawing(program, comparison, target):
    ys = [float(end.y) for end in trend(QUARTERS, program, comparison=comparison, target=target).ends]
    assert all(below - above >= LINE - 0.11 for above, below in pairwise(ys))
    assert all(0 < y <= FLOOR for y in ys)


@given(FIGURES.filter(any))
def test_every_known_figure_has_its_dot(program):
    drawn = trend(QUARTERS, program)
    assert len(drawn.dots) == sum(value is not None for value in program)
    assert sum(line.count(",") for line in drawn.us) == len(drawn.dots)


def test_a_comparison_without_a_neighbor_is_a_point():
    drawn = trend(["before", "after"], [10, 7], comparison=[None, 9.6])
    assert [(dot.x, dot.end) for dot in drawn.lone] == [("226", False)]


def test_a_comparison_that_makes_a_line_needs_no_points():
    assert trend(["a", "b", "c"], [1, 2, 3], comparison=[1, 1, None]).lone == ()
    assert trend(["a", "b"], [1, 2]).lone == ()
