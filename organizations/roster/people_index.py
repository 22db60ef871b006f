"""Finding people by number, reference, address or name, among the file's lines and those on the roster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from organizations.roster.cells import address
from organizations.roster.existing import ExistingPerson
from organizations.roster.names import agree, bag, fold, readings
from organizations.roster.records import Record

# A record is known by its place in the file, a person that no line means by their id.
Who = int | str
Index = dict[str, tuple[Who, ...]]
ENOUGH = 50  # what fits so many is ambiguous, and counting on would take time in the square of them


class PeopleIndex:
    """Exact keys and name keys, each index made when first needed.

    `asked`: every text that will be looked up. An index of the keys that these can have is a tenth of one of all people's.
    """

    def __init__(
        self,
        records: Sequence[Record],
        existing: Mapping[str, ExistingPerson],
        matched: Mapping[int, str],
        asked: Iterable[str],
    ) -> None:
        self.records = records
        self.existing = existing
        self.place_of = {identity: place for place, identity in matched.items()}
        self.asked = list(asked)

    def who(self, identity: str) -> Who:
        return self.place_of.get(identity, identity)

    def name_of(self, who: Who) -> str:
        return self.records[who].name if isinstance(who, int) else self.existing[who].name

    def _by(self, field: str, asked: Iterable[str]) -> Index:
        return self._index(asked, lambda record: [getattr(record, field)], lambda person: [person.get(field)])

    def _index(
        self,
        asked: Iterable[str],
        of_record: Callable[[Record], list[str]],
        of_person: Callable[[ExistingPerson], list[str]],
    ) -> Index:
        index: Index = dict.fromkeys(filter(None, asked), ())
        for place, record in enumerate(self.records if index else ()):
            for key in of_record(record):
                _add(index, key, place)
        for identity, person in self.existing.items() if index else ():
            for key in of_person(person):
                _add(index, key, self.who(identity))
        return index

    @cached_property
    def numbers(self) -> Index:
        return self._by("staff_number", self.asked)

    @cached_property
    def bare_numbers(self) -> Index:
        """Excel drops zeros in front in one column and keeps them in another."""
        asked = (text.lstrip("0") for text in self.asked if text.isdecimal())
        return self._index(asked, lambda r: [r.staff_number.lstrip("0")], lambda p: [p.get("staff_number").lstrip("0")])

    @cached_property
    def posts(self) -> Index:
        return self._by("post", self.asked)

    @cached_property
    def emails(self) -> Index:
        return self._by("email", (address(text) for text in self.asked if "@" in text))

    @cached_property
    def bags(self) -> Index:
        asked = (bag(text) for text in self.asked if _lettered(text))
        return self._index(asked, lambda record: [_bag_of(record)], lambda person: [bag(person.name)])

    @cached_property
    def firsts(self) -> Index:
        """`first given name|family name`"""
        return self._by_first(initial=False)

    @cached_property
    def initials(self) -> Index:
        """`initial|family name`"""
        return self._by_first(initial=True)

    def _by_first(self, initial: bool) -> Index:
        left = (text for text in self.asked if _lettered(text) and not self.bags.get(bag(text)))
        return self._index(
            (key for text in left for key, _ in _asked_keys(text, initial)),
            lambda r: [] if r.placeholder else _first_keys(r.given_name, r.family_name, initial),
            lambda p: _first_keys(p.get("given_name"), p.get("family_name"), initial),
        )

    def by_number(self, text: str) -> tuple[Who, ...]:
        return self.numbers.get(text) or (self.bare_numbers.get(text.lstrip("0"), ()) if text.isdecimal() else ())

    def by_post(self, text: str) -> tuple[Who, ...]:
        return self.posts.get(text, ())

    def by_email(self, text: str) -> tuple[Who, ...]:
        return self.emails.get(address(text), ()) if "@" in text else ()

    def by_name(self, text: str) -> tuple[Who, ...]:
        """The same words in any order; else the first given name and the family name; else an initial and it."""
        if not _lettered(text):
            return ()
        return self.bags.get(bag(text)) or self._by_reading(text, False) or self._by_reading(text, True)

    def _by_reading(self, text: str, initial: bool) -> tuple[Who, ...]:
        index = self.initials if initial else self.firsts
        found: dict[Who, None] = {}
        for key, given in _asked_keys(text, initial):
            fitting = [who for who in index.get(key, ()) if agree(given, fold(self._given(who)).split())]
            found.update(dict.fromkeys(fitting))
        return tuple(found)

    def _given(self, who: Who) -> str:
        return self.records[who].given_name if isinstance(who, int) else self.existing[who].get("given_name")


def _lettered(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _add(index: Index, key: str, who: Who) -> None:
    found = index.get(key)
    if found is not None and len(found) < ENOUGH and who not in found:
        index[key] = (*found, who)


def _bag_of(record: Record) -> str:
    return "" if record.placeholder else bag(record.name)


def _first_keys(given: str, family: str, initial: bool) -> list[str]:
    first = fold(given).split(" ")[0]
    return [_key(first, fold(family), initial)] if first and family else []


def _asked_keys(text: str, initial: bool) -> Iterator[tuple[str, list[str]]]:
    """(key, given names) of each reading of a name; only a name with one given name may be meant by an initial."""
    for given, family in readings(text):
        if given and family and (not initial or len(given[0]) == 1 or len(given) == 1):
            yield _key(given[0], " ".join(family), initial), given


def _key(first: str, family: str, initial: bool) -> str:
    return f"{first[:1] if initial else first}|{family}"
