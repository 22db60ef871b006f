import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.roster import ExistingPerson
from organizations.roster.cycles import find_cycles
from organizations.roster.existing import match
from organizations.roster.managers import resolve
from tests.organizations.roster.generator import TODAY, company, organogram

HEAD = ("ID", "Name", "E-Mail", "Manager ID", "Manager name")


def person(identity, name, manager=None, active=True, **fields):
    given_name, _, family = name.rpartition(" ")
    return ExistingPerson(identity, {"given_name": given_name, "family_name": family, **fields}, manager, active)


@pytest.fixture
def managers_of(people_of):
    """Rows → (state, how, who) of each line, and the problems."""

    def make(*rows, existing=(), **options):
        people = people_of(*rows, **options)
        found = resolve(people, list(existing), match(people.records, list(existing)).by_record)
        return [(o.state, o.how, o.who) for o in found.outcomes], found

    return make


def by_name(*rows):
    """Rows of name and manager's name."""
    return [("Name", "Manager name"), *rows]


@pytest.mark.parametrize(
    ("name", "manager"),
    [
        ("LeBlanc, Brandon  R", "Brandon R. LeBlanc"),
        ("LeBlanc, Brandon  R", "Brandon LeBlanc"),
        ("LeBlanc, Brandon", "Brandon R. LeBlanc"),
        ("LeBlanc, Brandon Rufus", "LeBlanc Brandon"),
        ("LeBlanc, Brandon Rufus", "Brandon R. LeBlanc"),
        ("Müller, Katrin", "Müller, K."),
        ("Müller, Katrin", "K. Muller"),
        ("Ait Sidi, Karthikeyan", "Karthikeyan Ait Sidi"),
        ("O'Neil, José", "Jose ONeil"),
        ("Łukasik, Ewa", "EWA LUKASIK"),
    ],
)
def test_names_are_found_in_either_order_with_or_without_middle_names(managers_of, name, manager):
    outcomes, _ = managers_of(*by_name((name, ""), ("Visser, Tom", manager), ("Quist, Ada", manager)))
    assert outcomes == [("blank", "", None), ("resolved", "name", 0), ("resolved", "name", 0)]


@pytest.mark.parametrize("manager", ["John B. Smith", "Joan Smith", "J", "Smith", "Michael Albert"])
def test_names_that_only_look_alike_are_nobody(managers_of, manager):
    outcomes, found = managers_of(*by_name(("Smith, John A", ""), ("Visser, Tom", manager)))
    assert outcomes[1][0] == "unknown"
    assert [(p.line, p.kind, p.cells[p.marked]) for p in found.problems] == [(3, "manager_unknown", manager)]


def test_a_name_that_fits_two_is_listed_with_both(managers_of):
    outcomes, found = managers_of(
        *by_name(("Müller, Katrin", ""), ("Müller, Kemal", ""), ("Brandt, Lena", "Müller, K."))
    )
    assert outcomes[2] == ("ambiguous", "name", None)
    assert found.problems[0].sentence == "“Müller, K.” fits Katrin Müller (line 2), Kemal Müller (line 3)."


def test_the_exact_name_wins_over_one_that_could_be_shortened(managers_of):
    outcomes, _ = managers_of(*by_name(("Dunn, Amy", ""), ("Dunn, Amy Beth", ""), ("Brandt, Lena", "Amy Dunn")))
    assert outcomes[2] == ("resolved", "name", 0)


def test_who_works_here_wins_over_a_leaver_of_the_same_name(managers_of):
    outcomes, _ = managers_of(
        ("ID", "Name", "Status", "Manager"),
        ("1", "Amy Dunn", "Left", ""),
        ("2", "Amy Dunn", "Active", ""),
        ("3", "Lena Brandt", "Active", "Amy Dunn"),
    )
    assert outcomes[2] == ("resolved", "name", 1)


def test_numbers_addresses_and_names_are_read_in_one_column(managers_of):
    outcomes, _ = managers_of(
        ("Staff number", "Name", "E-Mail", "Manager"),
        ("0001", "Ada Rossi", "ada@x.example", ""),
        ("0002", "Tom Visser", "tom@x.example", "0001"),
        ("0003", "Ewa Quist", "ewa@x.example", "0001"),
        ("0004", "Nils Öberg", "nils@x.example", "Ada Rossi"),
        ("0005", "Rui Costa", "rui@x.example", "Ada@X.example"),
        ("0006", "Lena Brandt", "lena@x.example", "1"),
        wishes={"Manager": "manager_number"},
    )
    assert [outcome[:2] for outcome in outcomes[1:]] == [
        ("resolved", "number"),
        ("resolved", "number"),
        ("resolved", "name"),
        ("resolved", "email"),
        ("resolved", "number"),
    ]


