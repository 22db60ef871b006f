"""Finding the header among the first lines, and giving every column a name of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from organizations.roster.errors import RosterError
from organizations.roster.names import fold, squeeze
from organizations.roster.vocabulary import PHRASES

SEARCHED = 25
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
DATA = re.compile(r"@|^\d[\d./: -]*$")


@lru_cache(maxsize=4_096)
def words(header: str) -> tuple[str, ...]:
    """`ManagerID` → `("manager", "id")`; `E-Mail (dienstl.)` → `("e", "mail", "dienstl")`"""
    return tuple(fold(CAMEL.sub(" ", squeeze(header))).split())


@lru_cache(maxsize=4_096)
def fit(header: str, field: str) -> int:
    """How well a header fits a field's phrases: 0 not at all, 300 for the very words; earlier phrases fit better."""
    own = words(header)
    return max((_fit_phrase(own, phrase, rank) for rank, phrase in enumerate(_phrases(field))), default=0)


@lru_cache(maxsize=64)
def _phrases(field: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in PHRASES[field].split("|"))


def _fit_phrase(own: tuple[str, ...], phrase: tuple[str, ...], rank: int) -> int:
    if "".join(own) == "".join(phrase):
        return 300 - rank
    size = len(phrase)
    if len("".join(phrase)) > 2 and any(own[i : i + size] == phrase for i in range(len(own) - size + 1)):
        return 200 + 10 * size - rank - 5 * (len(own) - size)
    return 0


def known(header: str) -> bool:
    return any(fit(header, field) >= 200 for field in PHRASES)


def find(top: Sequence[tuple[int, Sequence[str]]]) -> tuple[int, list[str]]:
    """(line, cells) of the header among the first filled lines: the one with most words that we know.

    Without any known word it is the first line that fills more than half of the usual width.
    """
    if not top:
        raise RosterError("The file has no filled line.")
    width = sorted(_filled(cells) for _, cells in top)[len(top) // 2]
    wide = [(line, cells) for line, cells in top if _filled(cells) >= max(2, width / 2)]
    if not wide:
        raise RosterError(
            "We found one column only. A roster needs names, and a number or an address, in columns of their own.",
            top[0][0],
        )
    line, cells = max(wide, key=lambda item: (_known_share(item[1]), -item[0]))
    if any("@" in cell for cell in cells):
        raise RosterError(f"Line {line} is a person already. The first line must name the columns.", line)
    return line, [squeeze(cell) for cell in cells]


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _known_share(cells: Sequence[str]) -> float:
    filled = [cell for cell in cells if cell.strip()]
    like_data = sum(1 for cell in filled if DATA.search(cell.strip()) or len(cell) > 80)
    return (sum(1 for cell in filled if known(cell)) - 2 * like_data) / len(filled)


def unique(raw: Sequence[str]) -> tuple[str, ...]:
    """Unnamed columns become `Column 3`, doubled ones `Name (2)`."""
    taken: set[str] = set()
    names = []
    for number, cell in enumerate(raw, start=1):
        name = base = cell or f"Column {number}"
        copy = 2
        while name in taken:
            name, copy = f"{base} ({copy})", copy + 1
        taken.add(name)
        names.append(name)
    return tuple(names)
