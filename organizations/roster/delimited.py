"""CSV as spreadsheets write it: encoding, separator, physical lines."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from organizations.roster.errors import RosterError

SEPARATORS = ",;\t|"
CHUNK = 1 << 20
PROBED = 1 << 16
MAX_CELL = 100_000
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
TEXT_FORMULA = re.compile(r'="([^"]*)"$')  # how exports make Excel keep the zeros of ="0001"
BINARY = "It is not a table: it holds bytes that no text has. Export the roster as CSV or Excel (.xlsx)."


def _keep_undefined(error: UnicodeError) -> tuple[str, int]:
    """Five bytes mean nothing in Windows-1252. Kept, they let UTF-8 be mended that one bad byte made us read as it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


KEEP_UNDEFINED = "roster.keep_undefined"
codecs.register_error(KEEP_UNDEFINED, _keep_undefined)


@dataclass(slots=True)
class Opened:
    file: BinaryIO
    codec: str
    encoding: str
    about: int
    separator: str = ","
    skipped: int = 0
    sheet: str = ""

    def lines(self) -> Generator[tuple[int, Sequence[str]], None, None]:
        """(first physical line, stripped cells) of each record."""
        with self.text() as text:
            yield from _records(text, self.separator, self.skipped)

    @contextmanager
    def text(self) -> Iterator[io.TextIOWrapper]:
        self.file.seek(0)
        errors = KEEP_UNDEFINED if self.codec == "cp1252" else "replace"
        wrapper = io.TextIOWrapper(self.file, encoding=self.codec, errors=errors, newline="")
        try:
            yield wrapper
        finally:
            wrapper.detach()


def open_text(file: BinaryIO, size: int) -> Opened:
    codec, encoding = _encoding(file)
    opened = Opened(file, codec, encoding, _check(file, codec))
    with opened.text() as text:
        probe = text.read(PROBED)
    first = probe.partition("\n")[0]
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        opened.separator, opened.skipped = first.strip()[-1], 1
    else:
        opened.separator = _separator(probe, len(probe) == PROBED)
    if opened.separator not in SEPARATORS:
        raise RosterError("The first line sets a separator that we do not read.", 1)
    return opened


def _encoding(file: BinaryIO) -> tuple[str, str]:
    file.seek(0)
    start = file.read(4)
    for bom, codec, encoding in BOMS:
        if start.startswith(bom):
            return codec, encoding
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in iter(partial(file.read, CHUNK), b""):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252", "Windows-1252"
    return "utf-8", "UTF-8"


def _check(file: BinaryIO, codec: str) -> int:
    """How many lines; RosterError where a byte stands that no text has."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    lines, strange, total = 0, 0, 0
    for chunk in iter(partial(file.read, CHUNK), b""):
        text = decoder.decode(chunk)
        if "\0" in text:
            raise RosterError(BINARY, lines + 1 + text.count("\n", 0, text.index("\0")))
        lines += max(text.count("\n"), text.count("\r"))
        strange += len(text.encode("utf-8", "replace").translate(None, _PRINTABLE))
        total += len(text)
    if strange > 2 + total / 1000:
        raise RosterError(BINARY, 1)
    return lines + 1


_PRINTABLE = bytes(set(range(256)) - (set(range(32)) - {9, 10, 13}) - {127})


def _separator(probe: str, cut: bool) -> str:
    """The separator that gives most lines the same number of cells, more than one; a comma if none does."""
    scores = {separator: _evenness(probe, separator, cut) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: scores[separator])


def _evenness(probe: str, separator: str, cut: bool) -> float:
    """Cells a line times the square of the share of lines that have as many: even columns count more than many."""
    try:
        rows = [
            row for row in csv.reader(io.StringIO(probe, newline=""), delimiter=separator, skipinitialspace=True) if row
        ]
    except csv.Error:
        return 0.0
    rows = rows[:-1] if cut and len(rows) > 1 else rows
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts:
        return 0.0
    width, often = counts.most_common(1)[0]
    return width * (often / len(rows)) ** 2


def _records(text: io.TextIOWrapper, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    held: list[str] = []
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(_keeping(text, held), delimiter=separator, skipinitialspace=True)
    line = 0
    while True:
        start = line + 1
        try:
            row = next(reader, None)
        except csv.Error:
            raise RosterError("A cell that begins here never ends. A quotation mark is missing.", start) from None
        line = reader.line_num
        if row is None:
            return
        if line > start:
            _refuse_unclosed(held, separator, start)
        cells = [cell.strip() for cell in row]
        if any('="' in text for text in held):
            cells = [TEXT_FORMULA.sub(r"\1", cell) for cell in cells]
        held.clear()
        if start > skipped:
            yield start, cells


def _keeping(text: io.TextIOWrapper, held: list[str]) -> Iterator[str]:
    for line in text:
        held.append(line)
        yield line


def _refuse_unclosed(held: list[str], separator: str, start: int) -> None:
    """The csv module ends an open quotation with the file and says nothing, unless it is strict."""
    try:
        list(csv.reader(held, delimiter=separator, skipinitialspace=True, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise RosterError("A cell that begins here never ends. A quotation mark is missing.", start) from None
