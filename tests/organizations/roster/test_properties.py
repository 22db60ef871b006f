import io
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations.roster import RosterError, guess_columns, make_plan, read_people, read_table
from tests.organizations.roster.applying import apply, described
from tests.organizations.roster.generator import TODAY, Made, company, organogram, write_csv, write_xlsx

SMALL = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def planned(data, existing=(), missing_left=False):
    with read_table(io.BytesIO(data)) as table:
        guesses = guess_columns(table.header, [row.cells for row in table.sample], table.whole)
        people = read_people(table, guesses, TODAY)
    return make_plan(people, list(existing), TODAY, missing_left)


NAMES = "Ada Rossi|Rossi, Ada|Tom Visser|Ewa Quist|Ada M. Rossi|A. Rossi|N/D|=1+1||Ewa  Quist"
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "4", "5", ""]),
        st.sampled_from(NAMES.split("|")),
        st.sampled_from(["ada@x.example", "tom@x.example", "ewa@x.example", "bad@", ""]),
        st.sampled_from(["A", "B", ""]),
        st.sampled_from(["1", "2", "3", "4", "9", "Ada Rossi", "Tom Visser", "Board", "XX", "TBC", ""]),
        st.sampled_from(["Active", "Terminated", "Blue", ""]),
        st.sampled_from(["2020-01-01", "2030-01-01", "", "03/04/2019"]),
    ),
    max_size=9,
)
# Plain lines in front, so that the columns mean what their headers say whatever follows.
HEADER = ["Staff number", "Name", "E-Mail", "Unit", "Manager", "Status", "Leave date"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PLAIN = [
    [f"{number}", f"Given{word} Family{word}", f"{word}@y.example", "Z", "100", "Active", ""]
    for number, word in enumerate(LETTERS, start=100)
]


def made_of(rows):
    return write_csv(Made(HEADER, [*PLAIN, *(list(row) for row in rows)]))


@SMALL
@given(ROWS, ROWS)
def test_after_a_plan_is_applied_the_same_file_changes_nothing(before, after):
    roster = apply(planned(made_of(before)), [])
    once = apply(planned(made_of(after), roster), roster)
    again = planned(made_of(after), once)
    assert (again.additions, again.changes, again.leavers) == ([], [], [])


@SMALL
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_lines_makes_no_difference(rows, dice):
    turned = list(rows)
    dice.shuffle(turned)
    straight, other = (apply(planned(made_of(each)), []) for each in (rows, turned))
    assert described(straight) == described(other)


@SMALL
@given(ROWS)
def test_every_line_ends_in_exactly_one_place(rows):
    plan = planned(made_of(rows), apply(planned(made_of(rows[::2])), []))
    places = [
        *(addition.line for addition in plan.additions),
        *(change.line for change in plan.changes),
        *(leaver.line for leaver in plan.leavers),
        *plan.unchanged,
        *plan.past,
        *plan.refused,
    ]
    assert sorted(places) == sorted(set(places))
    assert len(places) == plan.lines


@SMALL
@given(ROWS)
def test_the_roster_after_a_plan_has_no_circle_and_no_double(rows):
    roster = {person.id: person for person in apply(planned(made_of(rows)), [])}
    for person in roster.values():
        seen, above = set(), person
        while above.manager:
            assert above.id not in seen
            seen.add(above.id)
            above = roster[above.manager]
    for key in ("staff_number", "email"):
        values = [person.get(key) for person in roster.values() if person.get(key)]
        assert len(values) == len(set(values))


@SMALL
@given(st.integers(2, 80), st.integers(0, 9), st.sampled_from([company, organogram]))
def test_generated_files_are_stable_in_every_form(size, seed, make):
    made = make(size, seed)
    plan = planned(write_csv(made))
    forms = [write_csv(made, "utf-16", ";", "\n"), write_xlsx(made)]
    assert [planned(data).to_dict() for data in forms] == [plan.to_dict()] * 2
    roster = apply(plan, [])
    assert not planned(write_csv(made), roster, missing_left=True).changes_anything


@SMALL
@given(st.integers(2, 60), st.integers(0, 9))
def test_a_shuffled_company_is_the_same_company(size, seed):
    made = company(size, seed)
    shuffled = Made(made.header, random.Random(seed).sample(made.rows, len(made.rows)))
    assert described(apply(planned(write_csv(made)), [])) == described(apply(planned(write_csv(shuffled)), []))


TEXT = st.text(max_size=8)
HEADERS = (*HEADER, "FTE", "Salary", "Hire date", "Language", "")


@settings(SMALL, max_examples=100)
@given(
    st.lists(st.sampled_from([*HEADER, "FTE", "Salary", "Hire date", "Language", ""]), min_size=2, max_size=6),
    st.data(),
)
def test_arbitrary_cells_under_known_headers_give_a_plan_or_a_clear_refusal(header, data):
    rows = data.draw(st.lists(st.lists(TEXT, min_size=len(header), max_size=len(header)), max_size=6))
    try:
        plan = planned("\n".join(";".join(cells) for cells in [header, *rows]).encode("utf-8", "surrogatepass"))
    except RosterError:
        return
    assert plan.summary()["lines"] == plan.lines


@settings(SMALL, max_examples=150)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_give_a_plan_or_a_clear_refusal(data):
    try:
        assert planned(data).lines
    except RosterError:
        return