def test_a_number_that_is_nobodys_gives_way_to_the_name(managers_of):
    rows = [(str(n), f"Person{w} Family{w}", "", "1", "") for n, w in enumerate("abcde", start=1)]
    outcomes, _ = managers_of(HEAD, *rows[1:], ("9", "Zoë Quist", "", "77", "Personb Familyb"), rows[0])
    assert outcomes[4] == ("resolved", "name", 0)


@pytest.mark.parametrize("top", ["XX", "Board of Directors", "Vorstand", "Conseil d’administration"])
def test_the_top_has_nobody_above_and_is_no_problem(managers_of, top):
    outcomes, found = managers_of(*by_name(("Rossi, Ada", top), ("Visser, Tom", "Ada Rossi")))
    assert outcomes == [("top", "", None), ("resolved", "name", 0)]
    assert found.problems == []
    assert found.counts() == {"by name": 1, "top": 1}


def test_themselves_is_listed(managers_of):
    outcomes, found = managers_of(*by_name(("Rossi, Ada", "Ada Rossi"), ("Visser, Tom", "Ada Rossi")))
    assert outcomes[0] == ("self", "name", None)
    assert [(p.line, p.kind) for p in found.problems] == [(2, "manager_self")]


def test_a_circle_is_listed_at_each_of_its_lines(managers_of):
    circle = (("Visser, Tom", "Ada Rossi"), ("Rossi, Ada", "Ewa Quist"), ("Quist, Ewa", "Tom Visser"))
    outcomes, found = managers_of(*by_name(*circle, ("Öberg, Nils", "Tom Visser")))
    assert [outcome[0] for outcome in outcomes] == ["cycle", "cycle", "cycle", "resolved"]
    assert [(p.line, p.lines) for p in found.problems] == [(2, (2, 3, 4)), (3, (2, 3, 4)), (4, (2, 3, 4))]
    assert found.problems[0].sentence == "The managers of lines 2, 3, 4 lead around. A circle has no top."


def test_a_circle_through_the_roster_is_found(managers_of):
    """Ada's line says nothing, so she keeps Tom as her manager; Tom's line would close the circle."""
    existing = [person("a", "Ada Rossi", manager="t"), person("t", "Tom Visser")]
    outcomes, _ = managers_of(*by_name(("Visser, Tom", "Ada Rossi"), ("Rossi, Ada", "")), existing=existing)
    assert outcomes == [("cycle", "name", None), ("blank", "", None)]


def test_an_open_post_is_climbed_over_and_said(managers_of):
    outcomes, found = managers_of(
        ("Post reference", "Name", "Reports to"),
        ("4PO01", "Ivor Emsley", "XX"),
        ("2PO01", "N/D", "4PO01"),
        ("1PO01", "'Eliminated'", "2PO01"),
        ("1PO02", "Ada Rossi", "1PO01"),
    )
    assert outcomes[3] == ("resolved", "post", 0)
    assert [(p.line, p.sentence) for p in found.problems] == [(5, "1PO01 names nobody. Next above: Ivor Emsley.")]


def test_open_posts_in_a_circle_end(managers_of):
    outcomes, found = managers_of(
        ("Post reference", "Name", "Reports to"),
        ("2PO01", "N/D", "2PO02"),
        ("2PO02", "Vacant", "2PO01"),
        ("1PO02", "Ada Rossi", "2PO01"),
    )
    assert outcomes[2][0] == "vacant"
    assert [(p.line, p.kind) for p in found.problems] == [(4, "manager_vacant")]


def test_a_doubled_reference_is_ambiguous_unless_one_post_is_open(managers_of):
    head = ("Post reference", "Name", "Reports to")
    top = ("4PO01", "Ivor Emsley", "XX")
    rows = (("2PO01", "Tom Visser", "4PO01"), ("2PO01", "Ewa Quist", "4PO01"), ("1PO01", "Ada Rossi", "2PO01"))
    fillers = [(f"1PO1{n}", f"Person{w} Family{w}", "4PO01") for n, w in enumerate("abcdefgh")]
    assert managers_of(head, top, *rows, *fillers)[0][3] == ("ambiguous", "post", None)
    rows = (("2PO01", "N/D", "4PO01"), *rows[1:])
    assert managers_of(head, top, *rows, *fillers)[0][3] == ("resolved", "post", 2)


