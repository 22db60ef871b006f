"""The launch checklist: what it calls usual, for any cohort there could be; and its page, which it never holds back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.models import Person
from programs.launch import Counts, checklist
from programs.launching import WORDS, counts_of
from programs.models import Cohort
from tests.factories import lab as make

from .design import approve_tool, design, second_sponsor, tree

READY = Counts(
    leaders=12,
    mentors=14,
    practiced=14,
    asked=12,
    owners=9,
    days=90,
    has_goal=True,
    capacity=15,
    sponsors=2,
    contact_stands=True,
    tools=1,
    managed=14,
)
numbers = st.integers(0, 60)
COUNTS = st.builds(
    Counts,
    leaders=numbers,
    mentors=numbers,
    practiced=st.none() | numbers,
    asked=numbers,
    owners=numbers,
    days=st.none() | st.integers(1, 500),
    has_goal=st.booleans(),
    capacity=numbers,
    sponsors=st.integers(1, 5),
    alone=numbers,
    contact_stands=st.booleans(),
    tools=st.none() | numbers,
    managed=numbers,
)


def is_good(counts, key):
    return next(line.good for line in checklist(counts) if line.key == key)


def changed(**values):
    return Counts(**(vars(READY) | values))


def test_a_cohort_as_it_is_meant_lacks_nothing():
    assert [line.good for line in checklist(READY)] == [True] * 8


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"practiced": 9}, "practiced"),
        ({"practiced": 21}, "practiced"),
        ({"practiced": None, "mentors": 9, "managed": 9}, "mentors"),
        ({"owners": 5}, "owners"),
        ({"asked": 0, "owners": 0}, "owners"),
        ({"days": 59}, "days"),
        ({"days": 121}, "days"),
        ({"days": None}, "days"),
        ({"has_goal": False}, "goal"),
        ({"capacity": 11}, "capacity"),
        ({"leaders": 0}, "capacity"),
        ({"sponsors": 1}, "sponsors"),
        ({"alone": 1}, "alone"),
        ({"contact_stands": False}, "contact"),
        ({"tools": 0}, "tools"),
        ({"managed": 13}, "managers"),
    ],
)
def test_one_thing_short_is_that_one_thing(values, key):
    lines = checklist(changed(**values))
    assert [line.key for line in lines if not line.good] == [key]


def test_a_program_about_something_else_asks_for_no_tools():
    lines = checklist(changed(practiced=None, tools=None))
    assert {line.key for line in lines}.isdisjoint({"practiced", "tools"})
    assert [line.good for line in lines] == [True] * 7


@given(COUNTS)
def test_each_line_has_words_and_all_their_figures(counts):
    for line in checklist(counts):
        figures = dict(line.figures)
        words = WORDS[line.key]
        assert not words.none or "every" in figures
        assert "%" not in str(words.good) % figures
        assert "%" not in str(words.short) % figures


@given(COUNTS, st.integers(0, 20))
def test_more_room_is_never_worse(counts, more):
    if is_good(counts, "capacity"):
        assert is_good(Counts(**(vars(counts) | {"capacity": counts.capacity + more})), "capacity")


@pytest.fixture
def enrolling(cast):
    """Two leaders, one with a question of their own making; two mentors, one of whom uses the tools."""
    it = design(cast)
    with cast.works():
        approve_tool()
        leader = make.EnrolmentFactory(cohort=it.cohort, person=cast.leader.person)
        make.EnrolmentFactory(cohort=it.cohort, person=cast.executive.person)
        make.ResearchQuestionFactory(enrolment=leader, owns=2)
        profile = {"role": "mentor", "profile_at": it.cohort.made_at, "capacity": 2}
        make.EnrolmentFactory(cohort=it.cohort, person=cast.mentor.person, topics={"prompts": 1}, **profile)
        make.EnrolmentFactory(cohort=it.cohort, person=cast.admin.person, topics={"customers": 3}, **profile)
        Cohort.objects.update(state="enrolling")
    return it


def test_the_counts_come_from_the_cohort(cast, enrolling):
    with cast.works():
        Person.objects.filter(pk=cast.leader.person_id).update(manager=cast.sponsor.person)
        Person.objects.filter(pk=cast.mentor.person_id).update(manager=cast.leader.person)
    with cast.sees("sponsor"):
        counts = counts_of(Cohort.objects.get())
    assert vars(counts) == {
        "leaders": 2,
        "mentors": 2,
        "practiced": 1,
        "asked": 1,
        "owners": 1,
        "days": 90,
        "has_goal": True,
        "capacity": 4,
        "sponsors": 1,
        "alone": 1,
        "contact_stands": True,
        "tools": 1,
        "managed": 1,
    }


def test_an_empty_cohort_is_not_counted_nought_of_nought(cast, visit):
    cohort = design(cast).cohort
    with cast.works():
        Cohort.objects.update(state="enrolling")
    page = tree(visit(cast.sponsor).get(cast.url("programs:cohort", pk=cohort.pk)))
    section = page.one("section", **{"aria-labelledby": "launch-h"}).text
    assert "0 of 0" not in section
    for says in ("No mentor takes part yet", "No leader takes part yet", "No leader has written a question yet"):
        assert says in section


def test_a_second_sponsor_outside_the_line_looks_after_the_pair(cast, enrolling):
    with cast.works():
        Person.objects.filter(pk=cast.leader.person_id).update(manager=cast.sponsor.person)
    other = second_sponsor(cast)
    with cast.works():
        enrolling.cohort.sponsors.create(person=other.person, since=enrolling.cohort.made_at)
        counts = counts_of(Cohort.objects.get())
    assert (counts.sponsors, counts.alone) == (2, 0)


def test_the_page_advises_with_figure_reason_and_link_and_holds_nothing_back(cast, visit, enrolling):
    url = cast.url("programs:cohort", pk=enrolling.cohort.pk)
    page = tree(visit(cast.sponsor).get(url))
    section = page.one("section", **{"aria-labelledby": "launch-h"})
    assert section.one("h2").text == "Before you start: 5 of 9 as usual"
    lines = {line.one("b").text: line for line in section.one("ul").all("li")}
    short = lines["1 of 2 mentors already use the tools in their work"]
    assert "Usual: 10 to 20 of them. They teach what they do every day" in short.text
    assert short.one("a").attrs["href"] == cast.url("programs:enrolled", pk=enrolling.cohort.pk)
    assert not lines["Leaders who take part: 2, room with mentors for 4"].all("a")
    gate = page.one("section", id="gate")
    assert "mentors already use" not in gate.text
    for state in ("designing", "running", "completed"):
        with cast.works():
            Cohort.objects.update(state=state)
        assert "Before you start" not in visit(cast.sponsor).get(url).text
