"""The people on the roster already, and which line of a file means which of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from organizations.roster.names import fold
from organizations.roster.problems import LINES_KEPT, Problem, listed
from organizations.roster.records import Record


@dataclass(frozen=True, slots=True)
class ExistingPerson:
    """A person on the roster.

    `fields`: the names in `records.KEPT` → text, dates as ISO, missing or empty when unknown. `manager`: the id of
    another existing person. `active`: has not left.
    """

    id: str
    fields: Mapping[str, str] = field(default_factory=dict)
    manager: str | None = None
    active: bool = True

    def get(self, name: str) -> str:
        return self.fields.get(name) or ""

    @property
    def name(self) -> str:
        return f"{self.get('given_name')} {self.get('family_name')}".strip()


@dataclass(slots=True)
class Matching:
    """`by_record`: place of a record → id. `seen`: every id that some line means, refused lines too."""

    by_record: dict[int, str]
    seen: set[str]
    problems: list[Problem]


Key = tuple[Callable[[Record], str], Callable[[ExistingPerson], str]]

# Strongest first. A post passes from person to person and a name is shared: those two count only together.
KEYS: tuple[Key, ...] = (
    (lambda record: record.staff_number, lambda person: person.get("staff_number")),
    (lambda record: record.email, lambda person: person.get("email").lower()),
    (lambda record: record.post and f"{record.post}|{fold(record.name)}", lambda p: _post_and_name(p)),
    (lambda record: fold(record.name), lambda person: fold(person.name)),
)


def _post_and_name(person: ExistingPerson) -> str:
    return person.get("post") and f"{person.get('post')}|{fold(person.name)}"


def match(records: Sequence[Record], existing: Sequence[ExistingPerson]) -> Matching:
    """Who is who: by staff number, else e-mail, else post and name, else a name that fits one person (in the unit).

    A weaker key never joins two whose stronger keys differ. Records that fit several people, or the same one, are
    refused.
    """
    matching = Matching({}, set(), [])
    left = [place for place, record in enumerate(records) if not record.placeholder]
    for rank, (of_record, of_person) in enumerate(KEYS):
        index: dict[str, list[ExistingPerson]] = {}
        for person in existing:
            if person.id not in matching.seen and (key := of_person(person)):
                index.setdefault(key, []).append(person)
        fits = [(place, _candidates(records[place], index, of_record, rank)) for place in left]
        left = [place for place, people in fits if not people]
        _settle(records, [(place, people) for place, people in fits if people], matching)
    return matching


def _candidates(
    record: Record, index: dict[str, list[ExistingPerson]], of_record: Callable[[Record], str], rank: int
) -> list[ExistingPerson]:
    people = [person for person in index.get(of_record(record), ()) if not _contradicts(record, person, rank)]
    if len(people) > 1 and record.department:
        return [person for person in people if person.get("department") == record.department] or people
    return people


def _contradicts(record: Record, person: ExistingPerson, rank: int) -> bool:
    for of_record, of_person in KEYS[: min(rank, 2)]:
        one, other = of_record(record), of_person(person)
        if one and other and one != other:
            return True
    return rank == 3 and bool(record.post) and bool(person.get("post")) and record.post != person.get("post")


def _settle(records: Sequence[Record], fits: list[tuple[int, list[ExistingPerson]]], matching: Matching) -> None:
    claims: dict[str, list[int]] = {}
    for place, people in fits:
        matching.seen.update(person.id for person in people)
        if len(people) == 1:
            claims.setdefault(people[0].id, []).append(place)
        elif not records[place].refused:
            params = {"count": len(people), "value": people[0].name}
            _refuse(records[place], "fits_several", params, (records[place].line,), matching)
    for identity, places in claims.items():
        taken = [place for place in places if not records[place].refused]
        if len(taken) > 1:
            _refuse_claims(records, taken, matching)
        elif taken:
            matching.by_record[taken[0]] = identity


def _refuse_claims(records: Sequence[Record], places: list[int], matching: Matching) -> None:
    lines = [records[place].line for place in places]
    kept = tuple(lines[:LINES_KEPT])
    for place in places:
        record = records[place]
        params = {"lines": listed(lines, besides=record.line), "value": record.name}
        _refuse(record, "same_person", params, kept, matching)


def _refuse(
    record: Record, kind: str, params: Mapping[str, object], lines: tuple[int, ...], matching: Matching
) -> None:
    record.refused = True
    matching.problems.append(Problem(record.line, kind, params, record.raw, None, lines))
