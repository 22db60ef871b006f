"""Who reports to whom: resolved, or listed with the reason why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from organizations.roster import cycles
from organizations.roster.existing import ExistingPerson
from organizations.roster.names import fold
from organizations.roster.people import People
from organizations.roster.people_index import PeopleIndex, Who
from organizations.roster.problems import Problem
from organizations.roster.records import Record
from organizations.roster.vocabulary import PLACEHOLDERS, TOPS, Field

WAYS = ("number", "post", "email", "name")
SHOWN = 60
FEW = 3  # so many different numbers must all miss before a column counts as foreign


NOTHING: Mapping[str, Any] = MappingProxyType({})  # one for all: a dict for each of 100,000 lines takes 6 MB


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line's manager.

    `state`: resolved, top (nobody above), blank (the line says nothing), vacant (a post above without a person, and
    nobody above that), or the kind of its problem without `manager_`. `how`: number, post, email or name. `who`: a
    record's place or an existing person's id.
    """

    state: str
    how: str = ""
    who: Who | None = None
    params: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


BLANK = Outcome("blank")
TOP = Outcome("top")


@dataclass(slots=True)
class Managers:
    outcomes: list[Outcome]
    problems: list[Problem]

    def counts(self) -> dict[str, int]:
        """`{"by name": 190, "top": 2, "unknown": 5 …}`, of lines that are imported and have not left."""
        keys = (f"by {o.how}" if o.state == "resolved" else o.state for o in self.outcomes if o is not NOT_ASKED)
        return dict(sorted(Counter(keys).items()))


NOT_ASKED = Outcome("not asked")


def resolve(people: People, existing: Sequence[ExistingPerson], matched: Mapping[int, str]) -> Managers:
    """The manager of every line that is imported and has not left.

    `matched`: place of a record → id of the person it means. Linear in the number of lines.
    """
    resolver = _Resolver(people, {person.id: person for person in existing}, matched)
    resolver.drop_foreign_numbers()
    outcomes = [resolver.outcome(place) for place in range(len(people.records))]
    outcomes = cycles.open_cycles(people.records, outcomes, resolver.index)
    resolver.list_problems(outcomes)
    return Managers(outcomes, resolver.problems)


