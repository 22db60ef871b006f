"""What the values of one column look like, counted once."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from organizations.roster import dates
from organizations.roster.names import squeeze

EMAIL = re.compile(r"(?:.*<|mailto:)?[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+>?$")
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?$")
CODE = re.compile(r"(?=\S*\d)[\w./-]+$")
LETTERS = re.compile(r"[^\W\d_]")
PATH_MARKS = (" / ", ">", "\\", "/")
SHOWN = 40


class Profile:
    """The cells of one column; shares are of filled cells, between 0 and 1."""

    def __init__(self, index: int, header: str, cells: list[str]) -> None:
        self.index = index
        self.header = header
        self.cells = cells
        self.counts = Counter(cell for cell in cells if cell)
        self.filled = sum(self.counts.values())

    @property
    def unique(self) -> float:
        return len(self.counts) / self.filled if self.filled else 0.0

    def count(self, kind: str) -> int:
        return self._kinds[kind]

    def share(self, kind: str) -> float:
        return self._kinds[kind] / self.filled if self.filled else 0.0

    @cached_property
    def _kinds(self) -> Counter[str]:
        kinds: Counter[str] = Counter()
        for value, count in self.counts.items():
            for kind in _kinds_of(value):
                kinds[kind] += count
        return kinds

    @cached_property
    def path_mark(self) -> str:
        """What department paths are split at: the first mark that stands in a tenth of the values, or none."""
        for mark in PATH_MARKS[:3]:
            if sum(count for value, count in self.counts.items() if mark in value) * 10 >= max(self.filled, 1):
                return mark
        return ""

    @property
    def levels(self) -> int:
        return max((value.count(self.path_mark) + 1 for value in self.counts), default=1) if self.path_mark else 1

    @property
    def most(self) -> float:
        return max((float(v.replace(",", ".")) for v in self.counts if NUMBER.match(v)), default=0.0)

    def examples(self) -> tuple[str, ...]:
        chosen = [squeeze(value) for value in self.counts if len(value) <= SHOWN][:2]
        return tuple(chosen or [squeeze(value)[: SHOWN - 1] + "…" for value in list(self.counts)[:1]])


def _kinds_of(value: str) -> list[str]:
    tests = {
        "email": EMAIL.match(value),
        "number": NUMBER.match(value),
        "code": CODE.match(value),
        "zero": value.startswith("0") and value.isdigit() and len(value) > 1,
        "date": dates.parse(value, dates.Order.DAY_FIRST) or dates.parse(value, dates.Order.MONTH_FIRST),
        "comma": "," in value,
        "words": " " in value,
        "wordless": not LETTERS.search(value),
        "name": LETTERS.search(value) and not any(c.isdigit() or c == "@" for c in value),
    }
    return [kind for kind, holds in tests.items() if holds]
