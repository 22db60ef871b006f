"""How long a hand takes, reckoned instead of watched: the keystroke-level model, for a practiced person at a phone. Pure.

Card, Moran, Newell, "The keystroke-level model for user performance time with interactive systems", CACM 23 (1980): what is done is a
row of operators, each with its time in seconds. It reckons routine: who knows what they want to say, makes no mistake, and is
not called away. What a page takes to come (their R) is left out where a pause to think follows it, as it does here.
"""

from dataclasses import dataclass

MENTAL = 1.35  # seconds, M: before each thing that is decided anew
POINT = 1.10  # seconds, P: to aim and press once with a mouse; a finger is no slower, and a swipe is aimed at nothing
# Seconds, K: Palin, Feit, Kim, Kristensson, Oulasvirta, "How do people type on mobile devices?", MobileHCI 2019, 37,000 people: on
# average 36.2 words a minute, five characters each, what they mended while they typed included. (With two thumbs: 38.)
KEY = 60 / (36.2 * 5)
MINUTE = 60  # seconds


@dataclass(frozen=True)
class Strokes:
    """How often each was done."""

    decisions: int = 0
    taps: int = 0
    swipes: int = 0
    keys: int = 0

    def __add__(self, other: "Strokes") -> "Strokes":
        return Strokes(
            self.decisions + other.decisions,
            self.taps + other.taps,
            self.swipes + other.swipes,
            self.keys + other.keys,
        )

    @property
    def seconds(self) -> float:
        return MENTAL * self.decisions + POINT * (self.taps + self.swipes) + KEY * self.keys

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s: {self.taps} taps, {self.swipes} swipes, {self.keys} keys, {self.decisions} pauses to think"