class _Resolver:
    def __init__(self, people: People, existing: Mapping[str, ExistingPerson], matched: Mapping[int, str]) -> None:
        self.people = people
        self.records = people.records
        self.fields = [way for way in WAYS if f"manager_{way}" in people.fields]
        self.index = PeopleIndex(people.records, existing, matched, self._asked())
        self.problems: list[Problem] = []
        self.found: dict[tuple[str, str], tuple[str, tuple[Who, ...]]] = {}

    def _asked(self) -> set[str]:
        return {text for way in self.fields for r in self.records if (text := getattr(r, f"manager_{way}"))}

    def outcome(self, place: int) -> Outcome:
        record = self.records[place]
        if record.refused or record.leaver:
            return NOT_ASKED
        return self._climb(place, self._direct(place, record))

    def _direct(self, place: int, record: Record) -> Outcome:
        """What the line itself says, before posts without a person are climbed over."""
        said = [(way, text) for way in self.fields if (text := getattr(record, f"manager_{way}"))]
        failed = None
        for way, text in said:
            outcome = self._read(place, way, text)
            if outcome.state in ("resolved", "top", "self"):
                return outcome
            failed = failed or outcome
        return failed or BLANK

    def _read(self, place: int, way: str, text: str) -> Outcome:
        folded = fold(text)
        if folded in TOPS:
            return TOP
        if folded in PLACEHOLDERS or not folded:
            return Outcome("vacant", params={"value": text[:SHOWN]})
        how, people = self._look_up(way, text)
        return self._judge(place, how, people, text)

    def _look_up(self, way: str, text: str) -> tuple[str, tuple[Who, ...]]:
        """The column's own way first, then the others: exports mix numbers and names in one column."""
        if (way, text) not in self.found:
            self.found[way, text] = next(
                ((how, people) for how in (way, *WAYS) if (people := getattr(self.index, f"by_{how}")(text))),
                (way, ()),
            )
        return self.found[way, text]

    def _judge(self, place: int, how: str, people: tuple[Who, ...], text: str) -> Outcome:
        if not people:
            return Outcome("unknown", how, params={"value": text[:SHOWN]})
        fitting = self._worth(people)
        if len(fitting) > 1:
            shown = sorted(self._shown(who) for who in fitting[:50])
            return Outcome("ambiguous", how, params={"value": text[:SHOWN], "candidates": ", ".join(shown[:5])})
        who = fitting[0]
        if who == place:
            return Outcome("self", how)
        return self._judge_one(who, how, text)

    def _judge_one(self, who: Who, how: str, text: str) -> Outcome:
        record = self.records[who] if isinstance(who, int) else None
        gone = record.leaver if record else not self._works(who)
        if record and record.refused and not record.placeholder:
            return Outcome("refused", how, params={"value": text[:SHOWN], "manager_line": record.line})
        if gone:
            return Outcome("left", how, params={"value": text[:SHOWN], "manager_line": record.line if record else "–"})
        return Outcome("resolved", how, who)

    def _worth(self, people: tuple[Who, ...]) -> tuple[Who, ...]:
        """Of several, those who are imported and work here; else the first post of several that are all open."""
        if len(people) == 1:
            return people
        best = tuple(who for who in people if self._works(who))
        if best:
            return best
        above = {self._manager_cells(who) for who in people}
        return people[:1] if len(above) == 1 else people

    def _works(self, who: Who) -> bool:
        if isinstance(who, str):
            return self.index.existing[who].active
        return not (self.records[who].refused or self.records[who].leaver)

    def _manager_cells(self, who: Who) -> object:
        if isinstance(who, str):
            return who
        record = self.records[who]
        return (record.placeholder, *(getattr(record, f"manager_{way}") for way in self.fields))

    def _shown(self, who: Who) -> str:
        line = f" (line {self.records[who].line})" if isinstance(who, int) else ""
        return f"{self.index.name_of(who)}{line}"

    def _climb(self, place: int, outcome: Outcome) -> Outcome:
        """Over posts that name nobody to the next person above: who sits above an open post still sits above."""
        if not isinstance(outcome.who, int) or not self.records[outcome.who].placeholder:
            return outcome
        first, seen = self.records[outcome.who], {place}
        while isinstance(outcome.who, int) and self.records[outcome.who].placeholder and outcome.who not in seen:
            seen.add(outcome.who)
            outcome = self._direct(outcome.who, self.records[outcome.who])
        return self._above(place, outcome, first)

    def _above(self, place: int, outcome: Outcome, first: Record) -> Outcome:
        """What climbing from the open post `first` came to; a circle of open posts comes to nobody."""
        who = outcome.who
        post = first.post or first.staff_number or f"line {first.line}"
        if outcome.state == "top":
            return TOP
        if who is None or (isinstance(who, int) and self.records[who].placeholder):
            return Outcome("vacant", outcome.how, params={"value": post, "next": "nobody"})
        if who == place:
            return Outcome("self", outcome.how)
        return Outcome("resolved", outcome.how, who, {"value": post, "next": self.index.name_of(who)})

    def drop_foreign_numbers(self) -> None:
        """Numbers that are nobody's here, or that name other people than the name beside them, are not looked at."""
        if "number" not in self.fields or not self._foreign():
            return
        self.fields.remove("number")
        place = self.people.fields.index(Field.MANAGER_NUMBER)
        params = {"column": self.people.columns[place]}
        self.problems.append(Problem(None, "manager_numbers_foreign", params, marked=place))

    def _foreign(self) -> bool:
        numbers = {
            r.manager_number for r in self.records if r.manager_number.isalnum() and not r.manager_number.isalpha()
        }
        hits = {number for number in numbers if self.index.by_number(number)}
        if not hits:
            return len(numbers) >= FEW
        return "name" in self.fields and self._names_disagree(hits)

    def _names_disagree(self, hits: set[str]) -> bool:
        pairs = {
            (r.manager_number, r.manager_name) for r in self.records if r.manager_number in hits and r.manager_name
        }
        fitting = [bool(set(self.index.by_number(n)) & set(self.index.by_name(name))) for n, name in pairs]
        return len(fitting) > 2 * sum(fitting)

    def list_problems(self, outcomes: list[Outcome]) -> None:
        for record, outcome in zip(self.records, outcomes, strict=True):
            kind = f"manager_{outcome.state}"
            if outcome.state in ("unknown", "ambiguous", "self", "left", "refused"):
                self._say(record, kind, outcome)
            elif outcome.state in ("resolved", "vacant") and "next" in outcome.params:
                self._say(record, "manager_vacant", outcome)
        self.problems += cycles.problems(self.records, outcomes, self._place)

    def _say(self, record: Record, kind: str, outcome: Outcome) -> None:
        place = self._place(record)
        self.problems.append(Problem(record.line, kind, outcome.params, record.raw, place, (record.line,)))

    def _place(self, record: Record) -> int | None:
        fields = [f"manager_{way}" for way in self.fields]
        named = [field for field in fields if getattr(record, field)]
        return self.people.fields.index(Field(named[0])) if named else None
