from hypothesis import given
from hypothesis import strategies as st

from programs.openings import draw

DECKS = st.lists(st.text(max_size=20), min_size=1, max_size=8, unique=True)


@given(DECKS, st.text(), st.integers(0, 50))
def test_each_card_comes_once_before_any_comes_again(deck, pair, first):
    drawn = [draw(deck, pair, first + n) for n in range(2 * len(deck))]
    assert sorted(drawn[: len(deck)]) == sorted(deck)
    assert drawn[: len(deck)] == drawn[len(deck) :]


@given(DECKS, st.text(), st.integers(0, 50))
def test_what_was_drawn_stays_however_the_deck_is_listed(deck, pair, number):
    assert draw(deck, pair, number) == draw(deck[::-1], pair, number)


def test_pairs_draw_in_orders_of_their_own():
    deck = ["one", "two", "three", "four", "five"]
    assert len({tuple(draw(deck, f"pair {n}", i) for i in range(5)) for n in range(20)}) > 10
