import json

import pytest

from organizations.roster import ExistingPerson, Missing, Plan
from organizations.roster.problems import WORDINGS, Problem, listed
from tests.organizations.roster.applying import apply
from tests.organizations.roster.generator import TODAY, company

HEAD = ("Staff number", "Name", "E-Mail", "Unit", "Manager")
ADA = ("0001", "Ada Rossi", "ada@x.example", "Legal", "Board")
TOM = ("0002", "Tom Visser", "tom@x.example", "Legal", "0001")
EWA = ("0003", "Ewa Quist", "ewa@x.example", "Sales", "0001")


def person(identity, number="", name="", email="", unit="", manager=None, active=True, **more):
    given_name, _, family = name.rpartition(" ")
    fields = {
        "staff_number": number,
        "given_name": given_name,
        "family_name": family,
        "email": email,
        "department": unit,
    }
    return ExistingPerson(identity, {**fields, **more}, manager, active)


@pytest.fixture
def roster():
    return [
        person("a", "0001", "Ada Rossi", "ada@x.example", "Legal"),
        person("t", "0002", "Tom Visser", "tom@x.example", "Legal", "a"),
        person("e", "0003", "Ewa Quist", "ewa@x.example", "Sales", "a"),
    ]


def test_an_empty_roster_gets_everybody(plan_of):
    plan = plan_of(HEAD, ADA, TOM, EWA)
    assert [(a.line, a.name, a.manager) for a in plan.additions] == [
        (2, "Ada Rossi", None),
        (3, "Tom Visser", ("line", 2)),
        (4, "Ewa Quist", ("line", 2)),
    ]
    assert plan.additions[1].values["staff_number"] == "0002"


def test_the_same_file_changes_nothing(plan_of, roster):
    plan = plan_of(HEAD, ADA, TOM, EWA, existing=roster)
    assert not plan.changes_anything
    assert plan.unchanged == [2, 3, 4]


def test_changes_are_told_field_by_field(plan_of, roster):
    moved = ("0003", "Ewa Quist-Rossi", "ewa@x.example", "Retail > Service", "0002")
    plan = plan_of(HEAD, ADA, TOM, moved, existing=roster)
    assert [(c.line, c.id, c.fields, c.manager) for c in plan.changes] == [
        (
            4,
            "e",
            {"family_name": ("Quist", "Quist-Rossi"), "department": ("Sales", "Retail / Service")},
            (("id", "a"), ("id", "t")),
        )
    ]
    assert plan.summary()["changed_fields"] == {"department": 1, "family_name": 1, "manager": 1}


def test_an_empty_cell_or_an_unknown_manager_leaves_what_was_there(plan_of, roster):
    plan = plan_of(HEAD, ADA, ("0002", "Tom Visser", "", "", ""), (*EWA[:4], "Piet Nobody"), existing=roster)
    assert not plan.changes_anything
    assert [(p.line, p.kind) for p in plan.problems] == [(4, "manager_unknown")]


def test_the_top_takes_a_manager_away(plan_of, roster):
    plan = plan_of(HEAD, ADA, TOM, (*EWA[:4], "Board of Directors"), existing=roster)
    assert [(c.id, c.manager) for c in plan.changes] == [("e", (("id", "a"), None))]


def test_a_new_person_can_manage_an_old_one(plan_of, roster):
    new = ("0009", "Rui Costa", "rui@x.example", "Sales", "0001")
    plan = plan_of(HEAD, ADA, TOM, (*EWA[:4], "0009"), new, existing=roster)
    assert [(a.name, a.manager) for a in plan.additions] == [("Rui Costa", ("id", "a"))]
    assert [(c.id, c.manager) for c in plan.changes] == [("e", (("id", "a"), ("line", 5)))]


def test_who_is_missing_from_the_file_stays(plan_of, roster):
    plan = plan_of(HEAD, ADA, TOM, existing=[*roster, person("g", "0008", "Gone Before", active=False)])
    assert plan.missing == [Missing("e", "Ewa Quist")]
    assert not plan.changes_anything


def test_who_is_missing_leaves_when_the_caller_says_so(plan_of, roster):
    plan = plan_of(HEAD, ADA, TOM, existing=roster, missing_left=True)
    assert [(leaver.line, leaver.id, leaver.left_on) for leaver in plan.leavers] == [(None, "e", "2026-11-01")]
    assert plan.missing == []


