import datetime as dt

import pytest

from organizations.roster import RosterError
from organizations.roster.dates import Order
from organizations.roster.people import is_active
from tests.organizations.roster.generator import TODAY, company, grouped, organogram

HEAD = ("ID", "Name", "E-Mail")
ADA = ("1", "Ada Rossi", "a@x.example")


def test_a_line_becomes_a_record_with_cleaned_values(people_of):
    people = people_of(
        (
            "PersNr",
            "Nachname, Vorname",
            "E-Mail",
            "Abteilung",
            "Funktion",
            "Grade",
            "Site",
            "Land",
            "Zeitzone",
            "Sprache",
            "Eintritt",
        ),
        (
            "0004711",
            "O'Neil,  José ",
            "José <J.ONeil@Aldermeer.example>",
            "Retail > Service",
            '"Head"  of desk',
            "K4",
            "Bath ",
            "UK",
            "Europe/London",
            "Englisch",
            "17/11/2021",
        ),
        ("0004712", "Rossi, Ada", "ada@aldermeer.example", "Retail", "", "", "", "", "", "de-DE", "03/04/2019"),
    )
    assert people.records[0].values() == {
        "staff_number": "0004711",
        "given_name": "José",
        "family_name": "O'Neil",
        "email": "j.oneil@aldermeer.example",
        "department": "Retail / Service",
        "job_title": '"Head" of desk',
        "grade": "K4",
        "site": "Bath",
        "country": "UK",
        "time_zone": "Europe/London",
        "language": "en",
        "hired_on": "2021-11-17",
    }
    assert (people.records[1].hired_on, people.records[1].language) == ("2019-04-03", "de")
    assert people.problems == []


@pytest.mark.parametrize(
    "name", ["N/D", "N/D'", "'Eliminated'", "Vacant", "Vacant - see 1PO07", "TBC", "XX", "-", "?", "Vakant"]
)
def test_placeholders_are_not_people(people_of, problem_kinds, name):
    people = people_of(HEAD, ("1", name, ""), ("2", "Ada Rossi", "ada@aldermeer.example"))
    assert problem_kinds(people) == [(2, "not_a_person")]
    assert [(record.refused, record.placeholder) for record in people.records] == [(True, True), (False, False)]


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1 Ada", "@SUM(A1)", "-2+3 Rossi", "\t=1+1"])
def test_formulas_in_names_are_refused(people_of, problem_kinds, name):
    people = people_of(HEAD, ("1", name, ""), ("2", "Ada Rossi", "ada@aldermeer.example"))
    assert problem_kinds(people) == [(2, "formula")]
    assert people.records[0].refused


def test_a_formula_in_another_kept_cell_is_refused_too(people_of, problem_kinds):
    people = people_of(("Name", "Unit"), ("Ada Rossi", "=HYPERLINK(1)"), ("Tom Visser", "-"), ("Ewa Quist", "+ Plus"))
    assert problem_kinds(people) == [(2, "formula")]


@pytest.mark.parametrize(
    ("name", "kind"), [("Ada\x07 Rossi", "control_character"), ("Ada \u202eissoR", "control_character")]
)
def test_hidden_characters_are_refused(people_of, problem_kinds, name, kind):
    assert problem_kinds(people_of(HEAD, ("1", name, ""), ("2", "Tom Visser", ""))) == [(2, "control_character")]


def test_lost_letters_are_refused_and_damaged_ones_mended(people_of, problem_kinds):
    people = people_of(HEAD, ("1", "Ada R\ufffdssi", ""), ("2", "Mikkel SÃ¸rensen", ""))
    assert problem_kinds(people) == [(2, "lost_letter"), (3, "mended_letters")]
    assert people.records[1].family_name == "Sørensen"
    assert people.problems[1].sentence == "Saved as UTF-8, read as another. Now: Mikkel Sørensen."
    assert people.problems[1].marked == 1


def test_letters_mended_in_a_column_are_said_once(people_of, problem_kinds):
    people = people_of(("Name", "Unit"), ("Ada Rossi", "BÃ¼ro"), ("Tom Visser", "BÃ¼ro"))
    assert problem_kinds(people) == [(2, "mended_column")]
    assert {record.department for record in people.records} == {"Büro"}


@pytest.mark.parametrize("email", ["ada(at)x.example", "ada@", "ada@x", "a b@x.example", "ada@x..example"])
def test_addresses_that_nobody_can_write_to_are_left_open(people_of, problem_kinds, email):
    people = people_of(HEAD, ("1", "Ada Rossi", email), ("2", "Tom", "t@x.example"), ("3", "Ewa", "e@x.example"))
    assert problem_kinds(people) == [(2, "bad_email")]
    assert (people.records[0].email, people.records[0].refused) == ("", False)


def test_cells_that_are_too_long_or_broken_are_left_open(people_of, problem_kinds):
    people = people_of(("Name", "Title", "Unit"), ("Ada Rossi", "x" * 201, "#REF!"), ("Tom Visser", "Clerk", "Legal"))
    assert problem_kinds(people) == [(2, "too_long"), (2, "bad_cell")]
    assert people.records[0].values() == {"given_name": "Ada", "family_name": "Rossi"}


