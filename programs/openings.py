"""The deck of opening questions that each perspective ships (PROTOCOL Q1): which one a pair draws. Pure."""

import hashlib
from collections.abc import Sequence


def draw(deck: Sequence[str], pair: str, number: int) -> str:
    """The card that this pair draws as its `number`th: none comes twice before all have come, and none moves on reload."""
    return _shuffled(deck, pair)[number % len(deck)]


def _shuffled(deck: Sequence[str], pair: str) -> list[str]:
    """An order of the pair's own, the same each time."""
    return sorted(deck, key=lambda card: hashlib.sha256(f"{pair} {card}".encode()).digest())
