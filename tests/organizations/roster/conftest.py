import csv
import datetime as dt
import io

import pytest

from organizations.roster import guess_columns, make_plan, override, read_people, read_table

TODAY = dt.date(2026, 11, 1)


@pytest.fixture
def table_of():
    """Lines of text, cells apart by semicolons, as a table."""

    def make(*lines, name="roster.csv"):
        return read_table("\n".join(lines).encode(), name)

    return make


@pytest.fixture
def guesses_of(table_of):
    """header → guess, of lines of text."""

    def make(*lines):
        table = table_of(*lines)
        guesses = guess_columns(table.header, [row.cells for row in table.sample], table.whole)
        return {guess.header: guess for guess in guesses}

    return make


@pytest.fixture
def people_of():
    """Rows of cells, the header first, as people; `wishes` are columns chosen by hand."""

    def make(*rows, wishes=None, today=TODAY, **options):
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=";").writerows(rows)
        with read_table(out.getvalue().encode()) as table:
            guesses = guess_columns(table.header, [row.cells for row in table.sample], table.whole)
            return read_people(table, override(guesses, wishes or {}), today, **options)

    return make


@pytest.fixture
def plan_of(people_of):
    def make(*rows, existing=(), missing_left=False, **options):
        return make_plan(people_of(*rows, **options), list(existing), TODAY, missing_left)

    return make


@pytest.fixture
def problem_kinds():
    """(line, kind) of each problem."""

    def kinds(of):
        return [(problem.line, problem.kind) for problem in of.problems]

    return kinds
