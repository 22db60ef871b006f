"""A roster file as a table: what it is, where its header stands, its rows with their physical lines."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from organizations.roster import delimited, headers
from organizations.roster.errors import RosterError
from organizations.roster.names import squeeze

if TYPE_CHECKING:
    from organizations.roster import workbook

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 500
SAMPLE_ROWS = 2_000
PROGRESS_EVERY = 1_000

Source = bytes | str | os.PathLike[str] | BinaryIO
Progress = Callable[[int, int], None]
Lines = Callable[[], Generator[tuple[int, Sequence[str]], None, None]]

KNOWN_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"{\\rtf", "a text document"),
    (b"SQLite format", "a database"),
    (b"PAR1", "a Parquet file"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _no_lines() -> Generator[tuple[int, Sequence[str]], None, None]:
    yield from ()


class Row(NamedTuple):
    line: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Table:
    """A file opened and understood so far as its header and a sample go.

    `header`: one name a column, unique, never blank. `sample`: up to 2,000 rows. `whole`: the sample is everything.
    `about`: roughly how many rows there are (0: unknown). `rows()` reads the file from the start each time;
    use the table in a `with`, or close it, when it was read from a path.
    """

    filename: str
    header: tuple[str, ...]
    header_line: int
    encoding: str
    about: int
    sample: list[Row]
    whole: bool
    separator: str = ""
    sheet: str = ""
    _lines: Lines = field(repr=False, default=_no_lines)
    _limit: int = 0
    _raw_header: tuple[str, ...] = ()
    _close: Callable[[], None] = field(repr=False, default=lambda: None)

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._close()

    @property
    def description(self) -> tuple[str, ...]:
        """`("Windows-1252, semicolons", "header found in line 3")`"""
        words = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
        kind = f"Excel, sheet “{self.sheet}”" if self.sheet else f"{self.encoding}, {words[self.separator]}"
        return (kind, f"header found in line {self.header_line}")

    def rows(self, progress: Progress | None = None) -> Generator[Row, None, None]:
        """Every row below the header that is not blank nor the header again, its cells padded to the header's length.

        Raises RosterError with the line at a row with too many cells, an unclosed quotation mark, or row 200,001.
        """
        count = 0
        with closing(self._lines()) as lines:
            for line, cells in lines:
                if line <= self.header_line or not any(cells) or self._repeats_header(cells):
                    continue
                count += 1
                if count > MAX_ROWS:
                    raise RosterError(f"The file has more than {MAX_ROWS:,} rows.", line)
                yield Row(line, _fit(cells, len(self.header), self._limit, line))
                if progress and count % PROGRESS_EVERY == 0:
                    progress(count, max(self.about, count))
        if progress:
            progress(count, count)

    def _repeats_header(self, cells: Sequence[str]) -> bool:
        """As reports do on every page."""
        return cells[0] == self._raw_header[0] and tuple(map(squeeze, cells)) == self._raw_header


def read_table(source: Source, filename: str = "") -> Table:
    """Open bytes, a path, or a seekable binary file; RosterError when it is not a table that we can read."""
    file = _opened(source)
    try:
        table = _read(file, filename)
    except BaseException:
        _close(file, source)
        raise
    table._close = partial(_close, file, source)
    return table


def _read(file: BinaryIO, filename: str) -> Table:
    size = file.seek(0, io.SEEK_END)
    if not size:
        raise RosterError("The file is empty.")
    if size > MAX_BYTES:
        raise RosterError(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
    start = _start(file)
    _refuse_known(start, file)
    if start.startswith(b"PK"):
        from organizations.roster import workbook  # openpyxl takes 0.6 s to import: not at every start

        return _understood(filename, workbook.open_sheet(file))
    return _understood(filename, delimited.open_text(file, size))


def _opened(source: Source) -> BinaryIO:
    if isinstance(source, bytes | bytearray | memoryview):
        return io.BytesIO(source)
    if isinstance(source, str | os.PathLike):
        return open(source, "rb")
    return source


def _close(file: BinaryIO, source: Source) -> None:
    if file is not source:
        file.close()


def _start(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(4096)


def _refuse_known(start: bytes, file: BinaryIO) -> None:
    for magic, what in KNOWN_STARTS:
        if start.startswith(magic):
            raise RosterError(f"This is {what}, not a table. Export the roster as CSV or Excel (.xlsx).", 1)
    if start.startswith(OLE):
        file.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            raise RosterError("The workbook has a password. Save it without one, and try again.")
        raise RosterError("This is an old Excel file (.xls). Save it as .xlsx or CSV, and try again.")
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg")):
        raise RosterError("This is a web page or XML, not a table. Export the roster as CSV or Excel (.xlsx).", 1)
    if text.startswith((b"{", b"[{", b'["', b"[[")):
        raise RosterError("This is JSON, not a table. Export the roster as CSV or Excel (.xlsx).", 1)


def _understood(filename: str, opened: delimited.Opened | workbook.Opened) -> Table:
    with closing(opened.lines()) as lines:
        top = list(islice(((line, cells) for line, cells in lines if any(cells)), headers.SEARCHED))
    header_line, raw = headers.find(top)
    if len(raw) > MAX_COLUMNS:
        raise RosterError(f"Line {header_line} has {len(raw)} columns; we read up to {MAX_COLUMNS}.", header_line)
    table = Table(
        filename=filename,
        header=(),
        header_line=header_line,
        encoding=opened.encoding,
        about=max(opened.about - header_line, 0),
        sample=[],
        whole=False,
        separator=opened.separator,
        sheet=opened.sheet,
        _lines=opened.lines,
    )
    _sample(table, raw)
    return table


def _sample(table: Table, raw: Sequence[str]) -> None:
    """Blank cells at the header's end are columns only if the sample has something in them."""
    table._limit = len(raw)
    table.header = table._raw_header = tuple(raw)
    with closing(table.rows()) as rows:
        sample = list(islice(rows, SAMPLE_ROWS))
        table.whole = next(rows, None) is None
    used = max((i + 1 for row in sample for i, cell in enumerate(row.cells) if cell), default=0)
    named = max(i + 1 for i, cell in enumerate(raw) if cell)
    table.header = headers.unique(raw[: max(used, named)])
    table.sample = [Row(row.line, row.cells[: len(table.header)]) for row in sample]
    if not sample:
        raise RosterError("There is a header, and no line below it.", table.header_line)


def _fit(cells: Sequence[str], width: int, limit: int, line: int) -> tuple[str, ...]:
    if len(cells) > limit and any(cells[limit:]):
        filled = max(i + 1 for i, cell in enumerate(cells) if cell)
        raise RosterError(f"Line {line} has {filled} cells, the header has {limit}.", line)
    if len(cells) >= width:
        return tuple(cells[:width])
    return (*cells, *("",) * (width - len(cells)))
