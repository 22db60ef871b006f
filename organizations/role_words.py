"""An organization's own words for the program, its leaders and its mentors, put into what the product says.

Pure. Only whole words of shipped text are replaced, each in one pass; placeholders, tags and addresses in it are left as they are.
"""

import functools
import re
import unicodedata
from typing import NamedTuple

LONGEST = 30
_JOINS = " -'’·"
_NEVER = re.compile(
    r"\b(atoms?|ledgers?|k|juniors?|succession|reprisals?|gen(eration)?s? ?[xyzα]|millennials?|boomers?"
    r"|digital natives?|younger|older)\b",
    re.I,
)
# What must stay: %(name)s, {name}, <tag>, addresses. Then the words, with an article before them.
_SPOKEN = re.compile(
    r"(?P<stays>%\(\w+\)[sd]|\{\w*\}|<[^>]*>|&\w+;|\S+@\S+|\w+://\S+)"
    r"|(?:\b(?P<article>an?) )?\b(?P<word>reverse[ -]mentoring|leaders?|mentors?)\b(?![-_./@]\w)",
    re.I,
)


class Words(NamedTuple):
    """Each as it stands in the middle of a sentence; empty where the shipped word holds."""

    kind: str = ""
    leader: str = ""
    leaders: str = ""
    mentor: str = ""
    mentors: str = ""

    def instead_of(self, shipped):
        key = shipped.lower()
        return getattr(self, "kind" if "mentoring" in key else key)


SHIPPED = Words("reverse mentoring", "leader", "leaders", "mentor", "mentors")


def is_word(text):
    """Letters of any script, parted by spaces, hyphens or apostrophes: it goes into pages and mails as it is."""
    starts = unicodedata.category(text[:1] or " ").startswith("L")
    return starts and len(text) <= LONGEST and all(unicodedata.category(it)[0] in "LM" or it in _JOINS for it in text)


def never_said(text):
    """The first word in it that the product keeps off every page, or nothing."""
    found = _NEVER.search(text)
    return found[0] if found else ""


def names_a_role(text):
    return any(found["word"] for found in _SPOKEN.finditer(text))


@functools.lru_cache(maxsize=20_000)
def reword(text, words):
    return _SPOKEN.sub(lambda found: _instead(found, words), text)


def _instead(found, words):
    if found["stays"] or not (new := words.instead_of(found["word"])):
        return found[0]
    said = _in_case_of(found["word"], new)
    return f"{_article(found['article'], new)} {said}" if found["article"] else said


def _in_case_of(old, new):
    if old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def _article(old, new):
    """English alone has these two; other languages' translations hold no “leader” to find."""
    rest = "n" if unicodedata.normalize("NFD", new)[:1].lower() in "aeiou" else ""
    return old[0] + rest
