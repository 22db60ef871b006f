"""Whole files as people send them, from their bytes to the people in them."""

import datetime as dt
import io

import openpyxl
import pytest

from organizations.roster import Field, RosterError, guess_columns, make_plan, read_people, read_table
from tests.organizations.roster.generator import TODAY


class Sent:
    """What came of a file."""

    def __init__(self, data):
        with read_table(data, "roster") as self.table:
            self.guesses = guess_columns(self.table.header, [row.cells for row in self.table.sample], self.table.whole)
            self.people = read_people(self.table, self.guesses, TODAY)

    @property
    def names(self):
        return [(record.line, record.name) for record in self.people.records if not record.refused]

    @property
    def problems(self):
        return [(problem.line, problem.kind) for problem in self.people.problems]

    def column(self, field):
        return [getattr(record, field) for record in self.people.records]


def workbook(*rows, edit=lambda sheet: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    edit(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BOTH = [(2, "Ada Rossi"), (3, "Tom Visser")]


def test_one_bad_byte_does_not_cost_the_letters_of_the_other_lines():
    """The whole file is then read as Windows-1252, in which Ł becomes Å and a byte without a meaning."""
    sent = Sent("ID;Name\n1;José Łukasik\n2;Ada Rossi\n".encode() + "3;Zoë Öberg\n".encode("cp1252"))
    assert sent.names == [(2, "José Łukasik"), (3, "Ada Rossi"), (4, "Zoë Öberg")]
    assert sent.problems == [(2, "mended_letters")]


def test_a_byte_without_a_meaning_is_refused_in_its_line_only():
    sent = Sent(b"ID;Name\n1;Zo\xeb\x81 Quist\n2;Jos\xe9 Rossi\n")
    assert sent.names == [(3, "José Rossi")]
    assert sent.problems == [(2, "control_character")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_signs_beyond_latin_letters_survive(encoding):
    sent = Sent("ID;Name;Department\n1;Zoë D’Arcy;R&D – €\n2;Ada Rossi;Risk\n".encode(encoding))
    assert sent.column("family_name") == ["D’Arcy", "Rossi"]
    assert sent.column("department") == ["R&D – €", "Risk"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("first", ["", "sep=\t\r\n"])
def test_a_byte_order_mark_is_no_part_of_the_first_cell(encoding, first):
    sent = Sent(f'{first}"Staff number"\t"Name"\r\n"1"\t"Ada Rossi"\r\n"2"\t"Tom Visser"\r\n'.encode(encoding))
    assert sent.table.header == ("Staff number", "Name")
    assert [name for _, name in sent.names] == ["Ada Rossi", "Tom Visser"]


def test_blanks_after_commas_do_not_take_the_quotes_from_cells():
    sent = Sent(b'ID, Name, Department\n1, "Rossi, Ada", Legal\n2, "Visser, Tom", Risk\n')
    assert sent.names == BOTH
    assert sent.column("department") == ["Legal", "Risk"]


def test_a_name_with_a_bare_comma_is_refused_at_its_line():
    with pytest.raises(RosterError, match="Line 2 has 3 cells, the header has 2") as refused:
        Sent(b"ID,Name\n1,Rossi, Ada\n2,Visser, Tom\n")
    assert refused.value.line == 2


def test_blank_cells_beyond_the_header_are_nothing():
    assert Sent(b"ID;Name\n1;Ada Rossi;;; \n2;Tom Visser\n").names == BOTH


def test_new_lines_inside_quotes_belong_to_the_cell():
    sent = Sent(b'"Staff\r\nnumber";"Full\r\nname"\r\n1;"Ada\r\nRossi"\r\n2;Tom Visser\r\n')
    assert sent.table.header == ("Staff number", "Full name")
    assert sent.names == [(4, "Ada Rossi"), (6, "Tom Visser")]


def test_blank_lines_at_the_end_are_nobody():
    sent = Sent(b"ID;Name\r\n1;Ada Rossi\r\n2;Tom Visser\r\n;\r\n ; \r\n\r\n\r\n")
    assert (sent.names, sent.problems) == (BOTH, [])


def test_the_header_of_a_second_page_is_nobody():
    sent = Sent(b"ID;Name;;Department\n1;Ada Rossi;;Legal\nID; Name ;;Department\n2;Tom Visser;;Risk\n")
    assert sent.names == [(2, "Ada Rossi"), (4, "Tom Visser")]


def test_somebody_called_like_the_first_column_is_somebody():
    sent = Sent(b"Name;ID\nAda Rossi;1\nName;2\n")
    assert len(sent.people.records) == 2


def test_doubled_headers_keep_apart_what_they_hold():
    sent = Sent(b"ID;Name;Name;Name (2);ID\n7;Ada Rossi;x;y;1\n8;Tom Visser;x;y;2\n")
    assert sent.table.header == ("ID", "Name", "Name (2)", "Name (2) (2)", "ID (2)")
    assert sent.column("staff_number") == ["7", "8"]
    assert sent.names == BOTH


def test_empty_columns_anywhere_are_left_out():
    sent = Sent(b";ID;;Name;;Department\n;1;;Ada Rossi;;Legal\n;2;;Tom Visser;;Risk\n")
    assert [guess.field for guess in sent.guesses if guess.header.startswith("Column")] == [Field.LEAVE_OUT] * 3
    assert sent.names == BOTH
    assert sent.column("department") == ["Legal", "Risk"]


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x.example")', "+Ada Rossi", "-Ada", "@Ada", '="=1+1"'])
def test_a_formula_for_a_name_is_refused_and_not_kept(name):
    sent = Sent(f"ID;Name\n1;{name}\n2;Ada Rossi\n".encode())
    assert sent.names == [(3, "Ada Rossi")]
    assert sent.problems == [(2, "formula")]
    assert sent.people.records[0].name == ""


@pytest.mark.parametrize("number", ['="0001"', '"=""0001"""', "'0001", '"0001"', " 0001 "])
def test_numbers_that_were_written_as_text_keep_their_zeros_and_nothing_else(number):
    sent = Sent(f"ID;Name;Manager ID\n{number};Ada Rossi;\n0002;Tom Visser;{number}\n0003;Ewa Quist;0002\n".encode())
    assert sent.column("staff_number") == ["0001", "0002", "0003"]
    plan = make_plan(sent.people, [], TODAY)
    assert [addition.manager for addition in plan.additions] == [None, ("line", 2), ("line", 3)]


def test_an_apostrophe_in_front_of_a_name_is_part_of_it():
    assert Sent(b"ID;Name\n1;'t Hooft, Ada\n2;Visser, Tom\n").column("family_name") == ["'t Hooft", "Visser"]


def test_blanks_that_cannot_be_seen_are_no_part_of_a_cell():
    sent = Sent("ID\u00a0;Name\n\ufeff1;\u200bAda\u00a0Rossi\u00a0\n2;Tom\u2009Visser\n".encode())
    assert sent.names == BOTH
    assert sent.column("staff_number") == ["1", "2"]


def test_dates_of_many_hands_in_one_column():
    written = ["31.12.2019", "1.2.20", "2019-12-31", "43830", "31/12/19", "00.00.0000", "29.02.2023"]
    lines = "".join(
        f"{n};Person {word};{date}\n" for n, (word, date) in enumerate(zip("ABCDEFG", written, strict=True))
    )
    sent = Sent(f"ID;Name;Hire date\n{lines}".encode())
    last = "2019-12-31"
    assert sent.column("hired_on") == [last, "2020-02-01", last, last, last, "", ""]
    assert sent.problems == [(7, "bad_date"), (8, "bad_date")]


def test_a_merged_title_and_blank_rows_are_passed_over():
    data = workbook(
        ["Roster of 2026"],
        [],
        ["ID", "Name", "Department"],
        [],
        [1, "Ada Rossi", "Legal"],
        [],
        [2, "Tom Visser", "Risk"],
        [None, " "],
        edit=lambda sheet: sheet.merge_cells("A1:C1"),
    )
    assert Sent(data).names == [(5, "Ada Rossi"), (7, "Tom Visser")]


def test_merged_cells_are_said_by_their_first_line_only():
    """Whom a merged department covers is the eye's reading; an empty cell changes nothing on the roster."""
    data = workbook(
        ["ID", "Name", "Department"],
        [1, "Ada Rossi", "Legal"],
        [2, "Tom Visser"],
        edit=lambda sheet: sheet.merge_cells("C2:C3"),
    )
    assert Sent(data).column("department") == ["Legal", ""]


def test_rows_that_are_only_formatted_are_nobody():
    def edit(sheet):
        for row in range(4, 300):
            sheet.cell(row, 9).number_format = "@"

    sent = Sent(workbook(["ID", "Name"], [1, "Ada Rossi"], [2, "Tom Visser"], edit=edit))
    assert sent.table.header == ("ID", "Name")
    assert (sent.names, sent.problems) == (BOTH, [])


def test_numbers_stored_as_text_and_as_numbers_mean_one_person():
    data = workbook(
        ["ID", "Name", "Manager ID"],
        ["0001", "Ada Rossi", None],
        ["0002", "Tom Visser", 1],
        ["0003", "Ewa Quist", "0001"],
        ["0004", "Nils Öberg", 2.0],
    )
    plan = make_plan(Sent(data).people, [], TODAY)
    assert [addition.manager for addition in plan.additions] == [None, ("line", 2), ("line", 2), ("line", 3)]


def test_dates_stored_as_dates_text_and_numbers_are_one_date():
    days = [dt.date(2019, 3, 4), "04.03.2019", 43528, "43528"]
    rows = [[n, f"Person {word}", day] for n, (word, day) in enumerate(zip("ABCD", days, strict=True))]
    sent = Sent(workbook(["ID", "Name", "Hire date"], *rows))
    assert sent.column("hired_on") == ["2019-03-04"] * 4


def test_a_carriage_return_in_an_excel_cell_is_a_blank():
    sent = Sent(workbook(["ID", "Full_x000D_\nname"], [1, "Ada_x000d_\nRossi"], [2, "Tom Visser_x000D_"]))
    assert sent.table.header == ("ID", "Full name")
    assert sent.names == BOTH


def test_a_formula_that_was_never_computed_names_nobody():
    sent = Sent(workbook(["ID", "Name"], [1, "=B3"], [2, "Ada Rossi"]))
    assert sent.names == [(3, "Ada Rossi")]
    assert sent.problems == [(2, "no_name")]


@pytest.mark.parametrize("sign", ["²", "①", "٣", "１"])
def test_signs_that_look_like_digits_are_read_and_end_nothing(sign):
    """A superscript is a digit to Python's `isdigit` and no number to its `int`."""
    sent = Sent(f"ID;Name;Manager\n1;Ada Rossi;{sign}\n{sign};Tom Visser;1\n".encode())
    assert sent.names == BOTH
    make_plan(sent.people, [], TODAY)
