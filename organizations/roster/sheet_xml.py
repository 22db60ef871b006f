"""The cells of one worksheet's XML, in one streaming pass: openpyxl's own takes six times as long."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from openpyxl.utils.datetime import from_excel

from organizations.roster.errors import RosterError

CHUNK = 1 << 18
MAX_WIDTH = 500
INTEGER_LIMIT = 1e15
ESCAPED_BLANK = re.compile(r"_x000[9AD]_", re.IGNORECASE)  # how XLSX writes a carriage return inside a cell


class SheetReader:
    """`shared`: the workbook's shared texts. `date_styles`: the cell styles that show dates. `zero_styles`: style →
    how many digits it shows, zeros in front."""

    def __init__(
        self, shared: list[Any], date_styles: set[int], zero_styles: dict[int, int], epoch: dt.datetime
    ) -> None:
        self.shared = shared
        self.date_styles = date_styles
        self.zero_styles = zero_styles
        self.epoch = epoch
        self.columns: dict[str, int] = {}
        self.line = 0
        self.done: list[tuple[int, list[str]]] = []
        self.row: list[str] = []
        self.cell: dict[str, str] = {}
        self.text: list[str] = []
        self.prefix = ""
        self.inside = False

    def rows(self, stream: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
        """(row number as Excel shows it, texts up to the last cell); expat's errors are the caller's."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._root
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        self.parser = parser
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk)
            yield from self.done
            self.done = []
        parser.Parse(b"", True)
        yield from self.done

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        self.prefix = name.rpartition(":")[0]
        self.prefix += ":" if self.prefix else ""
        self.names = tuple(self.prefix + name for name in ("c", "v", "t", "row"))
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        c, v, t, row = self.names
        if name == c:
            self.cell = attributes
            self.text = []
        elif name in (v, t):
            self.parser.CharacterDataHandler = self.text.append
        elif name == row:
            self.line = int(attributes.get("r") or self.line + 1)
            self.row = []

    def _end(self, name: str) -> None:
        c, v, t, row = self.names
        if name in (v, t):
            self.parser.CharacterDataHandler = None
        elif name == c:
            if self.text:
                self._place("".join(self.text))
        elif name == row:
            self.done.append((self.line, self.row))

    def _place(self, raw: str) -> None:
        index = self._column(self.cell.get("r"))
        if index >= MAX_WIDTH:
            raise RosterError(f"Line {self.line} has {index + 1} cells; we read up to {MAX_WIDTH}.", self.line)
        if index > len(self.row):
            self.row.extend([""] * (index - len(self.row)))
        self.row[index:] = [self._value(raw)]

    def _column(self, reference: str | None) -> int:
        """`AB12` → 27; cells without a reference follow each other."""
        if not reference:
            return len(self.row)
        letters = reference.rstrip("0123456789")
        if letters not in self.columns:
            number = 0
            for letter in letters.upper():
                number = number * 26 + ord(letter) - 64
            self.columns[letters] = number - 1
        return self.columns[letters]

    def _value(self, raw: str) -> str:
        kind = self.cell.get("t")
        if kind == "s":
            return _spelled_out(str(self.shared[int(raw)]))
        if kind in ("str", "inlineStr", "e"):
            return _spelled_out(raw)
        if kind == "b":
            return "True" if raw.strip() == "1" else "False"
        return self._number(raw) if kind != "d" else _day(raw)

    def _number(self, raw: str) -> str:
        """Whole numbers without a point; dates as ISO."""
        style = int(self.cell.get("s") or 0)
        if style in self.date_styles:
            return _iso(raw, self.epoch)
        if raw.isdecimal():
            return raw.zfill(self.zero_styles.get(style, 0))
        number = float(raw)
        return str(int(number)) if number.is_integer() and abs(number) < INTEGER_LIMIT else str(number)


def _spelled_out(text: str) -> str:
    return (ESCAPED_BLANK.sub(" ", text) if "_x000" in text else text).strip()


def _iso(raw: str, epoch: dt.datetime) -> str:
    try:
        found = from_excel(float(raw), epoch)
    except (ValueError, OverflowError, TypeError):
        return raw
    if isinstance(found, dt.datetime):
        return found.date().isoformat() if found.time() == dt.time() else found.isoformat(" ", "seconds")
    return str(found)


def _day(raw: str) -> str:
    return raw.strip().removesuffix("T00:00:00").replace("T", " ")


def _refuse_doctype(*_: object) -> None:
    raise RosterError("The workbook is damaged. Open it in Excel, save it anew, and try again.")
