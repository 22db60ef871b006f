"""What a person has to look at, line by line: a kind with its parameters, worded in English here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from organizations.roster.records import packed, unpacked

LINES_KEPT = 100  # of those that one problem concerns: 7,000 lines that each list all the others would take 400 MB


class Weight(StrEnum):
    REFUSED = "refused"  # the line is left out
    OPEN = "open"  # the line is taken, the marked cell is not
    MENDED = "mended"  # the line is taken with the cell as mended
    NOTE = "note"  # said once, about the file or a column


# kind: (weight, title, sentence); the braces are filled from the problem's parameters.
WORDINGS: dict[str, tuple[Weight, str, str]] = {
    "no_name": (Weight.REFUSED, "Nobody is named", "The line has no name in it."),
    "not_a_person": (Weight.REFUSED, "Not a person", "“{value}” says that nobody is named here."),
    "bad_name": (Weight.REFUSED, "This is not a name", "“{value}” has no letters in it."),
    "formula": (Weight.REFUSED, "A formula instead of text", "A cell that begins like “{value}” can run when opened."),
    "control_character": (Weight.REFUSED, "A hidden character", "“{column}” holds a character that cannot be seen."),
    "lost_letter": (Weight.REFUSED, "A letter was lost", "“{value}” was damaged before it came here."),
    "group": (Weight.REFUSED, "More than one person", "“{column}” says that the line stands for {count} people."),
    "mended_letters": (Weight.MENDED, "A letter did not survive", "Saved as UTF-8, read as another. Now: {mended}."),
    "mended_column": (Weight.MENDED, "A letter did not survive", "“{value}” in “{column}” is read as “{mended}”."),
    "bad_email": (Weight.OPEN, "Not an e-mail address", "“{value}” cannot be written to."),
    "bad_cell": (Weight.OPEN, "The spreadsheet could not compute this", "“{column}” says {value}."),
    "too_long": (Weight.OPEN, "Too long to keep", "“{column}” holds {length} characters, we keep {limit}."),
    "bad_date": (Weight.OPEN, "Not a date", "“{value}” in “{column}” is not a date that we can read."),
    "dates_unclear": (
        Weight.NOTE,
        "Day or month first?",
        "Nothing in “{column}” tells 03/04 from 04/03. {count} dates are left open until you say.",
    ),
    "dates_mixed": (
        Weight.NOTE,
        "Both ways of writing dates",
        "“{column}” has days first and months first. {count} dates that could be either are left open.",
    ),
    "unknown_word": (
        Weight.NOTE,
        "A word that we do not know",
        "“{value}” in “{column}” ({count} lines) tells us nothing. It is left open.",
    ),
    "active_but_left": (Weight.OPEN, "Active, and yet gone", "The status says active, the leave date is past."),
    "same_line_twice": (Weight.NOTE, "The same line twice", "Line {first} says the same. It is taken once."),
    "staff_number_twice": (Weight.REFUSED, "The same staff number twice", "Also in {lines}, with other details."),
    "email_twice": (Weight.OPEN, "The same address twice", "Also in {lines}. Nobody gets it from this file."),
    "email_names_two": (
        Weight.REFUSED,
        "The same address twice",
        "Also in {lines}, and nothing else tells them apart.",
    ),
    "post_twice": (Weight.NOTE, "The same post twice", "{value} stands also in {lines}."),
    "name_twice": (Weight.REFUSED, "The same name twice", "Also in {lines}, and nothing else tells them apart."),
    "name_at_posts": (
        Weight.NOTE,
        "One name, several posts",
        "{value} also in {lines}. We read several people.",
    ),
    "email_taken": (Weight.OPEN, "Somebody else's address", "{value} belongs to {other} on the roster."),
    "fits_several": (Weight.REFUSED, "Fits several people", "The roster has {count} people called {value}."),
    "same_person": (
        Weight.REFUSED,
        "Fits a person that another line fits",
        "Also {lines} fits {value} on the roster.",
    ),
    "manager_unknown": (Weight.OPEN, "The manager is not in the file", "“{value}” is nobody we know."),
    "manager_ambiguous": (Weight.OPEN, "Several people could be the manager", "“{value}” fits {candidates}."),
    "manager_self": (Weight.OPEN, "Their own manager", "The line names the person as their own manager."),
    "manager_cycle": (Weight.OPEN, "A circle of managers", "The managers of {lines} lead around. A circle has no top."),
    "manager_left": (Weight.OPEN, "The manager has left", "“{value}” has left, says line {manager_line}."),
    "manager_refused": (Weight.OPEN, "The manager's line is left out", "“{value}” stands in line {manager_line}."),
    "manager_vacant": (Weight.OPEN, "Nobody in the post above", "{value} names nobody. Next above: {next}."),
    "manager_numbers_foreign": (
        Weight.NOTE,
        "Numbers from another system",
        "The numbers in “{column}” are not this file's staff numbers. The column is not used.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at.

    `raw` are the cells of the kept columns only, packed (what must not be kept is not shown either); `marked` is the
    index of the cell at fault. `lines` are the lines concerned, the first hundred of them. `line` is None when it concerns the whole file.
    """

    line: int | None
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
    raw: str = ""
    marked: int | None = None
    lines: tuple[int, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        return unpacked(self.raw)

    @property
    def weight(self) -> Weight:
        return WORDINGS[self.kind][0]

    @property
    def title(self) -> str:
        return WORDINGS[self.kind][1]

    @property
    def sentence(self) -> str:
        return WORDINGS[self.kind][2].format(**self.params)

    @property
    def order(self) -> tuple[int, str, str]:
        return (self.line or 0, self.kind, repr(sorted(self.params.items())))

    def to_dict(self) -> dict[str, Any]:
        worded = {"weight": str(self.weight), "title": self.title, "sentence": self.sentence}
        return {
            "line": self.line,
            "lines": list(self.lines),
            "kind": self.kind,
            "params": dict(self.params),
            "cells": list(self.cells),
            "marked": self.marked,
            **worded,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Problem:
        return cls(
            data["line"], data["kind"], data["params"], packed(data["cells"]), data["marked"], tuple(data["lines"])
        )


def listed(lines: Sequence[int], besides: int | None = None, shown: int = 5) -> str:
    """`line 4`, `lines 4, 9`, `lines 1, 2, 3, 4, 5 and 12 more`; `besides` is one of the lines that is not listed."""
    count = len(lines) - (besides is not None)
    words = ", ".join([str(line) for line in lines[: shown + 1] if line != besides][:shown])
    more = f" and {count - shown} more" if count > shown else ""
    return f"line{'s' if count > 1 else ''} {words}{more}"
