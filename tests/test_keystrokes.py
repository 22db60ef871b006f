import pytest

from .keystrokes import Strokes


def test_a_row_of_operators_takes_what_its_parts_take():
    """By hand: 2 × 1.35 to think, 3 × 1.1 to point, and a word of five letters at 36.2 a minute."""
    opens, writes = Strokes(decisions=1, taps=1), Strokes(decisions=1, taps=1, swipes=1, keys=5)
    assert (opens + writes).seconds == pytest.approx(2.7 + 3.3 + 60 / 36.2)
    assert str(opens + writes) == "8 s: 2 taps, 1 swipes, 5 keys, 2 pauses to think"
    assert Strokes().seconds == 0
