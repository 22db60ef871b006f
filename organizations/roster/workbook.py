"""Excel workbooks (.xlsx), read row by row; every cell becomes the text that a CSV would hold."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import openpyxl
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE as BUILTIN_FORMATS_SIZE

from organizations.roster.errors import RosterError
from organizations.roster.sheet_xml import SheetReader

MAX_SHEET = 1024 * 1024 * 1024
MAX_SHARED = 64 * 1024 * 1024
MAX_SMALL = 32 * 1024 * 1024
MAX_PARTS = 2_000
NOT_EXCEL = "This is a zip archive, not an Excel workbook (.xlsx)."
DAMAGED = "The workbook is damaged. Open it in Excel, save it anew, and try again."
BOMB = "The workbook unpacks to far more than a roster holds."


@dataclass(slots=True)
class Opened:
    file: BinaryIO
    sheet: str
    about: int
    encoding: str = "Excel"
    separator: str = ""

    def lines(self) -> Iterator[tuple[int, Sequence[str]]]:
        with _book(self.file) as book:
            yield from _rows(book, book[self.sheet])


def open_sheet(file: BinaryIO) -> Opened:
    """The first worksheet with a filled cell."""
    _refuse_bombs(file)
    with _book(file) as book:
        for sheet in book.worksheets:
            if any(any(cells) for _, cells in _rows(book, sheet)):
                return Opened(file, sheet.title, sheet.max_row or 0)
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


@contextmanager
def _book(file: BinaryIO) -> Iterator[openpyxl.Workbook]:
    """Whatever openpyxl trips over, here or while rows are read, becomes a RosterError."""
    file.seek(0)
    book = None
    try:
        with _quiet():
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        yield book
    except RosterError:
        raise
    except Exception as error:
        raise RosterError(DAMAGED) from error
    finally:
        if book:
            book.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """openpyxl warns about every extension and odd date that it leaves out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _rows(book: openpyxl.Workbook, sheet: Any) -> Iterator[tuple[int, Sequence[str]]]:
    reader = SheetReader(sheet._shared_strings, book._date_formats, _zero_styles(book), book.epoch)
    with sheet._get_source() as stream:
        yield from reader.rows(stream)


def _zero_styles(book: openpyxl.Workbook) -> dict[int, int]:
    """Cell styles such as `0000000`, which show 4711 as 0004711, with how many digits they show."""
    custom = dict(enumerate(book._number_formats, start=BUILTIN_FORMATS_SIZE))
    formats = {number: custom.get(style.numFmtId, "") for number, style in enumerate(book._cell_styles)}
    return {number: len(code) for number, code in formats.items() if len(code) > 1 and set(code) == {"0"}}