def test_a_line_without_a_name_or_letters_is_refused(people_of, problem_kinds):
    people = people_of(HEAD, ("1", "", "a@x.example"), ("2", "4711", ""), ("3", "Ada Rossi", ""))
    assert problem_kinds(people) == [(2, "no_name"), (3, "bad_name")]


DATES = ("Name", "Hire date", "Leave date")


def test_one_column_decides_for_the_other(people_of):
    people = people_of(DATES, ("Ada Rossi", "03/04/2019", "17/11/2021"), ("Tom Visser", "05/06/2020", ""))
    assert [record.hired_on for record in people.records] == ["2019-04-03", "2020-06-05"]
    assert people.orders == {"Hire date": Order.DAY_FIRST, "Leave date": Order.DAY_FIRST}


def test_dates_that_nothing_decides_are_said_once_and_left_open(people_of, problem_kinds):
    rows = (("Name", "Hire date"), ("Ada Rossi", "03/04/2019"), ("Tom Visser", "05/06/2020"), ("Ewa Quist", "4/4/2020"))
    people = people_of(*rows)
    assert problem_kinds(people) == [(None, "dates_unclear")]
    assert [record.hired_on for record in people.records] == ["", "", "2020-04-04"]
    assert people_of(*rows, day_first=True).records[0].hired_on == "2019-04-03"
    assert people_of(*rows, day_first=False).records[0].hired_on == "2019-03-04"


def test_a_column_written_both_ways_says_so(people_of, problem_kinds):
    people = people_of(("Name", "Hire date"), ("Ada", "17/11/2021"), ("Tom", "3/30/2015"), ("Ewa", "1/2/2020"))
    assert problem_kinds(people) == [(None, "dates_mixed")]
    assert [record.hired_on for record in people.records] == ["2021-11-17", "2015-03-30", ""]


def test_a_cell_that_is_no_date_is_listed(people_of, problem_kinds):
    people = people_of(("Name", "Hire date"), ("Ada", "17/11/2021"), ("Tom", "soon"), ("Ewa", "1.2.2020"))
    assert problem_kinds(people) == [(3, "bad_date")]


@pytest.mark.parametrize(
    ("left", "status", "leaver"),
    [
        ("2026-10-31", "", True),
        ("2026-11-01", "", False),
        ("2027-01-01", "Active", False),
        ("", "Voluntarily Terminated", True),
        ("", "Active", False),
        ("", "", False),
    ],
)
def test_who_has_left(people_of, left, status, leaver):
    people = people_of(
        ("Name", "Leave date", "Status"),
        ("Ada Rossi", left, status),
        ("Tom", "2020-01-01", "Left"),
        ("Ewa", "2020-01-02", "Left"),
    )
    assert people.records[0].leaver is leaver


def test_a_leave_date_outweighs_an_active_status_and_is_listed(people_of, problem_kinds):
    people = people_of(("Name", "Leave date", "Status"), ("Ada", "2020-01-01", "Active"), ("Tom", "", "Active"))
    assert problem_kinds(people) == [(2, "active_but_left")]
    assert people.records[0].leaver


@pytest.mark.parametrize(
    ("word", "column", "active"),
    [
        ("Active", "Status", True),
        ("Inactive", "Status", False),
        ("not active", "Status", False),
        ("On leave", "Status", True),
        ("Terminated for Cause", "Status", False),
        ("Ausgeschieden", "Status", False),
        ("uit dienst", "Status", False),
        ("in dienst", "Status", True),
        ("Baja", "Estado", False),
        ("Yes", "Active", True),
        ("0", "Is active", False),
        ("Yes", "Terminated", False),
        ("Yes", "Status", None),
        ("Band 7", "Status", None),
    ],
)
def test_status_words(word, column, active):
    assert is_active(word, column) is active


def test_unknown_words_are_said_once_each(people_of):
    people = people_of(
        ("Name", "Status", "Language", "Time zone"),
        ("Ada", "Blue", "Klingon", "Mars/North"),
        ("Tom", "Blue", "en", "Europe/Paris"),
    )
    assert [(p.params["value"], p.params["count"], p.lines) for p in people.problems] == [
        ("Blue", 2, (2, 3)),
        ("Klingon", 1, (2,)),
        ("Mars/North", 1, (2,)),
    ]


def test_lines_for_several_people_are_refused(people_of, problem_kinds):
    people = people_of(("Name", "FTE"), ("Ada Rossi", "1.0"), ("Clerks", "6.0"), ("Tom Visser", "0,5"))
    assert problem_kinds(people) == [(3, "group")]
    assert people.problems[0].sentence == "“FTE” says that the line stands for 6 people."


