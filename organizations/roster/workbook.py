"""Excel workbooks (.xlsx), read row by row; every cell becomes the text that a CSV would hold."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE as BUILTIN_FORMATS_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet

from organizations.roster.errors import RosterError
from organizations.roster.sheet_xml import SheetReader

MAX_SHEET = 1024 * 1024 * 1024
MAX_SHARED = 64 * 1024 * 1024
MAX_SMALL = 32 * 1024 * 1024
MAX_PARTS = 2_000
DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="A1:[A-Z]+(\d+)"')
NOT_EXCEL = "This is a zip archive, not an Excel workbook (.xlsx)."
DAMAGED = "The workbook is damaged. Open it in Excel, save it anew, and try again."
BOMB = "The workbook unpacks to far more than a roster holds."


@dataclass(slots=True)
class Opened:
    file: BinaryIO
    sheet: str
    path: str
    reader: Callable[[], SheetReader]
    about: int = 0
    encoding: str = "Excel"
    separator: str = ""

    def lines(self) -> Generator[tuple[int, Sequence[str]], None, None]:
        with _damage_said(), zipfile.ZipFile(self.file) as archive, archive.open(self.path) as stream:
            yield from self.reader().rows(stream)


def open_sheet(file: BinaryIO) -> Opened:
    """The first worksheet with a filled cell."""
    _refuse_bombs(file)
    with _damage_said(), _quiet():
        sheets = _sheets(file)
    for opened in sheets:
        with closing(opened.lines()) as lines:
            if any(any(cells) for _, cells in lines):
                opened.about = _declared_rows(opened)
                return opened
    raise RosterError("The workbook has no filled sheet.")


def _sheets(file: BinaryIO) -> list[Opened]:
    """openpyxl reads everything but the sheets; its own sheets would be walked through once more at each opening."""
    file.seek(0)
    excel = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    try:
        excel.read_manifest()
        excel.read_strings()
        excel.read_workbook()
        apply_stylesheet(excel.archive, excel.wb)
        make = partial(
            SheetReader, excel.shared_strings, excel.wb._date_formats, _zero_styles(excel.wb), excel.wb.epoch
        )
        found = [(sheet.name, rel.target) for sheet, rel in excel.parser.find_sheets() if "worksheet" in rel.Type]
    finally:
        excel.archive.close()
    return [Opened(file, name, path, make) for name, path in found if path in excel.valid_files]


def _declared_rows(opened: Opened) -> int:
    with zipfile.ZipFile(opened.file) as archive, archive.open(opened.path) as stream:
        declared = DIMENSION.search(stream.read(4096))
    return int(declared[1]) if declared else 0


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
def _damage_said() -> Iterator[None]:
    """Whatever openpyxl, zipfile or expat trip over becomes a RosterError."""
    try:
        yield
    except RosterError:
        raise
    except Exception as error:
        raise RosterError(DAMAGED) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """openpyxl warns about every extension and odd date that it leaves out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _zero_styles(book: openpyxl.Workbook) -> dict[int, int]:
    """Cell styles such as `0000000`, which show 4711 as 0004711, with how many digits they show."""
    custom = dict(enumerate(book._number_formats, start=BUILTIN_FORMATS_SIZE))
    formats = {number: custom.get(style.numFmtId, "") for number, style in enumerate(book._cell_styles)}
    return {number: len(code) for number, code in formats.items() if len(code) > 1 and set(code) == {"0"}}