def test_a_refused_line_still_means_its_person(plan_of, roster):
    plan = plan_of(HEAD, ADA, TOM, ("0003", "=cmd|' /C calc'!A0", "", "", ""), existing=roster, missing_left=True)
    assert plan.refused == [4]
    assert plan.leavers == plan.missing == []


STATUS = ("Staff number", "Name", "Status", "Leave date")


def test_leavers_leave_once(plan_of, roster):
    rows = (STATUS, ("0001", "Ada Rossi", "Active", ""), ("0002", "Tom Visser", "Terminated", "2026-09-30"))
    plan = plan_of(*rows, existing=roster)
    assert [(leaver.line, leaver.id, leaver.left_on) for leaver in plan.leavers] == [(3, "t", "2026-09-30")]
    assert not plan_of(*rows, existing=apply(plan, roster)).changes_anything


def test_leavers_whom_the_roster_never_knew_are_not_added(plan_of):
    plan = plan_of(STATUS, ("0001", "Ada Rossi", "Active", ""), ("0002", "Tom Visser", "Left", ""))
    assert [addition.name for addition in plan.additions] == ["Ada Rossi"]
    assert (plan.past, plan.leavers) == ([3], [])


def test_who_is_back_returns(plan_of):
    gone = person("t", "0002", "Tom Visser", active=False, left_on="2025-01-31")
    rows = (STATUS, ("0001", "Ada Rossi", "Active", "2026-10-01"), ("0002", "Tom Visser", "Active", ""))
    plan = plan_of(*rows, existing=[gone])
    assert [(c.id, c.returns, c.fields) for c in plan.changes] == [("t", True, {"left_on": ("2025-01-31", "")})]
    assert not plan_of(*rows, existing=apply(plan, [gone])).changes_anything


PLAIN = ("Staff number", "Name", "E-Mail")


@pytest.mark.parametrize(
    ("line", "known", "same"),
    [
        (("1", "Ada Rossi", "new@x.example"), person("p", "1", "Ada Visser", "old@x.example"), True),
        (("1", "Ada Rossi", "ada@x.example"), person("p", "", "A. Rossi", "Ada@x.example"), True),
        (("", "Ada Rossi", "ada@x.example"), person("p", "1", "Ada Rossi", "ada@x.example"), True),
        (("", "Ada Rossi", ""), person("p", "1", "ADA ROSSI", "ada@x.example"), True),
        (("2", "Ada Rossi", ""), person("p", "1", "Ada Rossi", ""), False),
        (("", "Ada Rossi", "new@x.example"), person("p", "1", "Ada Rossi", "old@x.example"), False),
        (("", "Eva Rossi", ""), person("p", "1", "Ada Rossi", ""), False),
    ],
)
def test_identity_goes_by_number_then_address_then_name(plan_of, line, known, same):
    others = [(str(n), f"Person {word}", f"{word}@x.example") for n, word in enumerate("bcdefgh", start=20)]
    plan = plan_of(PLAIN, line, *others, existing=[known])
    assert (2 not in [addition.line for addition in plan.additions]) is same
    assert (plan.missing == []) is same


def test_a_post_is_its_holders_only(plan_of):
    head = ("Post reference", "Name", "Unit")
    holder = person("p", "", "Ada Rossi", unit="A", post="2PO01")
    same = plan_of(head, ("2PO01", "Rossi, Ada", "B"), ("2PO02", "Visser, Tom", "B"), existing=[holder])
    assert [change.id for change in same.changes] == ["p"]
    other = plan_of(head, ("2PO01", "Quist, Ewa", "B"), ("2PO02", "Visser, Tom", "B"), existing=[holder])
    assert [addition.name for addition in other.additions] == ["Ewa Quist", "Tom Visser"]


def test_a_name_that_fits_two_on_the_roster_is_refused_unless_the_unit_tells(plan_of):
    known = [person("1", name="Ada Rossi", unit="A"), person("2", name="Ada Rossi", unit="B")]
    plan = plan_of(("Name", "Unit"), ("Ada Rossi", "C"), ("Tom Visser", "C"), existing=known)
    assert [(p.line, p.kind) for p in plan.problems] == [(2, "fits_several")]
    assert plan.refused == [2]
    assert plan.missing == []
    assert plan_of(("Name", "Unit"), ("Ada Rossi", "B"), ("Tom Visser", "C"), existing=known).unchanged == [2]


