"""Text as people type it into HR systems: blanks, mojibake, and names in either order."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

BLANKS = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
HIDDEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
UNFOLDABLE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"}
)
APART = re.compile(r"['’‘`´ʼ]")
NOT_WORD = re.compile(r"[\W_]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _words(
    "van von de der den del della di da dos das du la le ten ter te zu zur vom af av el al bin ibn san mac st"
)
SUFFIXES = _words("jr sr ii iii iv phd md mba esq")
QUOTES = "'\"“”„‘’‚«»"
LIKELY_MOJIBAKE = re.compile("[ÂÃÄÅâðÐÎÏ]")


def squeeze(text: str) -> str:
    """One blank between words, none around; characters without width go."""
    if text.isascii() and "  " not in text and text.isprintable():
        return text.strip()
    return BLANKS.sub(" ", unicodedata.normalize("NFC", text.translate(INVISIBLE))).strip()


def unquote(text: str) -> str:
    """`'Eliminated'` → `Eliminated`; an apostrophe on one side only is part of the word."""
    while len(text) > 1 and text[0] in QUOTES and text[-1] in QUOTES:
        text = text[1:-1].strip()
    return text


def mend_letters(text: str) -> str | None:
    """`SÃ¸rensen` → `Sørensen`; None when the text is not UTF-8 that was read as Windows-1252."""
    if text.isascii() or not LIKELY_MOJIBAKE.search(text):
        return None
    try:
        mended = b"".join(_byte(letter) for letter in text).decode("utf-8")
    except UnicodeError:
        return None
    return mended if mended != text else None


def _byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Accents, case and punctuation go: `O'Neil, José` → `oneil jose`."""
    lowered = text.casefold()
    if not lowered.isascii():
        # Taken apart first and last: `Ǿ` hides a letter that has a spelling, `ᴬ` one that has a case.
        lowered = unicodedata.normalize("NFKD", lowered).casefold().translate(UNFOLDABLE)
        lowered = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(letter for letter in lowered if not unicodedata.combining(letter))
    return NOT_WORD.sub(" ", APART.sub("", lowered)).strip()


def split_name(text: str, family_first: bool = False) -> tuple[str, str]:
    """(given names, family name) of a squeezed full name; either may be empty.

    A comma always sets the family name apart: `Last, First M`. Without one the family name is the last word with its
    particles (`Ana de la Cruz`), the words in capitals when others are not (`NGUYEN Thi Mai`), or the first word when
    the column says family first.
    """
    family, comma, given = text.partition(",")
    if comma and fold(given) in SUFFIXES:
        text, comma = family, ""
    if comma:
        return given.strip(" ,"), family.strip()
    words = text.split()
    capitals = [word for word in words if len(word) > 2 and word.isupper()]
    if capitals and len(capitals) < len(words) and all(not w.isupper() or len(w.strip(".")) > 1 for w in words):
        return " ".join(w for w in words if w not in capitals), " ".join(capitals)
    return _split_words(words, family_first)


def _split_words(words: list[str], family_first: bool) -> tuple[str, str]:
    if family_first:
        end = 1 + next((i for i, word in enumerate(words) if fold(word) not in PARTICLES), 0)
        return " ".join(words[end:]), " ".join(words[:end])
    start = len(words) - 1
    if start > 1 and fold(words[start]) in SUFFIXES:
        start -= 1
    while start > 1 and fold(words[start - 1]) in PARTICLES:
        start -= 1
    return " ".join(words[: max(start, 0)]), " ".join(words[max(start, 0) :])


def bag(text: str) -> str:
    """The same for a name in either order: its folded words, sorted."""
    return " ".join(sorted(fold(text).split()))


def readings(text: str) -> list[tuple[list[str], list[str]]]:
    """Every way to read a folded name as (given words, family words), the most usual first."""
    if "," in text:
        given, family = split_name(text)
        return [(fold(given).split(), fold(family).split())]
    words = [word for word in fold(text).split() if word not in SUFFIXES]
    usual = [(words[:cut], words[cut:]) for cut in range(len(words) - 1, 0, -1)]
    return usual + [(words[cut:], words[:cut]) for cut in range(1, len(words))]


def agree(one: list[str], other: list[str]) -> bool:
    """Whether two lists of given names can be one person's: `K.` fits `Katrin`, `John A.` does not fit `John B.`"""
    return all(_same_given(a, b) for a, b in zip(one, other, strict=False))


def _same_given(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) if len(short) == 1 else one == other
