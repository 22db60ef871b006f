"""What an import would do to the roster: computed, stored, shown, and only then applied by others."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from organizations.roster.existing import ExistingPerson, Matching, match
from organizations.roster.managers import Managers, Outcome, resolve
from organizations.roster.people import People
from organizations.roster.problems import Problem
from organizations.roster.records import Record

# Who the manager is: ("id", id of a person on the roster), ("line", line of a person added by the same plan) or None.
ManagerKey = tuple[str, str | int] | None


@dataclass(frozen=True, slots=True)
class Addition:
    line: int
    values: dict[str, str]
    manager: ManagerKey = None

    @property
    def name(self) -> str:
        return f"{self.values.get('given_name', '')} {self.values.get('family_name', '')}".strip()


@dataclass(frozen=True, slots=True)
class Change:
    """`fields`: name → (old, new). `manager`: (old, new) when it changes. `returns`: had left, is back."""

    line: int
    id: str
    name: str
    fields: dict[str, tuple[str, str]]
    manager: tuple[ManagerKey, ManagerKey] | None = None
    returns: bool = False


@dataclass(frozen=True, slots=True)
class Leaver:
    """Someone who has left; `line` is None when they are missing from the file and the caller says that they left."""

    line: int | None
    id: str
    name: str
    left_on: str


@dataclass(frozen=True, slots=True)
class Missing:
    id: str
    name: str


@dataclass(slots=True)
class Plan:
    """`past`: lines of people who had left before the roster knew them; nothing is written for them."""

    lines: int
    additions: list[Addition] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    leavers: list[Leaver] = field(default_factory=list)
    past: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    managers: dict[str, int] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        return bool(self.additions or self.changes or self.leavers)

    def summary(self) -> dict[str, Any]:
        """Counts only, no names: for logs, `--json`, and the page's head."""
        return {
            "lines": self.lines,
            "additions": len(self.additions),
            "changes": len(self.changes),
            "unchanged": len(self.unchanged),
            "leavers": len(self.leavers),
            "past_leavers": len(self.past),
            "missing": len(self.missing),
            "refused": len(self.refused),
            "changed_fields": dict(sorted(Counter(self._changed_fields()).items())),
            "managers": self.managers,
            "problems": dict(sorted(Counter(problem.kind for problem in self.problems).items())),
            "weights": dict(sorted(Counter(str(problem.weight) for problem in self.problems).items())),
        }

    def _changed_fields(self) -> Iterable[str]:
        for change in self.changes:
            yield from change.fields
            if change.manager:
                yield "manager"

    def to_dict(self) -> dict[str, Any]:
        """Lists, dicts, text and numbers only; `from_dict` gives an equal plan back."""
        return {
            "lines": self.lines,
            "additions": [[a.line, a.values, _listed(a.manager)] for a in self.additions],
            "changes": [_change_to_list(change) for change in self.changes],
            "unchanged": self.unchanged,
            "missing": [[m.id, m.name] for m in self.missing],
            "leavers": [[leaver.line, leaver.id, leaver.name, leaver.left_on] for leaver in self.leavers],
            "past": self.past,
            "refused": self.refused,
            "problems": [problem.to_dict() for problem in self.problems],
            "columns": self.columns,
            "managers": self.managers,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Plan:
        return cls(
            lines=data["lines"],
            additions=[Addition(line, values, _key(manager)) for line, values, manager in data["additions"]],
            changes=[_change_from_list(item) for item in data["changes"]],
            unchanged=list(data["unchanged"]),
            missing=[Missing(*item) for item in data["missing"]],
            leavers=[Leaver(*item) for item in data["leavers"]],
            past=list(data["past"]),
            refused=list(data["refused"]),
            problems=[Problem.from_dict(item) for item in data["problems"]],
            columns=list(data["columns"]),
            managers=dict(data["managers"]),
        )


def _listed(key: ManagerKey) -> list[str | int] | None:
    return list(key) if key else None


def _key(data: Sequence[Any] | None) -> ManagerKey:
    return (data[0], data[1]) if data else None


def _change_to_list(change: Change) -> list[Any]:
    manager = [_listed(key) for key in change.manager] if change.manager else None
    fields = {name: list(pair) for name, pair in change.fields.items()}
    return [change.line, change.id, change.name, fields, manager, change.returns]


def _change_from_list(data: Sequence[Any]) -> Change:
    line, identity, name, fields, manager, returns = data
    pairs = {name: (old, new) for name, (old, new) in fields.items()}
    return Change(line, identity, name, pairs, (_key(manager[0]), _key(manager[1])) if manager else None, returns)


def make_plan(people: People, existing: Sequence[ExistingPerson], today: dt.date, missing_left: bool = False) -> Plan:
    """Compare a file's people to the roster.

    An empty cell never empties a field, and an unresolved manager leaves the one who was there; a manager cell that
    names the top ("XX", "Board of Directors") takes the manager away. `missing_left` makes leavers, as of today, of
    active people whom no line means. The same input gives the same plan; after it is applied, the same file gives a
    plan without additions, changes or leavers.
    """
    matching = match(people.records, existing)
    planner = _Planner(people, existing, matching)
    planner.withhold_taken_emails()
    planner.managers = resolve(people, existing, matching.by_record)
    plan = planner.plan()
    planner.settle_missing(plan, today if missing_left else None)
    return plan


class _Planner:
    managers: Managers

    def __init__(self, people: People, existing: Sequence[ExistingPerson], matching: Matching) -> None:
        self.people = people
        self.existing = {person.id: person for person in existing}
        self.matching = matching
        self.problems: list[Problem] = []

    def withhold_taken_emails(self) -> None:
        """An address that stays somebody else's is left open: addresses are unique on a roster."""
        keeps = {person.get("email").lower(): person.id for person in self.existing.values() if person.get("email")}
        for place, identity in self.matching.by_record.items():
            record, person = self.people.records[place], self.existing[identity]
            if record.email and record.email != person.get("email") and not record.refused and not record.leaver:
                keeps.pop(person.get("email").lower(), None)
        for place, record in enumerate(self.people.records):
            owner = keeps.get(record.email) if record.email and not record.refused else None
            if owner and owner != self.matching.by_record.get(place):
                self._withhold(record, owner)

    def _withhold(self, record: Record, owner: str) -> None:
        params = {"value": record.email, "other": self.existing[owner].name}
        place = next(i for i, name in enumerate(self.people.fields) if name == "email")
        self.problems.append(Problem(record.line, "email_taken", params, record.raw, place, (record.line,)))
        record.email = ""

    def plan(self) -> Plan:
        problems = [*self.people.problems, *self.problems, *self.matching.problems, *self.managers.problems]
        plan = Plan(
            lines=len(self.people.records),
            problems=sorted(problems, key=lambda problem: problem.order),
            columns=list(self.people.columns),
            managers=self.managers.counts(),
        )
        for place, record in enumerate(self.people.records):
            self._sort(plan, place, record)
        return plan

    def _sort(self, plan: Plan, place: int, record: Record) -> None:
        identity = self.matching.by_record.get(place)
        if record.refused:
            plan.refused.append(record.line)
        elif identity is None and record.leaver:
            plan.past.append(record.line)
        elif identity is None:
            plan.additions.append(Addition(record.line, record.values(), self._manager(self.managers.outcomes[place])))
        elif record.leaver:
            self._leave(plan, record, self.existing[identity])
        else:
            self._compare(plan, record, self.existing[identity], self.managers.outcomes[place])

    def _leave(self, plan: Plan, record: Record, person: ExistingPerson) -> None:
        if person.active:
            plan.leavers.append(Leaver(record.line, person.id, person.name, record.left_on))
        else:
            plan.unchanged.append(record.line)

    def _compare(self, plan: Plan, record: Record, person: ExistingPerson, outcome: Outcome) -> None:
        said = record.values()
        fields = {name: (person.get(name), value) for name, value in said.items() if value != person.get(name)}
        if not person.active and person.get("left_on") and not record.left_on:
            fields["left_on"] = (person.get("left_on"), "")
        manager = self._manager_change(person, outcome)
        if fields or manager or not person.active:
            plan.changes.append(Change(record.line, person.id, person.name, fields, manager, not person.active))
        else:
            plan.unchanged.append(record.line)

    def _manager_change(self, person: ExistingPerson, outcome: Outcome) -> tuple[ManagerKey, ManagerKey] | None:
        if outcome.state not in ("resolved", "top"):
            return None
        old, new = ("id", person.manager) if person.manager else None, self._manager(outcome)
        return (old, new) if old != new else None

    def _manager(self, outcome: Outcome) -> ManagerKey:
        if outcome.who is None:
            return None
        if isinstance(outcome.who, str):
            return ("id", outcome.who)
        identity = self.matching.by_record.get(outcome.who)
        return ("id", identity) if identity else ("line", self.people.records[outcome.who].line)

    def settle_missing(self, plan: Plan, left_on: dt.date | None) -> None:
        for person in self.existing.values():
            if person.active and person.id not in self.matching.seen:
                if left_on:
                    plan.leavers.append(Leaver(None, person.id, person.name, left_on.isoformat()))
                else:
                    plan.missing.append(Missing(person.id, person.name))