def test_two_lines_for_one_person_are_refused(plan_of):
    known = [person("1", name="Ada Rossi", unit="C")]
    plan = plan_of(("Name", "Unit"), ("Ada Rossi", "A"), ("Ada Rossi", "B"), ("Tom Visser", "B"), existing=known)
    assert [(p.line, p.kind) for p in plan.problems] == [(2, "same_person"), (3, "same_person")]


def test_somebody_elses_address_is_withheld(plan_of, roster):
    plan = plan_of(HEAD, ADA, TOM, EWA, ("0009", "Rui Costa", "ewa@x.example", "Sales", "0001"), existing=roster)
    assert set(plan.summary()["problems"]) == {"email_twice"}
    plan = plan_of(HEAD, ADA, TOM, ("0009", "Rui Costa", "ewa@x.example", "Sales", "0001"), existing=roster)
    assert [(p.line, p.kind, p.sentence) for p in plan.problems] == [
        (4, "email_taken", "ewa@x.example belongs to Ewa Quist on the roster.")
    ]
    assert "email" not in plan.additions[0].values


def test_addresses_may_be_passed_on_in_one_file(plan_of, roster):
    rows = (HEAD, ADA, (*TOM[:2], "tom.visser@x.example", *TOM[3:]), (*EWA[:2], "tom@x.example", *EWA[3:]))
    plan = plan_of(*rows, existing=roster)
    assert {c.id: c.fields for c in plan.changes} == {
        "t": {"email": ("tom@x.example", "tom.visser@x.example")},
        "e": {"email": ("ewa@x.example", "tom@x.example")},
    }


def test_a_circle_keeps_what_we_had(plan_of, roster):
    plan = plan_of(HEAD, ADA, (*TOM[:4], "0003"), (*EWA[:4], "0002"), existing=roster)
    assert not plan.changes_anything
    assert [(p.line, p.kind, p.lines) for p in plan.problems] == [
        (3, "manager_cycle", (3, 4)),
        (4, "manager_cycle", (3, 4)),
    ]


def test_a_plan_survives_storage_as_json(plan_of, roster):
    made = company(120)
    for plan in (
        plan_of(made.header, *made.rows, today=TODAY, existing=roster, missing_left=True),
        plan_of(HEAD, ADA, (*TOM[:4], "0003"), (*EWA[:3], "Legal", "Board"), existing=roster),
        plan_of(HEAD, TOM, EWA, ("", "=1+1", "", "", ""), existing=roster),
    ):
        assert Plan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


def test_the_summary_counts_and_names_nobody(plan_of, roster):
    summary = plan_of(HEAD, ADA, TOM, ("0007", "N/D", "", "", ""), existing=roster).summary()
    assert summary == {
        "lines": 3,
        "additions": 0,
        "changes": 0,
        "unchanged": 2,
        "leavers": 0,
        "past_leavers": 0,
        "missing": 1,
        "refused": 1,
        "changed_fields": {},
        "managers": {"by number": 1, "top": 1},
        "problems": {"not_a_person": 1},
        "weights": {"refused": 1},
    }


def test_problems_come_in_the_order_of_lines(plan_of):
    made = company(300)
    lines = [problem.line for problem in plan_of(made.header, *made.rows, today=TODAY).problems]
    assert lines == sorted(lines)
    assert lines


def test_every_problem_has_a_title_and_a_sentence():
    names = ("value", "column", "count", "mended", "length", "limit", "lines", "first", "other", "candidates", "next")
    params = {**dict.fromkeys(names, "x"), "manager_line": 3}
    for kind in WORDINGS:
        problem = Problem(1, kind, params)
        assert problem.title
        assert problem.sentence.endswith(".")
        assert Problem.from_dict(problem.to_dict()) == problem


def test_lines_are_listed_shortly():
    assert listed([4]) == "line 4"
    assert listed([4, 9]) == "lines 4, 9"
    assert listed(list(range(1, 18))) == "lines 1, 2, 3, 4, 5 and 12 more"
    assert listed([4, 9, 11], besides=9) == "lines 4, 11"
    assert listed(list(range(1, 18)), besides=2) == "lines 1, 3, 4, 5, 6 and 11 more"
    assert listed([4, 9], besides=4) == "line 9"