def test_a_grouped_file_is_refused_with_one_sentence(people_of):
    made = grouped(50)
    with pytest.raises(RosterError, match=r"names nobody: by “Number of Posts in FTE”, line 2") as refused:
        people_of(made.header, *made.rows)
    assert refused.value.line == 2


def test_a_file_of_named_groups_is_refused_too(people_of):
    with pytest.raises(RosterError, match="This file is grouped"):
        people_of(("Name", "Headcount"), *((f"Team {word}", "4") for word in "abcdef"))


def test_a_file_without_names_is_refused(people_of):
    with pytest.raises(RosterError, match="No column holds names"):
        people_of(("ID", "E-Mail"), ("1", "ada@x.example"), ("2", "tom@x.example"))


def test_the_same_line_twice_is_taken_once(people_of, problem_kinds):
    people = people_of(
        HEAD, ("1", "Ada Rossi", "a@x.example"), ("2", "Tom", "t@x.example"), ("1", "Ada Rossi", "a@x.example")
    )
    assert problem_kinds(people) == [(4, "same_line_twice")]
    assert [record.refused for record in people.records] == [False, False, True]


def test_a_staff_number_for_two_refuses_both(people_of, problem_kinds):
    rows = [(str(n), f"Person {word}", "") for n, word in enumerate("abcdefgh")]
    people = people_of(HEAD, *rows, ("3", "Somebody Else", ""), wishes={"ID": "staff_number"})
    assert problem_kinds(people) == [(5, "staff_number_twice"), (10, "staff_number_twice")]
    assert people.problems[0].sentence == "Also in line 10, with other details."
    assert people.problems[0].lines == (5, 10)


def test_an_address_for_two_is_left_open_when_numbers_tell_them_apart(people_of, problem_kinds):
    rows = [(str(n), f"Person {word}", f"p{n}@x.example") for n, word in enumerate("abcdefgh")]
    people = people_of(HEAD, *rows, ("8", "Nils Öberg", "p3@x.example"))
    assert problem_kinds(people) == [(5, "email_twice"), (10, "email_twice")]
    assert [people.records[place].email for place in (3, 8)] == ["", ""]
    assert not people.records[8].refused


def test_an_address_for_two_refuses_both_when_nothing_tells_them_apart(people_of, problem_kinds):
    rows = [(f"Person {word}", f"p{word}@x.example") for word in "abcdefgh"]
    people = people_of(("Name", "E-Mail"), *rows, ("Nils Öberg", "pc@x.example"))
    assert problem_kinds(people) == [(4, "email_names_two"), (10, "email_names_two")]


def test_a_name_for_two_needs_a_unit_or_a_post(people_of, problem_kinds):
    head = ("Name", "Unit", "Title")
    assert problem_kinds(people_of(head, ("Ada Rossi", "A", "x"), ("Ada Rossi", "B", "x"))) == []
    people = people_of(head, ("Ada Rossi", "A", "x"), ("Ada Rossi", "A", "y"))
    assert problem_kinds(people) == [(2, "name_twice"), (3, "name_twice")]


def test_generated_leavers_and_placeholders_are_all_found(people_of):
    made = company(400)
    people = people_of(made.header, *made.rows, today=TODAY)
    assert [place for place, record in enumerate(people.records) if record.leaver] == made.known["leaver"]
    assert people.problems == []
    made = organogram(400)
    people = people_of(made.header, *made.rows)
    assert [place for place, record in enumerate(people.records) if record.placeholder] == made.known["placeholder"]
    doubled = [problem.lines for problem in people.problems if problem.kind == "post_twice"]
    assert doubled == [(place + 1, place + 2) for place in made.known["doubled post"]]


def test_problems_show_kept_cells_only(people_of):
    people = people_of(("ID", "Salary", "Name"), ("1", "90000", "=1+1"), ("2", "80000", "Ada Rossi"))
    assert people.problems[0].cells == ("1", "=1+1")
    assert people.columns == ("ID", "Name")


def test_a_problem_shows_every_kept_cell_as_the_file_has_it(people_of):
    chosen = {"ID": "staff_number", "Name": "name", "E-Mail": "email"}
    people = people_of(HEAD, ("1", "", ""), ("", "Tom\n Visser", "tom at x.example"), ADA, wishes=chosen)
    assert [(problem.cells, problem.marked) for problem in people.problems] == [
        (("1", "", ""), 1),
        (("", "Tom\n Visser", "tom at x.example"), 2),
    ]


def test_progress_is_passed_on(people_of):
    seen = []
    made = company(20)
    people_of(made.header, *made.rows, progress=lambda read, about: seen.append((read, about)))
    assert seen[-1] == (20, 20)


def test_today_decides_not_the_clock(people_of):
    rows = (("Name", "Leave date"), ("Ada", "2030-01-01"), ("Tom", "2020-01-01"))
    assert [r.leaver for r in people_of(*rows, today=dt.date(2031, 1, 1)).records] == [True, True]
    assert [r.leaver for r in people_of(*rows, today=dt.date(2019, 1, 1)).records] == [False, False]
