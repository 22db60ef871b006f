"""One cell, made fit to keep: mended, squeezed, or refused with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from organizations.roster.names import HIDDEN, fold, mend_letters, squeeze, unquote
from organizations.roster.vocabulary import LANGUAGES, Field, words

LIMITS: dict[Field, int] = {
    Field.STAFF_NUMBER: 60,
    Field.POST: 60,
    Field.NAME: 120,
    Field.NAME_FAMILY_FIRST: 120,
    Field.GIVEN_NAME: 100,
    Field.FAMILY_NAME: 100,
    Field.EMAIL: 254,
    Field.DEPARTMENT: 300,
    Field.JOB_TITLE: 200,
    Field.GRADE: 60,
    Field.COUNTRY: 60,
    Field.TIME_ZONE: 64,
    Field.LANGUAGE: 60,
}
USUAL_LIMIT = 100
FORMULA = re.compile(r"[=@]|[+-].*[(|!\d]")
FORMULA_NAME = re.compile(r"[=+@-]")
ERRORS = words("#N/A #REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! #SPILL! #CALC! #GETTING_DATA")
BLANK_WORDS = frozenset(("", "n a", "na", "null", "none", "nil", "not applicable"))
ADDRESS = re.compile(r"[^\s@<>(),;:\"\\\[\]]{1,64}@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])$")
LANGUAGE_CODE = re.compile(r"([a-z]{2})(?:[-_][A-Za-z]{2,4})?$")
PATH = re.compile(r"\s*[>\\]\s*|\s+/\s+")
SHOWN = 60
NUMBERS = (Field.STAFF_NUMBER, Field.POST, Field.MANAGER_NUMBER, Field.MANAGER_POST)
NAMES = (Field.NAME, Field.NAME_FAMILY_FIRST, Field.GIVEN_NAME, Field.FAMILY_NAME)


@dataclass(frozen=True, slots=True)
class Cell:
    """The value to keep; a problem's kind with its parameters when something is wrong or was mended."""

    value: str
    kind: str = ""
    params: dict[str, Any] = field(default_factory=dict)


def clean(text: str, field: Field, column: str) -> Cell:
    """What a cell of this field and column says. A refused cell keeps its value out."""
    if text in ERRORS:
        return Cell("", "bad_cell", {"column": column, "value": text})
    mended = mend_letters(text)
    value = squeeze(mended or text)
    refused = _refused(value, field, column)
    if refused:
        return refused
    value = _shaped(unquote(value), field)
    if field == Field.EMAIL and value and not ADDRESS.match(value):
        return Cell("", "bad_email", {"value": value[:SHOWN]})
    limit = LIMITS.get(field, USUAL_LIMIT)
    if len(value) > limit:
        return Cell("", "too_long", {"column": column, "length": len(value), "limit": limit})
    return Cell(value, *_mending(text, mended, field, column))


def _refused(value: str, field: Field, column: str) -> Cell | None:
    if HIDDEN.search(value):
        return Cell("", "control_character", {"column": column})
    if "\ufffd" in value:
        return Cell("", "lost_letter", {"value": value[:SHOWN]})
    formula = FORMULA_NAME if field in NAMES else FORMULA
    if fold(value) and formula.match(value):
        return Cell("", "formula", {"value": value[:SHOWN]})
    return None


def _shaped(value: str, field: Field) -> str:
    if field in NAMES:
        return value
    if fold(value) in BLANK_WORDS:
        return ""
    if field in NUMBERS and value[1:2].isdigit():
        return value.removeprefix("'")  # a spreadsheet's mark for text, saved with it
    if field == Field.EMAIL:
        return address(value)
    if field == Field.DEPARTMENT:
        return " / ".join(part for part in PATH.split(value) if part)
    return value


def address(text: str) -> str:
    """`José <Jose@X.example>` and `mailto:jose@x.example` → `jose@x.example`; not checked."""
    if text.endswith(">") and "<" in text:
        text = text[text.rindex("<") + 1 : -1]
    return text.strip().lower().removeprefix("mailto:")


def _mending(text: str, mended: str | None, field: Field, column: str) -> tuple[Any, ...]:
    if not mended:
        return ()
    if field in NAMES:
        return "mended_letters", {"value": text[:SHOWN], "mended": squeeze(mended)[:SHOWN]}
    return "mended_column", {"column": column, "value": text[:SHOWN], "mended": squeeze(mended)[:SHOWN]}


def language(value: str) -> str:
    """A language's two-letter code; empty when the word is unknown."""
    if match := LANGUAGE_CODE.match(value.strip()):
        return match[1]
    word = fold(value).split(" ")[0]
    return LANGUAGES.get(word, "")
