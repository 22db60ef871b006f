"""Notes that two people type at once: no word of either is lost. Pure: texts in, a text out.

A text is compared as words, each with the space before it. Of a base and two texts made from it a word stays if both kept
it, and all that either put in stays. A page sends the text that it last had in common with the server, so that the server keeps no
old versions.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST = 20_000  # characters that a page may send
PAGES = 40  # pages whose last delivery is remembered
MOST_ALIKE = 200_000  # pairs of equal words that are compared; far more would take seconds

WORD = re.compile(r"(\s*)(\S+)")
PIECE = re.compile(r"\s+|\S+")
_LINES = re.compile(r"\r\n?")

Word = tuple[str, str]  # (the space before it, the word): "" ends the text
Seen = list[tuple[str, int]]  # [[page, number of its last delivery], …], the latest last


@dataclass(frozen=True)
class Delivery:
    """What a page sends: `text` was made from `base`; of what it sent before it may not know whether it arrived."""

    page: str
    number: int
    base: str
    text: str
    unsure_page: str = ""
    unsure_number: int = 0
    unsure_text: str = ""

    @property
    def only_asks(self) -> bool:
        """Whether it brings nothing, and wants to know what the other has written."""
        return self.text == self.base and not self.unsure_page


def plain(text: str) -> str:
    """Lines as a page has them, and nothing that a database refuses."""
    return _LINES.sub("\n", text).replace("\0", "")


def take(text: str, seen: Seen, delivery: Delivery) -> tuple[str, Seen]:
    """The notes with what was delivered, and what is remembered of deliveries. One that comes twice, or too late, changes nothing."""
    last = dict(seen)
    if delivery.number <= last.get(delivery.page, 0):
        return text, seen
    arrived = delivery.unsure_page in last and last[delivery.unsure_page] == delivery.unsure_number
    base = delivery.unsure_text if arrived else delivery.base
    others = [(page, number) for page, number in seen if page != delivery.page]
    return merge(base, delivery.text, text), [*others, (delivery.page, delivery.number)][-PAGES:]


def merge(base: str, mine: str, theirs: str) -> str:
    """Both texts in one. Where both put something in at one place, theirs comes first; the same is put in once."""
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    words = _words(base)
    one, other = _Edit(words, _words(mine)), _Edit(words, _words(theirs))
    return _joined(_kept_and_put_in(words, one, other))


def edits(old: str, new: str) -> list[tuple[int, int, str]]:
    """What makes the new text of the old one: [(start, end, text), …] from the end on, places counted as browsers count them."""
    then, now = PIECE.findall(old), PIECE.findall(new)
    places, at = [0], 0
    for piece in then:
        at += len(piece.encode("utf-16-le")) // 2
        places.append(at)
    changes = [(places[i], places[j], "".join(now[k:m])) for i, j, k, m in _changes(then, now)]
    return changes[::-1]


def _words(text: str) -> list[Word]:
    return [*WORD.findall(text), (text[len(text.rstrip()) :], "")]


class _Edit:
    """How one text was made of the base: which words it kept, with which space before, and what it put in before which word."""

    def __init__(self, base: Sequence[Word], text: Sequence[Word]) -> None:
        self.kept: dict[int, str] = {}
        self.put_in: dict[int, list[Word]] = {}
        done = shift = 0
        for i, j, k, m in _changes([word for _, word in base], [word for _, word in text]):
            self.kept |= {n: text[n + shift][0] for n in range(done, i)}
            self.put_in[i] = list(text[k:m])
            done, shift = j, m - j
        self.kept |= {n: text[n + shift][0] for n in range(done, len(base))}


def _kept_and_put_in(base: Sequence[Word], mine: _Edit, theirs: _Edit) -> Iterator[tuple[Word, str]]:
    """Each word of the merged text, and what parts it from the one before if nothing else does."""
    for n, (space, word) in enumerate(base):
        for number, chunk in enumerate(_both(theirs.put_in.get(n, []), mine.put_in.get(n, []))):
            yield from ((it, "\n" if number and not i else " ") for i, it in enumerate(chunk))
        if n in mine.kept and n in theirs.kept:
            yield (mine.kept[n] if mine.kept[n] != space else theirs.kept[n], word), " "


def _both(theirs: list[Word], mine: list[Word]) -> list[list[Word]]:
    """At one place: what one of them put in may be the beginning of what the other did."""
    told, own = [word for _, word in theirs], [word for _, word in mine]
    if told[: len(own)] == own:
        return [theirs]
    return [mine] if own[: len(told)] == told else [theirs, mine]


def _joined(words: Iterator[tuple[Word, str]]) -> str:
    """Two words that came from two people are never run together."""
    pieces: list[str] = []
    for (space, word), parting in words:
        pieces.append(f"{space or (parting if pieces and word else '')}{word}")
    return "".join(pieces)


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """(i, j, k, m): old[i:j] became new[k:m]. What both begin and end with is not looked at."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    for i, j, k, m in _compared(old[head : len(old) - tail], new[head : len(new) - tail]):
        yield i + head, j + head, k + head, m + head


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    counts = Counter(new)
    if sum(counts[piece] for piece in old) > MOST_ALIKE:
        yield from _by_rare_words(old, new, counts)
        return
    for verb, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb != "equal":
            yield i, j, k, m


def _by_rare_words(old: Sequence[str], new: Sequence[str], counts: Counter[str]) -> Iterator[tuple[int, int, int, int]]:
    """Between words that stand once in both, whatever is not the same from either side was changed as a whole."""
    once = {word for word, n in Counter(old).items() if n == 1 == counts[word]}
    then = [n for n, word in enumerate(old) if word in once]
    now = [n for n, word in enumerate(new) if word in once]
    matcher = SequenceMatcher(None, [old[n] for n in then], [new[n] for n in now], autojunk=False)
    same = [(then[a + n], now[b + n]) for a, b, size in matcher.get_matching_blocks() for n in range(size)]
    i = k = 0
    for j, m in [*same, (len(old), len(new))]:
        head = _alike(old[i:j], new[k:m])
        tail = _alike(old[i + head : j][::-1], new[k + head : m][::-1])
        if (i + head, k + head) != (j - tail, m - tail):
            yield i + head, j - tail, k + head, m - tail
        i, k = j + 1, m + 1