def test_managers_on_the_roster_count_too(managers_of):
    existing = [person("x", "Olu Haddad", staff_number="77"), person("l", "Rosa Left", active=False)]
    rows = by_name(("Visser, Tom", "Haddad, Olu"), ("Rossi, Ada", "Rosa Left"))
    outcomes, found = managers_of(*rows, existing=existing)
    assert outcomes == [("resolved", "name", "x"), ("left", "name", None)]
    assert [(p.line, p.kind) for p in found.problems] == [(3, "manager_left")]


def test_a_manager_whose_line_is_refused_is_listed(managers_of):
    people = [(str(n), f"Person{w} Family{w}", "", "1", "") for n, w in enumerate("abcde", start=1)]
    outcomes, _ = managers_of(HEAD, *people, ("2", "Other Person", "", "1", ""), ("9", "Zoë Quist", "", "2", ""))
    assert outcomes[1][0] == outcomes[5][0] == "not asked"
    assert outcomes[6][0] in ("ambiguous", "refused")


def test_foreign_numbers_are_said_once_and_not_used(managers_of):
    made = company(200)
    outcomes, found = managers_of(made.header, *made.rows, wishes={"ManagerID": "manager_number"}, today=TODAY)
    assert [p.kind for p in found.problems if p.line is None] == ["manager_numbers_foreign"]
    assert {how for state, how, _ in outcomes if state == "resolved"} == {"name"}


def test_every_manager_of_a_generated_company_is_the_right_one(managers_of):
    made = company(500, clean=True)
    outcomes, found = managers_of(made.header, *made.rows, today=TODAY)
    left = set(made.known["leaver"])
    asked = {place: outcome for place, outcome in enumerate(outcomes) if place not in left}
    assert asked.pop(0)[0] == "top"
    assert {place: outcome[2] for place, outcome in asked.items()} == {place: (place - 1) // 8 for place in asked}
    assert found.problems == []


def test_unknown_managers_of_a_generated_company_are_listed_by_line(managers_of):
    made = company(500)
    _, found = managers_of(made.header, *made.rows, today=TODAY)
    expected = sorted(set(made.known["unknown manager"]) - set(made.known["leaver"]))
    assert [p.line - 2 for p in found.problems] == expected


def test_people_of_a_generated_organogram_report_to_the_next_person_above(managers_of):
    made = organogram(300)
    outcomes, _ = managers_of(made.header, *made.rows)
    people = set(made.known["person"])
    doubled = {made.rows[place][1] for place in made.known["doubled post"]}
    for place in sorted(people - {0}):
        above, through = (place - 1) // 6, {made.rows[place][7]}
        while above not in people:
            through.add(made.rows[above][7])
            above = (above - 1) // 6
        if not through & doubled:
            assert outcomes[place] == ("resolved", "post", above)


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 15), st.integers(0, 15)))
def test_cycles_are_those_that_a_walk_finds(edges):
    def comes_back(start):
        node = edges[start]
        for _ in range(len(edges)):
            if node == start:
                return True
            node = edges.get(node)
        return False

    found = find_cycles(edges)
    assert sorted(node for cycle in found for node in cycle) == sorted(node for node in edges if comes_back(node))
    assert all(edges[one] == two for cycle in found for one, two in zip(cycle, cycle[1:] + cycle[:1], strict=True))


def test_a_hundred_thousand_in_one_line_need_no_recursion():
    edges = {node: node + 1 for node in range(100_000)}
    assert find_cycles(edges) == []
    edges[100_000] = 0
    assert len(find_cycles(edges)[0]) == 100_001


def test_thousands_of_one_name_are_ambiguous_and_take_no_time_in_their_square(managers_of):
    rows = [(str(n), "Ada Rossi", f"a{n}@x.example", "", "Ada Rossi") for n in range(3000)]
    outcomes, found = managers_of(HEAD, *rows, ("9999", "Tom Visser", "t@x.example", "", "A. Rossi"))
    assert outcomes[-1] == ("ambiguous", "name", None)
    assert len(found.problems[-1].params["candidates"]) < 200
