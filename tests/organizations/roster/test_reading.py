import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.roster import RosterError, read_table
from organizations.roster import reading as reading_module
from tests.organizations.roster.generator import Made, company, write_csv

PEOPLE = Made(["PersNr", "Nachname, Vorname", "E-Mail"], [["0004711", "O'Neil, José", "j.oneil@aldermeer.example"]])


def rows(table):
    return [(row.line, row.cells) for row in table.rows()]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
@pytest.mark.parametrize(("separator", "word"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_every_encoding_and_separator_gives_the_same_cells(encoding, said, separator, word):
    table = read_table(write_csv(PEOPLE, encoding, separator), "roster.csv")
    assert table.description == (f"{said}, {word}", "header found in line 1")
    assert table.header == tuple(PEOPLE.header)
    assert rows(table) == [(2, tuple(PEOPLE.rows[0]))]


def test_utf_16_big_endian_is_read_by_its_mark():
    text = write_csv(PEOPLE, "utf-8").decode()
    assert rows(read_table(b"\xfe\xff" + text.encode("utf-16-be"))) == [(2, tuple(PEOPLE.rows[0]))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_lines_alike(end):
    made = Made(["Name", "ID"], [["Ada Rossi", "1"], ["Tom Visser", "2"]])
    assert [line for line, _ in rows(read_table(write_csv(made, end=end)))] == [2, 3]


def test_titles_above_the_header_are_passed_over():
    data = write_csv(PEOPLE, separator=";", above=("Export of the roster", "", "Status: 1.11.2026"))
    table = read_table(data)
    assert table.header_line == 4
    assert rows(table)[0][0] == 5


def test_a_sep_line_of_excel_sets_the_separator(table_of):
    table = table_of("sep=|", "Name|ID", "Ada, Rossi; x|1")
    assert (table.header_line, table.header) == (2, ("Name", "ID"))
    assert rows(table) == [(3, ("Ada, Rossi; x", "1"))]


def test_lines_stay_physical_after_a_cell_of_several_lines(table_of):
    table = table_of("Name;Notes;ID", 'Ada Rossi;"one', 'two; still two";1', "", "Tom Visser;none;2")
    assert rows(table) == [(2, ("Ada Rossi", "one\ntwo; still two", "1")), (5, ("Tom Visser", "none", "2"))]


def test_unnamed_and_doubled_columns_get_names_of_their_own(table_of):
    table = table_of(";Name;Name;;ID", "0;Ada;Rossi;x;1")
    assert table.header == ("Column 1", "Name", "Name (2)", "Column 4", "ID")


def test_trailing_blank_columns_and_lines_go(table_of):
    table = table_of("Name;ID;;;", "Ada Rossi;1;;;", ";;;;", "")
    assert table.header == ("Name", "ID")
    assert rows(table) == [(2, ("Ada Rossi", "1"))]


def test_an_unnamed_column_with_values_at_the_end_stays(table_of):
    assert table_of("Name;ID;;", "Ada Rossi;1;x;").header == ("Name", "ID", "Column 3")


def test_short_rows_are_padded(table_of):
    assert rows(table_of("Name;ID;E-Mail", "Ada Rossi;1")) == [(2, ("Ada Rossi", "1", ""))]


def test_quotes_inside_cells_are_kept(table_of):
    table = table_of("Name;Title;ID", 'Ada Rossi;"""Head"" of desk";1', 'Tom Visser;5" pipes;2')
    assert [cells[1] for _, cells in rows(table)] == ['"Head" of desk', '5" pipes']


def test_a_path_is_opened_and_closed(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes(write_csv(PEOPLE))
    with read_table(path, path.name) as table:
        assert len(rows(table)) == 1
    with pytest.raises(ValueError, match="closed"):
        rows(table)


def test_a_file_object_stays_open():
    file = io.BytesIO(write_csv(PEOPLE))
    with read_table(file) as table:
        assert len(rows(table)) == 1
    assert not file.closed


def test_rows_can_be_read_again():
    table = read_table(write_csv(company(30)))
    assert rows(table) == rows(table)


def test_the_sample_says_whether_it_is_everything(monkeypatch):
    monkeypatch.setattr(reading_module, "SAMPLE_ROWS", 10)
    assert read_table(write_csv(company(10))).whole
    part = read_table(write_csv(company(11)))
    assert (part.whole, len(part.sample), len(rows(part))) == (False, 10, 11)


def test_progress_tells_rows_read_of_about_how_many():
    seen = []
    table = read_table(write_csv(company(2500)))
    list(table.rows(lambda read, about: seen.append((read, about))))
    assert [read for read, _ in seen] == [1000, 2000, 2500]
    assert all(abs(about - 2500) < 10 for _, about in seen)


BAD = {
    "empty": (b"", "empty", None),
    "blank": (b"\n\n  \n", "no filled line", None),
    "pdf": (b"%PDF-1.7 ...", "a PDF", 1),
    "png": (b"\x89PNG\r\n\x1a\n\0\0", "a picture", 1),
    "jpeg": (b"\xff\xd8\xff\xe0", "a picture", 1),
    "gzip": (b"\x1f\x8b\x08", "compressed", 1),
    "html": (b"<!DOCTYPE html><table><tr><td>Name</td></tr></table>", "web page", 1),
    "xml": (b'\xef\xbb\xbf<?xml version="1.0"?><people/>', "web page or XML", 1),
    "json": (b'[{"name": "Ada"}]', "JSON", 1),
    "json object": (b'\n {"people": []}', "JSON", 1),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, r"\.xls", None),
    "zeros": (b"Name,ID\n" + b"\0" * 1000, "bytes that no text has", 2),
    "utf-16 without mark": ("Name,ID\nAda,1\n".encode("utf-16-le"), "bytes that no text has", 1),
    "noise": (bytes(range(1, 32)) * 50, "bytes that no text has", 1),
    "one column": (b"Name\nAda\nTom\n", "one column", 1),
    "header only": (b"Name,ID\n", "no line below", 1),
    "no header": (b"Ada,ada@aldermeer.example\nTom,tom@aldermeer.example\n", "is a person already", 1),
    "too many cells": (b"Name,ID\nAda,1\nTom,2,3,4\n", "Line 3 has 4 cells, the header has 2", 3),
    "unclosed quote": (b'Name,ID\nAda,1\n"Tom,2\nEwa,3\n', "quotation mark is missing", 3),
    "odd separator": (b"sep=#\nName#ID\nAda#1\n", "separator", 1),
}


@pytest.mark.parametrize(("data", "message", "line"), BAD.values(), ids=BAD)
def test_what_is_no_table_is_refused_with_its_line(data, message, line):
    with pytest.raises(RosterError, match=message) as refused:
        rows(read_table(data))
    assert refused.value.line == line
    assert re.search(r"[.!]$", refused.value.message)


def test_an_encrypted_workbook_is_told_from_an_old_one():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(RosterError, match="password"):
        read_table(data)


def test_a_cell_that_swallows_the_file_is_refused_where_it_begins():
    data = b'Name,ID\nAda,1\n"Tom,2\n' + b"Ewa,3\n" * 20_000
    with pytest.raises(RosterError, match="quotation mark") as refused:
        rows(read_table(data))
    assert refused.value.line == 3


def test_fifty_megabytes_of_zeros_are_refused():
    with pytest.raises(RosterError, match="bytes that no text has"):
        read_table(bytes(50 * 1024 * 1024))


def test_more_than_fifty_megabytes_are_refused():
    with pytest.raises(RosterError, match="larger than 50 MB"):
        read_table(bytes(50 * 1024 * 1024 + 1))


def test_more_rows_than_the_limit_are_refused_at_their_line(monkeypatch):
    monkeypatch.setattr(reading_module, "MAX_ROWS", 3)
    with pytest.raises(RosterError, match="more than 3 rows") as refused:
        rows(read_table(write_csv(company(4))))
    assert refused.value.line == 5


def test_more_columns_than_the_limit_are_refused():
    header = ",".join(f"c{n}" for n in range(501))
    with pytest.raises(RosterError, match="501 columns"):
        read_table(f"{header}\n{header}\n".encode())


CELL = st.text(st.characters(blacklist_categories=["C", "Z"]), max_size=8).filter(
    lambda text: not text.startswith("sep=")
)
LATIN = st.text("abcXYZ äöüéñß,;|\t\"'\n-", max_size=8).map(str.strip)


@settings(deadline=None)
@given(
    grid=st.lists(st.lists(LATIN, min_size=3, max_size=3), min_size=1, max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    separator=st.sampled_from(",;\t|"),
)
def test_what_is_written_is_read(grid, encoding, separator):
    """A known header and a plain first row say what the separator is; the other cells hold anything."""
    made = Made(["Name", "Staff number", "E-mail"], [["Ada Rossi", "17", "ada"]] * 40 + grid)
    table = read_table(write_csv(made, encoding, separator))
    filled = [tuple(cell.replace("\r", "") for cell in row) for row in made.rows if any(row)]
    assert [cells for _, cells in rows(table)] == filled


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_give_a_table_or_a_clear_refusal(data):
    try:
        table = read_table(data)
        assert all(len(cells) == len(table.header) for _, cells in rows(table))
    except RosterError:
        return


@settings(deadline=None)
@given(st.lists(st.lists(CELL, max_size=5), max_size=8), st.sampled_from(",;\t"))
def test_arbitrary_text_gives_a_table_or_a_clear_refusal(grid, separator):
    try:
        table = read_table("\n".join(separator.join(cells) for cells in grid).encode())
        lines = [line for line, _ in rows(table)]
        assert lines == sorted(set(lines))
    except RosterError:
        return
