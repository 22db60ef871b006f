"""Where the points lie: every pair in the picture once, inside its frame, and the sentence that says the same."""

import math

from hypothesis import given
from hypothesis import strategies as st

from pairing import pictures
from pairing.listing import Line
from pairing.spreading import NARROW, WIDE, spread

some_points = st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=1, max_size=400)


@given(some_points, st.sampled_from([WIDE, NARROW]))
def test_all_discs_stand_within_the_frame_and_none_on_another(pairs, width):
    drawn = pictures.spread(pairs, width)
    assert all(pictures.DISC <= it.x <= width - pictures.DISC for it in drawn.discs)
    assert all(pictures.DISC <= it.y <= drawn.line - pictures.DISC for it in drawn.discs)
    for one, other in zip(drawn.discs, drawn.discs[1:], strict=False):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= 2 * pictures.DISC
    assert [x for _, x in drawn.ticks] == sorted(x for _, x in drawn.ticks)
    assert (
        drawn.ticks[0][0]
        <= min(points for points, _ in pairs)
        <= max(points for points, _ in pairs)
        <= drawn.ticks[-1][0]
    )


@given(some_points, st.sampled_from([WIDE, NARROW]))
def test_every_pair_is_a_disc_until_they_are_too_many(pairs, width):
    drawn = pictures.spread(pairs, width)
    pinned = sum(is_pinned for _, is_pinned in pairs)
    if drawn.each == 1:
        assert (len(drawn.discs), sum(it.is_open for it in drawn.discs)) == (len(pairs), pinned)
    assert len(drawn.discs) * drawn.each >= len(pairs) >= len(drawn.discs)
    assert (drawn.weakest is None) == (pinned == len(pairs))
    if drawn.weakest:
        at, foot = drawn.weakest
        assert pictures.WORD <= at <= width - pictures.WORD
        assert all(it.y - pictures.DISC > foot for it in drawn.discs if abs(it.x - at) <= pictures.WORD)


@given(some_points, st.sampled_from([WIDE, NARROW]))
def test_what_weighs_more_stands_further_on(pairs, width):
    """At most one column's width apart from where its points lie."""
    drawn = pictures.spread(sorted(pairs), width)
    scale = (drawn.ticks[-1][1] - drawn.ticks[0][1]) / (drawn.ticks[-1][0] - drawn.ticks[0][0])
    at = [drawn.ticks[0][1] + scale * (points - drawn.ticks[0][0]) for points in (min(pairs)[0], max(pairs)[0])]
    ends = min(it.x for it in drawn.discs), max(it.x for it in drawn.discs)
    assert all(abs(one - other) <= pictures.APART + scale for one, other in zip(at, ends, strict=True))


def of(*points, pinned=0):
    return [Line(n, n, n, "goal", 100 * it, n < pinned) for n, it in enumerate(points)]


def test_the_sentence_says_what_the_picture_shows():
    assert spread(of(30, 40)) is None
    assert spread(of(50, 50, 50))["says"] == "All 3 pairs have 50 points of 100."
    assert spread(of(71, 30, 40))["says"] == "3 pairs, from 30 to 71 points of 100."
    eight = spread(of(20, 30, 40, 50, 60, 70, 80, 90))
    assert eight["says"] == "8 pairs, from 20 to 90 points of 100. Half of them have 40 to 80."
    assert (eight["pinned"], spread(of(20, 30, 40, pinned=1))["pinned"]) == (False, True)
