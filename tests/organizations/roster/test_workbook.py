import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.roster import RosterError, read_table
from organizations.roster import workbook as workbook_module
from tests.organizations.roster.generator import Made, company, write_csv, write_xlsx

# Excel knows no time zones.
SEEN = dt.datetime.fromisoformat("2019-03-04 09:30")


def saved(*rows, sheets=("People",)):
    book = openpyxl.Workbook()
    book.active.title = sheets[0]
    for name in sheets[1:]:
        book.create_sheet(name)
    for row in rows:
        book[sheets[-1]].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data, **changes):
    """A workbook with parts replaced; a part's name has `__` for `/` and `_` for `.`"""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name, None) or old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()


def cells(table):
    return [row.cells for row in table.rows()]


def test_typed_cells_become_the_text_that_they_show():
    row = ["Ada Rossi", 4711.0, dt.date(2019, 3, 4), SEEN, 0.5, True, None]
    table = read_table(saved(["Name", "ID", "Hired", "Seen", "FTE", "Active", "Empty"], row))
    assert cells(table) == [("Ada Rossi", "4711", "2019-03-04", "2019-03-04 09:30:00", "0.5", "True", "")]
    assert table.header == ("Name", "ID", "Hired", "Seen", "FTE", "Active", "Empty")


def test_text_keeps_its_zeros_in_front():
    assert cells(read_table(saved(["Name", "ID"], ["Ada Rossi", "0004711"]))) == [("Ada Rossi", "0004711")]


def test_zeros_that_only_a_number_format_shows_are_kept():
    book = openpyxl.Workbook()
    book.active.append(["Name", "ID"])
    book.active.append(["Ada Rossi", 4711])
    book.active["B2"].number_format = "0000000"
    out = io.BytesIO()
    book.save(out)
    assert cells(read_table(out.getvalue())) == [("Ada Rossi", "0004711")]


def test_a_formula_gives_what_excel_last_computed():
    data = saved(["Name", "ID"], ["Ada Rossi", "=1+1"])
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    data = repacked(
        data, **{"xl/worksheets/sheet1.xml": sheet.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")}
    )
    assert cells(read_table(data)) == [("Ada Rossi", "2")]


def test_an_error_cell_stays_visible_as_such():
    data = saved(["Name", "ID"], ["Ada Rossi", "#N/A"])
    assert cells(read_table(data)) == [("Ada Rossi", "#N/A")]


def test_the_first_sheet_with_a_filled_cell_is_read():
    table = read_table(saved(["Name", "ID"], ["Ada Rossi", 1], sheets=("Cover", "Empty too", "Staff")))
    assert table.description == ("Excel, sheet “Staff”", "header found in line 1")


def test_rows_keep_the_numbers_that_excel_shows():
    table = read_table(saved(["Export"], [], ["Name", "ID"], [], ["Ada Rossi", 1]))
    assert table.header_line == 3
    assert [row.line for row in table.rows()] == [5]


def test_the_same_people_read_from_csv_and_excel_are_equal():
    made = company(60)
    assert cells(read_table(write_xlsx(made))) == cells(read_table(write_csv(made)))


def test_a_workbook_is_read_twice_without_reopening():
    table = read_table(write_xlsx(company(20)))
    assert cells(table) == cells(table)


def test_wrong_dimensions_are_not_believed():
    data = saved(["Name", "ID"], ["Ada Rossi", 1])
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    wide = sheet.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert wide != sheet
    assert cells(read_table(repacked(data, **{"xl/worksheets/sheet1.xml": wide}))) == [("Ada Rossi", "1")]


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("people.csv", "Name,ID\nAda,1\n")
    with pytest.raises(RosterError, match="zip archive"):
        read_table(out.getvalue())


@pytest.mark.parametrize("cut", [10, 200, -200, -30])
def test_a_cut_workbook_is_refused(cut):
    with pytest.raises(RosterError, match=r"not an Excel workbook|damaged"):
        read_table(saved(["Name", "ID"], ["Ada", 1])[:cut])


def test_an_empty_workbook_is_refused():
    with pytest.raises(RosterError, match="no filled sheet"):
        read_table(saved())


def test_a_sheet_that_unpacks_to_zeros_is_refused_unread():
    data = repacked(saved(["Name", "ID"], ["Ada", 1]), **{"xl/worksheets/sheet1.xml": b"\0" * 20_000_000})
    with pytest.raises(RosterError, match="unpacks to far more"):
        read_table(data)


def test_shared_text_larger_than_memory_allows_is_refused(monkeypatch):
    monkeypatch.setattr(workbook_module, "MAX_SHARED", 100)
    with pytest.raises(RosterError, match="unpacks to far more"):
        read_table(repacked(saved(["Name", "ID"], ["Ada Rossi", "1"]), **{"xl/sharedStrings.xml": b"x" * 101}))


def test_entities_are_refused_before_any_parser_sees_them():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    with pytest.raises(RosterError, match="damaged"):
        read_table(repacked(saved(["Name", "ID"], ["Ada", 1]), **{"xl/worksheets/sheet1.xml": bomb}))


def test_a_sheet_of_broken_xml_is_refused():
    data = repacked(saved(["Name", "ID"], ["Ada", 1]), **{"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"})
    with pytest.raises(RosterError, match="damaged"):
        read_table(data)


def test_a_row_with_too_many_cells_is_refused_with_its_line():
    with pytest.raises(RosterError, match="Line 3 has 4 cells") as refused:
        cells(read_table(saved(["Name", "ID"], ["Ada", 1], ["Tom", 2, 3, 4])))
    assert refused.value.line == 3


def test_a_cell_far_to_the_right_is_refused():
    with pytest.raises(RosterError, match="up to 500"):
        cells(read_table(saved(["Name", "ID"], ["Ada", 1, *[None] * 600, "far"])))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=30))
def test_a_workbook_with_damaged_bytes_is_read_or_refused(at, noise):
    whole = write_xlsx(Made(["Name", "ID"], [["Ada Rossi", "1"], ["Tom Visser", "2"]]))
    at %= len(whole)
    try:
        assert cells(read_table(whole[:at] + noise + whole[at + len(noise) :]))
    except RosterError:
        return
