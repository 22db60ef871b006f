"""What changed between two wordings, word by word. Pure: two texts in, their pieces out."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Piece = tuple[Literal["same", "out", "in"], str]
Words = list[tuple[str, str]]  # (the space before it, the word): "" ends the text

WORD = re.compile(r"(\s*)(\w+(?:['’\-]\w+)*|[^\w\s]|\Z)")
MOST_ALIKE = 50_000  # pairs of equal words; a page of prose has a tenth, and far more would take seconds to compare


def differences(before: str, after: str) -> list[Piece]:
    """The pieces in reading order, what was taken out before what came in.

    "same" and "out" joined are the wording before, "same" and "in" joined the wording after, to the letter.
    """
    then, now = WORD.findall(before), WORD.findall(after)
    head = _alike(then, now)
    tail = _alike(then[head:][::-1], now[head:][::-1])
    middle = _compared(then[head : len(then) - tail], now[head : len(now) - tail])
    whole: list[Piece] = [("same", _text(then[:head])), *middle, ("same", _text(then[len(then) - tail :]))]
    return _joined(whole)


def _alike(one: Words, other: Words) -> int:
    """How many words both begin with."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _text(words: Words) -> str:
    return "".join(space + word for space, word in words)


def _compared(then: Words, now: Words) -> Iterator[Piece]:
    old, new = [word for _, word in then], [word for _, word in now]
    counts = Counter(new)
    if sum(counts[word] for word in old) > MOST_ALIKE:
        yield from (("out", _text(then)), ("in", _text(now)))
        return
    for verb, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal" and any(word[:1].isalnum() for word in old[i:j]):
            yield from _held(then[i:j], now[k:m])
        else:  # a comma alone between two changes belongs to them
            yield from (("out", _text(then[i:j])), ("in", _text(now[k:m])))


def _held(then: Words, now: Words) -> Iterator[Piece]:
    """Equal words, whatever the space before each was."""
    for (space, word), (other, _) in zip(then, now, strict=True):
        yield from (("same", space + word),) if space == other else (("out", space), ("in", other), ("same", word))


def _joined(pieces: list[Piece]) -> list[Piece]:
    """At most one piece of a kind for each change, never an empty one."""
    joined: list[Piece] = []
    for same, run in groupby((piece for piece in pieces if piece[1]), key=lambda piece: piece[0] == "same"):
        parts = list(run)
        out, come = (("".join(text for its, text in parts if its == kind)) for kind in ("out", "in"))
        joined += [("same", "".join(text for _, text in parts))] if same else [("out", out), ("in", come)]
    return [piece for piece in joined if piece[1]]
