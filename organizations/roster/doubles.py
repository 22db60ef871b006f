"""Lines of one file that clash: the same number, address, post or name in several."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from organizations.roster.names import fold
from organizations.roster.problems import LINES_KEPT, Problem, listed
from organizations.roster.records import Record
from organizations.roster.vocabulary import Field


def find_doubles(records: list[Record], columns: tuple[str, ...], fields: tuple[Field, ...]) -> list[Problem]:
    """The problems of clashing lines; refuses their records, or takes the doubled address out of them.

    Of lines that say the same in every kept column the first is taken. Which lines are taken does not depend on
    their order otherwise.
    """
    problems = _same_lines(records)
    finder = _Finder(fields)
    finder.posts(records)
    finder.staff_numbers(records)
    finder.emails(records)
    finder.names(records)
    return problems + finder.problems


def groups(records: Iterable[Record], key: Callable[[Record], Hashable]) -> list[list[Record]]:
    """Records with the same key that is not empty, where there are several; in the order of their first."""
    first: dict[Hashable, Record] = {}
    several: dict[Hashable, list[Record]] = {}
    for record in records:
        found = key(record)
        if not found:
            continue
        if found in first:
            several.setdefault(found, [first[found]]).append(record)
        else:
            first[found] = record
    return list(several.values())


def _taken(records: Iterable[Record]) -> list[Record]:
    return [record for record in records if not record.refused]


def _same_lines(records: list[Record]) -> list[Problem]:
    problems = []
    for first, *copies in groups(_taken(records), lambda record: record.raw):
        for copy in copies:
            copy.refused = True
            params = {"first": first.line}
            problems.append(Problem(copy.line, "same_line_twice", params, copy.raw, None, (first.line, copy.line)))
    return problems


class _Finder:
    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        self.problems: list[Problem] = []

    def say(self, group: list[Record], kind: str, field: Field, value: str = "") -> None:
        lines = sorted(record.line for record in group)
        place = self.fields.index(field) if field in self.fields else None
        kept = tuple(lines[:LINES_KEPT])
        for record in group:
            params = {"lines": listed(lines, besides=record.line), "value": value}
            self.problems.append(Problem(record.line, kind, params, record.raw, place, kept))

    def say_once(self, group: list[Record], kind: str, field: Field, value: str) -> None:
        first = min(group, key=lambda record: record.line)
        lines = sorted(record.line for record in group)
        params = {"lines": listed(lines, besides=first.line), "value": value}
        kept = tuple(lines[:LINES_KEPT])
        self.problems.append(Problem(first.line, kind, params, first.raw, self.fields.index(field), kept))

    def posts(self, records: list[Record]) -> None:
        """Said once a reference: two people may share a post, and a post may stand open twice."""
        for group in groups(records, lambda record: record.post):
            self.say_once(group, "post_twice", Field.POST, group[0].post)

    def staff_numbers(self, records: list[Record]) -> None:
        for group in groups(_taken(records), lambda record: record.staff_number):
            self.say(group, "staff_number_twice", Field.STAFF_NUMBER)
            _refuse(group)

    def emails(self, records: list[Record]) -> None:
        for group in groups(_taken(records), lambda record: record.email):
            if _told_apart(group, "staff_number"):
                self.say(group, "email_twice", Field.EMAIL)
                for record in group:
                    record.email = ""
            else:
                self.say(group, "email_names_two", Field.EMAIL)
                _refuse(group)

    def names(self, records: list[Record]) -> None:
        nameless = [record for record in _taken(records) if not record.staff_number and not record.email]
        for group in groups(nameless, lambda record: fold(record.name)):
            field = next(field for field in self.fields if "name" in field.value)
            if _told_apart(group, "post"):
                self.say_once(group, "name_at_posts", field, group[0].name)
            else:
                self._by_unit(group, field)

    def _by_unit(self, group: list[Record], field: Field) -> None:
        if _told_apart(group, "department"):
            return
        self.say(group, "name_twice", field)
        _refuse(group)


def _told_apart(group: list[Record], field: str) -> bool:
    values = [getattr(record, field) for record in group]
    return all(values) and len(set(values)) == len(values)


def _refuse(group: list[Record]) -> None:
    for record in group:
        record.refused = True
