"""Rows into records: cleaned values, refused lines, leavers."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import available_timezones

from organizations.roster import dates, headers
from organizations.roster.cells import NAMES, Cell, clean, language
from organizations.roster.columns import Guess
from organizations.roster.doubles import find_doubles
from organizations.roster.errors import RosterError
from organizations.roster.names import fold, split_name
from organizations.roster.problems import LINES_KEPT, Problem, Weight
from organizations.roster.reading import Progress, Row, Table
from organizations.roster.records import Record, packed
from organizations.roster.vocabulary import ACTIVE_WORDS, LEAVER_WORDS, NO, PLACEHOLDERS, TOPS, YES, Field

REMEMBERED = 20_000
MOSTLY = 0.8
DATES = (Field.HIRED_ON, Field.LEFT_ON)
INTERNED = (Field.DEPARTMENT, Field.JOB_TITLE, Field.GRADE, Field.SITE, Field.COUNTRY, Field.TIME_ZONE, Field.LANGUAGE)


@dataclass(slots=True)
class People:
    """What the file says, before it is compared to anything. `columns` are the kept headers, as in `Record.raw`."""

    columns: tuple[str, ...]
    fields: tuple[Field, ...]
    records: list[Record]
    problems: list[Problem]
    orders: dict[str, dates.Order] = field(default_factory=dict)


def read_people(
    table: Table,
    guesses: Sequence[Guess],
    today: dt.date,
    day_first: bool | None = None,
    progress: Progress | None = None,
) -> People:
    """Every line of the table as a Record, with the problems of single lines and of lines that clash.

    `day_first` settles dates that the file itself leaves unclear. RosterError when no column names people, or when
    nearly every line stands for several.
    """
    kept = [guess for guess in guesses if guess.kept]
    _refuse_unnamed(table, kept)
    reader = _Reader(kept)
    records = [reader.record(row) for row in table.rows(progress)]
    reader.refuse_groups(records)
    reader.settle_dates(records, day_first)
    reader.settle_leavers(records, today)
    reader.say_unknown_words()
    problems = reader.problems + find_doubles(records, reader.columns, reader.fields)
    return People(reader.columns, reader.fields, records, problems, reader.orders)


def _refuse_unnamed(table: Table, kept: list[Guess]) -> None:
    if any(guess.field in NAMES for guess in kept):
        return
    counter = next((guess for guess in kept if guess.field == Field.HEADCOUNT), None)
    group = next((row for row in table.sample if counter and headcount(row.cells[counter.index]) > 1), None)
    if counter and group:
        count = group.cells[counter.index]
        raise RosterError(
            f"This file counts posts and names nobody: by “{counter.header}”, line {group.line} stands for {count} "
            "people. The import needs one line a person, with a name.",
            group.line,
        )
    raise RosterError("No column holds names. Choose the one that does.", table.header_line)


def headcount(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0.0


class _Reader:
    """Holds what one pass over the file gathers."""

    def __init__(self, kept: list[Guess]) -> None:
        self.kept = kept
        self.columns = tuple(guess.header for guess in kept)
        self.fields = tuple(guess.field for guess in kept)
        self.indexes = tuple(guess.index for guess in kept)
        self.problems: list[Problem] = []
        self.orders: dict[str, dates.Order] = {}
        self.remembered: list[dict[str, Cell]] = [{} for _ in kept]
        self.unknown: dict[tuple[int, str], list[int]] = {}
        self.said: set[tuple[int, str]] = set()
        self.family_first = Field.NAME_FAMILY_FIRST in self.fields
        self.groups: list[tuple[Record, float]] = []

    def record(self, row: Row) -> Record:
        cells = [row.cells[index] for index in self.indexes]
        record = Record(row.line, packed(cells))
        for place, text in enumerate(cells):
            if text:
                self._take(record, place, text)
        self._check_name(record)
        return record

    def _take(self, record: Record, place: int, text: str) -> None:
        cell = self._clean(place, text)
        if cell.kind:
            self._say(record, place, text, cell)
        if not cell.value:
            return
        field = self.fields[place]
        if field in _SPECIAL:
            _SPECIAL[field](self, record, place, cell.value)
        else:
            setattr(record, field.value, cell.value)

    def _clean(self, place: int, text: str) -> Cell:
        memory = self.remembered[place]
        cell = memory.get(text)
        if cell is None:
            cell = clean(text, self.fields[place], self.columns[place])
            if cell.value == text:
                cell = Cell(sys.intern(text) if self.fields[place] in INTERNED else text)
            if len(memory) >= REMEMBERED:
                memory.clear()
            memory[text] = cell
        return cell

    def _say(self, record: Record, place: int, text: str, cell: Cell) -> None:
        if cell.kind == "mended_column":
            if (place, text) in self.said:
                return
            self.said.add((place, text))
        self.problem(record, cell.kind, place, **cell.params)

    def problem(self, record: Record, kind: str, place: int | None = None, **params: object) -> None:
        problem = Problem(record.line, kind, params, record.raw, place, (record.line,))
        record.refused = record.refused or problem.weight == Weight.REFUSED
        self.problems.append(problem)

    def take_name(self, record: Record, place: int, value: str) -> None:
        given, family = split_name(value, self.family_first)
        record.given_name, record.family_name = given or record.given_name, family or record.family_name

    def take_headcount(self, record: Record, place: int, value: str) -> None:
        if headcount(value) > 1:
            self.groups.append((record, headcount(value)))

    def take_status(self, record: Record, place: int, value: str) -> None:
        active = is_active(value, self.columns[place])
        if active is None:
            self.unknown.setdefault((place, value), []).append(record.line)
        record.status = {True: "active", False: "left", None: ""}[active]

    def take_language(self, record: Record, place: int, value: str) -> None:
        record.language = language(value)
        if not record.language:
            self.unknown.setdefault((place, value), []).append(record.line)

    def take_time_zone(self, record: Record, place: int, value: str) -> None:
        if value in _zones():
            record.time_zone = value
        else:
            self.unknown.setdefault((place, value), []).append(record.line)

    def _check_name(self, record: Record) -> None:
        name = record.name
        if fold(name) in PLACEHOLDERS or fold(name) in TOPS or name.casefold().startswith(("vacant ", "vacancy ")):
            record.placeholder = True
            self.problem(record, "not_a_person", self._name_place(), value=name)
        elif not name and not record.refused:
            record.placeholder = True
            self.problem(record, "no_name", self._name_place())
        elif name and not any(letter.isalpha() for letter in name):
            record.placeholder = not fold(name)
            self.problem(record, "not_a_person" if record.placeholder else "bad_name", self._name_place(), value=name)

    def _name_place(self) -> int:
        return next(place for place, field in enumerate(self.fields) if field in NAMES)

    def refuse_groups(self, records: list[Record]) -> None:
        if not self.groups:
            return
        place = self.fields.index(Field.HEADCOUNT)
        first, count = self.groups[0]
        if len(self.groups) > MOSTLY * len(records):
            raise RosterError(
                f"This file is grouped: by “{self.columns[place]}”, line {first.line} stands for {count:g} people. "
                "The import needs one line a person.",
                first.line,
            )
        for record, count in self.groups:
            self.problem(record, "group", place, column=self.columns[place], count=f"{count:g}")

    def settle_dates(self, records: list[Record], day_first: bool | None) -> None:
        """Two date columns of one file are written alike: what one shows decides for the other."""
        places = [place for place, field in enumerate(self.fields) if field in DATES]
        decided = {place: dates.decide(getattr(r, self.fields[place].value) for r in records) for place in places}
        shown = {d.order for d in decided.values()} & {dates.Order.DAY_FIRST, dates.Order.MONTH_FIRST}
        for place, decision in decided.items():
            order = decision.order
            if not decision.settled and order == dates.Order.UNCLEAR and len(shown) == 1:
                order = next(iter(shown))
            elif not decision.settled and day_first is not None:
                order = dates.Order.DAY_FIRST if day_first else dates.Order.MONTH_FIRST
            elif not decision.settled:
                self._say_unclear(place, decision)
            self.orders[self.columns[place]] = order
            self._parse(records, place, order)

    def _say_unclear(self, place: int, decision: dates.Decision) -> None:
        kind = "dates_mixed" if decision.order == dates.Order.MIXED else "dates_unclear"
        self.problems.append(Problem(None, kind, {"column": self.columns[place], "count": decision.either}))

    def _parse(self, records: list[Record], place: int, order: dates.Order) -> None:
        field = self.fields[place].value

        @cache
        def iso(text: str) -> str:
            date = dates.parse(text, order)
            return date.isoformat() if date else ""

        for record in records:
            text = getattr(record, field)
            if text:
                setattr(record, field, iso(text))
                if not iso(text) and not dates.is_either(text):
                    self.problem(record, "bad_date", place, column=self.columns[place], value=text[:60])

    def settle_leavers(self, records: list[Record], today: dt.date) -> None:
        """The last day is worked: who leaves today has not left. A past leave date outweighs a status."""
        for record in records:
            past = bool(record.left_on) and record.left_on < today.isoformat()
            record.leaver = past or record.status == "left"
            if past and record.status == "active" and not record.refused:
                self.problem(record, "active_but_left", self.fields.index(Field.STATUS))

    def say_unknown_words(self) -> None:
        for (place, value), lines in sorted(self.unknown.items()):
            params = {"column": self.columns[place], "value": value[:60], "count": len(lines)}
            self.problems.append(Problem(lines[0], "unknown_word", params, lines=tuple(lines[:LINES_KEPT])))


@cache
def is_active(value: str, column: str) -> bool | None:
    """Whether a status word says employed; yes and no are read by the column's header. None: it says nothing."""
    words = set(fold(value).split())
    if words & LEAVER_WORDS and "not" not in words:
        return False
    if words & {"uit"} and "dienst" in words:
        return False
    if words & ACTIVE_WORDS:
        return not ({"not", "no", "non", "nicht", "inaktiv"} & words)
    about = set(headers.words(column))
    if len(words) == 1 and words & (YES | NO) and about & (ACTIVE_WORDS | LEAVER_WORDS):
        return bool(words & YES) == bool(about & ACTIVE_WORDS)
    return None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


_SPECIAL = {
    Field.NAME: _Reader.take_name,
    Field.NAME_FAMILY_FIRST: _Reader.take_name,
    Field.HEADCOUNT: _Reader.take_headcount,
    Field.STATUS: _Reader.take_status,
    Field.LANGUAGE: _Reader.take_language,
    Field.TIME_ZONE: _Reader.take_time_zone,
}
