import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.mail import COLUMNS, folded


@pytest.mark.parametrize("text", ["", "Short.", "One\n\nTwo\n", "  kept as it is"])
def test_what_fits_stays(text):
    assert folded(text) == text


def test_a_long_line_is_broken_between_words_and_keeps_its_place():
    text = folded("  " + "twelve words " * 12)
    assert all(line.startswith("  ") for line in text.splitlines())
    assert max(map(len, text.splitlines())) <= COLUMNS
    assert text.split() == ["twelve", "words"] * 12


def test_an_address_stays_whole():
    address = f"https://lab.test/{'x-' * 60}"
    assert address in folded(f"Open it here: {address}").splitlines()


@given(st.text(st.characters(categories=["L", "P"]) | st.sampled_from(" \n"), max_size=400))
def test_no_word_is_lost_or_changed(text):
    assert folded(text).split() == text.split()
