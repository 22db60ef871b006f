"""A person with a phone: what they tap, how far they swipe until it is in sight, and what they type is counted as it is done."""

import re

from tests.keystrokes import Strokes

WIDTH, HEIGHT = 390, 844
KEYBOARD = 0.4  # of the screen, while somebody types
SWIPE = 0.5  # of what is in sight: so much goes by at once, and one still sees where one is
# What a finger can reach: the middle of the element, with nothing above it.
IN_SIGHT = """(it, bottom) => {
    const box = it.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + Math.min(box.height / 2, 60);
    if (y < 8 || y > bottom - 8) return y < 8 ? "above" : "below";
    const there = document.elementFromPoint(x, y);
    return it.contains(there) || there?.contains(it) || it.labels?.[0]?.contains(there) ? [x, y] : "below";
}"""


class Phone:
    """`page` is opened with touch. Each thing that is decided anew is told by `thinks`."""

    def __init__(self, page):
        self.page, self.strokes, self.typing = page, Strokes(), False

    def thinks(self):
        self.strokes += Strokes(decisions=1)
        return self

    def tap(self, found):
        """Swipes until it is in sight, and taps there."""
        x, y = self._bring(found)
        self.typing = found.evaluate("it => it.matches('textarea, input:not([type=radio], [type=checkbox])')")
        self.page.touchscreen.tap(x, y)
        self.strokes += Strokes(taps=1)
        return self

    def choose(self, select, label):
        """The phone's own list: one tap opens it, another one takes a line of it."""
        self.tap(select)
        select.select_option(label=label)
        self.strokes += Strokes(taps=1)
        return self

    def types(self, words):
        assert self.page.evaluate("document.activeElement.matches('input, textarea')"), "there is nowhere to type"
        self.page.keyboard.type(words)
        self.strokes += Strokes(keys=len(words))
        return self

    def goes_on(self):
        """The key that says "next"."""
        assert self.page.evaluate("document.activeElement.enterKeyHint") == "next"
        self.page.keyboard.press("Enter")
        self.strokes += Strokes(keys=1)
        return self

    def _bring(self, found):
        """Where a finger can reach it. What only the keyboard hides is reached by putting that away."""
        for _ in range(20):
            in_sight = HEIGHT * (1 - KEYBOARD * self.typing)
            where = found.evaluate(IN_SIGHT, in_sight)
            if isinstance(where, list):
                return where
            if self.typing and isinstance(found.evaluate(IN_SIGHT, HEIGHT), list):
                self.typing, self.strokes = False, self.strokes + Strokes(taps=1)
            else:
                self.page.mouse.wheel(0, (-1 if where == "above" else 1) * SWIPE * in_sight)
                self.page.wait_for_timeout(120)
                self.strokes += Strokes(swipes=1)
        raise AssertionError(f"{found} never comes in sight")


def field(page, label):
    return page.get_by_label(re.compile(f"^{label}"))
