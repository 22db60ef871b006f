"""Whether a text is about something in particular."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.coach_nouns import particular


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("What happens to a bug report on Friday?", "bug"),
        ("Who tastes tomorrow's soup in our canteens?", "canteens"),
        ("Why do dairies keep a list?", "dairies"),
        ("Surveyors measure it twice", "Surveyors"),
        ("How is it in the next big storm?", "storm"),
        ("What do we read of an AI draft?", None),
        ("What will the future of work be in a world of change?", None),
        ("How do things grow in the next ten years?", None),
        ("What keeps on changing around us?", None),
        ("", None),
    ],
)
def test_a_noun_that_is_none_of_the_big_words(text, noun):
    span = particular(text)
    assert (span and text[slice(*span)]) == noun


@given(st.text(max_size=300))
def test_whatever_is_typed_the_noun_stands_in_the_text(text):
    span = particular(text)
    assert span is None or text[slice(*span)].strip() == text[slice(*span)] != ""
