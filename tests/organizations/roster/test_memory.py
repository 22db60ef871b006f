"""A hundred thousand lines fit into a worker. Counted in traced bytes a line, which are the same on every machine.

`measure_import` gives the megabytes of the whole process; the bounds here leave a fifth above what is needed.
"""

import gc
import tracemalloc

import pytest

from organizations.roster import guess_columns, make_plan, read_people, read_table
from organizations.roster.names import fold
from tests.organizations.roster.applying import apply
from tests.organizations.roster.generator import TODAY, company, write_csv

LINES = 3_000


@pytest.fixture
def traced():
    """(what the call returned, bytes that it left, bytes at its highest); folded texts are a cache and are not counted."""

    def call(function, *arguments):
        fold.cache_clear()
        gc.collect()
        tracemalloc.start()
        try:
            found = function(*arguments)
            peak = tracemalloc.get_traced_memory()[1]
            fold.cache_clear()
            return found, tracemalloc.get_traced_memory()[0], peak
        finally:
            tracemalloc.stop()

    return call


def read(data):
    with read_table(data) as table:
        guesses = guess_columns(table.header, [row.cells for row in table.sample], table.whole)
        return read_people(table, guesses, TODAY)


@pytest.fixture(scope="module")
def data():
    """As wide as a real export, with all that is made once for a process made."""
    content = write_csv(company(LINES, filler=20))
    make_plan(read(content), [], TODAY)
    return content


def test_a_line_that_was_read_takes_little(traced, data):
    """Kept as a tuple of texts, its cells alone would take it to 1,330."""
    _, left, _ = traced(read, data)
    assert left / LINES < 1_130


def test_a_first_plan_takes_little_beside_its_lines(traced, data):
    """With an index of everybody's names for the managers it would be 1,430."""
    _, _, peak = traced(make_plan, read(data), [], TODAY)
    assert peak / LINES < 980


def test_a_plan_over_the_same_roster_takes_no_more(traced, data):
    roster = apply(make_plan(read(data), [], TODAY), [])
    plan, left, peak = traced(make_plan, read(data), roster, TODAY)
    assert not plan.changes_anything
    assert left / LINES < 100
    assert peak / LINES < 980


def test_lines_that_clash_do_not_each_hold_all_the_others(traced):
    """The plain people in front say what the columns are; contractors have no number of their own."""
    made = company(LINES, clean=True)
    number = made.header.index("EmpID")
    for row in made.rows[2_000:]:
        row[number] = "0"
    people, left, _ = traced(read, write_csv(made))
    assert sum(record.refused for record in people.records) == LINES - 2_000
    assert left / LINES < 1_300


def test_folding_many_texts_remembers_few():
    fold.cache_clear()
    for number in range(30_000):
        fold(f"Person {number}")
    assert fold.cache_info().currsize <= 10_000
