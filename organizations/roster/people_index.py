"""Finding people by number, reference, address or name, among the file's lines and those on the roster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    """Exact keys and name keys, each index made when first asked for."""

    def __init__(
        self, records: Sequence[Record], existing: Mapping[str, ExistingPerson], matched: Mapping[int, str]
    ) -> None:
        self.records = records
        self.existing = existing
        self.place_of = {identity: place for place, identity in matched.items()}

    def who(self, identity: str) -> Who:
        return self.place_of.get(identity, identity)

    def name_of(self, who: Who) -> str:
        return self.records[who].name if isinstance(who, int) else self.existing[who].name

    def _by(self, field: str) -> Index:
        return self._index(lambda record: [getattr(record, field)], lambda person: [person.get(field)])

    def _index(
        self, of_record: Callable[[Record], list[str]], of_person: Callable[[ExistingPerson], list[str]]
    ) -> Index:
        index: Index = {}
        for place, record in enumerate(self.records):
            for key in of_record(record):
                _add(index, key, place)
        for identity, person in self.existing.items():
            for key in of_person(person):
                _add(index, key, self.who(identity))
        return index

    @cached_property
    def numbers(self) -> Index:
        return self._by("staff_number")

    @cached_property
    def bare_numbers(self) -> Index:
        """Excel drops zeros in front in one column and keeps them in another."""
        return self._index(lambda r: [r.staff_number.lstrip("0")], lambda p: [p.get("staff_number").lstrip("0")])

    @cached_property
    def posts(self) -> Index:
        return self._by("post")

    @cached_property
    def emails(self) -> Index:
        return self._by("email")

    @cached_property
    def bags(self) -> Index:
        return self._index(lambda record: [_bag_of(record)], lambda person: [bag(person.name)])

    @cached_property
    def firsts(self) -> Index:
        """`first given name|family name`"""
        return self._index(
            lambda r: [] if r.placeholder else _first_keys(r.given_name, r.family_name, False),
            lambda p: _first_keys(p.get("given_name"), p.get("family_name"), False),
        )

    @cached_property
    def initials(self) -> Index:
        """`initial|family name`"""
        return self._index(
            lambda r: [] if r.placeholder else _first_keys(r.given_name, r.family_name, True),
            lambda p: _first_keys(p.get("given_name"), p.get("family_name"), True),
        )

    def by_number(self, text: str) -> tuple[Who, ...]:
        return self.numbers.get(text) or (self.bare_numbers.get(text.lstrip("0"), ()) if text.isdigit() else ())

    def by_post(self, text: str) -> tuple[Who, ...]:
        return self.posts.get(text, ())

    def by_email(self, text: str) -> tuple[Who, ...]:
        return self.emails.get(address(text), ()) if "@" in text else ()

    def by_name(self, text: str) -> tuple[Who, ...]:
        """The same words in any order; else the first given name and the family name; else an initial and it."""
        if not any(letter.isalpha() for letter in text):
            return ()
        return (
            self.bags.get(bag(text))
            or self._by_reading(text, self.firsts, 0)
            or self._by_reading(text, self.initials, 1)
        )

    def _by_reading(self, text: str, index: Index, size: int) -> tuple[Who, ...]:
        found: dict[Who, None] = {}
        for given, family in readings(text):
            if given and family and (not size or len(given[0]) == 1 or len(given) == 1):
                key = f"{given[0][:1] if size else given[0]}|{' '.join(family)}"
                fitting = [who for who in index.get(key, ()) if agree(given, fold(self._given(who)).split())]
                found.update(dict.fromkeys(fitting))
        return tuple(found)

    def _given(self, who: Who) -> str:
        return self.records[who].given_name if isinstance(who, int) else self.existing[who].get("given_name")


def _add(index: Index, key: str, who: Who) -> None:
    found = index.get(key, ())
    if key and len(found) < ENOUGH and who not in found:
        index[key] = (*found, who)


def _bag_of(record: Record) -> str:
    return "" if record.placeholder else bag(record.name)


def _first_keys(given: str, family: str, initial: bool) -> list[str]:
    first = fold(given).split(" ")[0]
    return [f"{first[:1] if initial else first}|{fold(family)}"] if first and family else []
