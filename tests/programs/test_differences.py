"""What changed between two wordings: nothing is lost on either side, and a reader sees whole words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.differences import differences

WORDINGS = st.lists(st.sampled_from(["why", "do", "the", "clerks", "clerk’s", "wait", ",", "?", "\n", "é"])).map(
    " ".join
)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("How do they wait?", "How do they wait?", [("same", "How do they wait?")]),
        ("", "New words", [("in", "New words")]),
        ("Old words", "", [("out", "Old words")]),
        (
            "How do young people use AI?",
            "How do branch clerks use AI?",
            [("same", "How do"), ("out", " young people"), ("in", " branch clerks"), ("same", " use AI?")],
        ),
        ("They wait", "They wait long", [("same", "They wait"), ("in", " long")]),
        (
            "What don't they say?",
            "What didn't they say?",
            [("same", "What"), ("out", " don't"), ("in", " didn't"), ("same", " they say?")],
        ),
        ("Clerks wait", "Branch clerks wait", [("out", "Clerks"), ("in", "Branch clerks"), ("same", " wait")]),
        ("they wait", "so they  wait", [("in", "so "), ("same", "they"), ("out", " "), ("in", "  "), ("same", "wait")]),
        ("A, B.", "C, D.", [("out", "A, B"), ("in", "C, D"), ("same", ".")]),
    ],
)
def test_a_reader_sees_whole_words_taken_out_and_added(before, after, pieces):
    assert differences(before, after) == pieces


def rebuilt(pieces, *kinds):
    return "".join(words for kind, words in pieces if kind in kinds)


@given(st.one_of(WORDINGS, st.text(max_size=80)), st.one_of(WORDINGS, st.text(max_size=80)))
def test_both_wordings_can_be_read_back_from_their_differences(before, after):
    pieces = differences(before, after)
    assert rebuilt(pieces, "same", "out") == before
    assert rebuilt(pieces, "same", "in") == after
    assert all(words for _, words in pieces), "no empty piece"
    assert all(one[0] != then[0] for one, then in pairwise(pieces)), "no piece twice in a row"


@given(WORDINGS)
def test_a_wording_does_not_differ_from_itself(words):
    assert differences(words, words) == ([("same", words)] if words else [])


def test_very_long_wordings_are_shown_whole_where_they_differ():
    before, after = "same start " + "one two " * 3000 + "same end", "same start " + "three four " * 3000 + "same end"
    pieces = differences(before, after)
    assert [kind for kind, _ in pieces] == ["same", "out", "in", "same"]
    assert rebuilt(pieces, "same", "in") == after
