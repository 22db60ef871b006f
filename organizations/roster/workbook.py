"""Excel workbooks (.xlsx), read row by row; every cell becomes the text that a CSV would hold."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import openpyxl

from organizations.roster.errors import RosterError

MAX_SHEET = 1024 * 1024 * 1024
MAX_SHARED = 64 * 1024 * 1024
MAX_SMALL = 32 * 1024 * 1024
MAX_PARTS = 2_000
MAX_WIDTH = 500
NOT_EXCEL = "This is a zip archive, not an Excel workbook (.xlsx)."
DAMAGED = "The workbook is damaged. Open it in Excel, save it anew, and try again."
BOMB = "The workbook unpacks to far more than a roster holds."
DIMENSION = re.compile(r"[A-Z]+(\d+)$")


@dataclass(slots=True)
class Opened:
    file: BinaryIO
    sheet: str
    about: int
    encoding: str = "Excel"
    separator: str = ""

    def lines(self) -> Iterator[tuple[int, Sequence[str]]]:
        with _book(self.file) as book:
            sheet = book[self.sheet]
            sheet.reset_dimensions()
            yield from _rows(sheet)


def open_sheet(file: BinaryIO) -> Opened:
    """The first worksheet with a filled cell."""
    _refuse_bombs(file)
    with _book(file) as book:
        for sheet in book.worksheets:
            about = sheet.max_row or 0
            sheet.reset_dimensions()
            if any(any(cells) for _, cells in _rows(sheet)):
                return Opened(file, sheet.title, about)
    raise RosterError("The workbook has no filled sheet.")


def _refuse_bombs(file: BinaryIO) -> None:
    """Declared sizes bind: zipfile never unpacks more than a part declares."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            for part in parts:
                with archive.open(part) as stream:
                    start = stream.read(2048)
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    raise RosterError(DAMAGED)
    except RosterError:
        raise
    except Exception as error:  # zipfile raises BadZipFile, NotImplementedError, RuntimeError, zlib.error, OSError …
        raise RosterError(NOT_EXCEL) from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise RosterError(NOT_EXCEL)
    if len(parts) > MAX_PARTS or any(part.file_size > _limit(part.filename) for part in parts):
        raise RosterError(BOMB)
    if any(part.file_size > 10_000_000 and part.file_size > 300 * part.compress_size for part in parts):
        raise RosterError(BOMB)


def _limit(name: str) -> int:
    if name.startswith("xl/worksheets/"):
        return MAX_SHEET
    return MAX_SHARED if name == "xl/sharedStrings.xml" else MAX_SMALL


class _book:
    """A workbook for the length of a `with`; whatever openpyxl trips over becomes a RosterError."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def __enter__(self) -> openpyxl.Workbook:
        self.file.seek(0)
        self.warnings = warnings.catch_warnings()
        self.warnings.__enter__()
        warnings.simplefilter("ignore")
        try:
            self.book = openpyxl.load_workbook(self.file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:
            self.warnings.__exit__(None, None, None)
            raise RosterError(DAMAGED) from error
        return self.book

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        self.book.close()
        self.warnings.__exit__(None, None, None)
        if isinstance(error, Exception) and not isinstance(error, RosterError):
            raise RosterError(DAMAGED) from error


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[str]]]:
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if cells:
            if len(cells) > MAX_WIDTH and any(cell is not None for cell in cells[MAX_WIDTH:]):
                raise RosterError(f"Line {line} has {len(cells)} cells; we read up to {MAX_WIDTH}.", line)
            yield line, [_text(cell) for cell in cells[:MAX_WIDTH]]


def _text(cell: Any) -> str:
    """Dates as ISO, whole numbers without a point: what the sheet shows, told apart from any country's habit."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, dt.datetime) else str(cell)
