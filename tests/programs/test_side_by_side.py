"""Several cohorts side by side: each line says where one stands, in as many queries for a page of them as for one."""

import pytest

from organizations.tenancy.models import uuid7
from pairing.models import Pair, SponsorBar
from programs import side_by_side
from programs.gate import gate_of
from programs.models import Cohort, Enrolment
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make
from tests.lab import enrol, open_lab, pair_up
from tests.queries import own_queries

from .design import approve_tool, design, headline, tree

STATES = ("draft", "designing", "enrolling", "pairing", "running", "closing")


def several(cast, n):
    """`n` cohorts in all states of life, each with people, papers, a contact and a survey."""
    for number in range(n):
        open_lab(cast, state=STATES[number % len(STATES)], name=f"Cohort {number}")
        with cast.works():
            Cohort.objects.filter(pk=cast.cohort.pk).update(contact=cast.assistant.person)
            make.WaveFactory(cohort=cast.cohort)
            make.IndicatorFactory(cohort=cast.cohort)


def rows(answer):
    """{name: {column: what stands there}}"""
    page, found = tree(answer), {}
    for row in page.one("tbody").all("tr") if page.all("tbody") else ():
        cells = {it.attrs["data-label"]: it.text for it in row.all("td")}
        found[row.one("th").one("a").text] = cells | {"links": [it.attrs["href"] for it in row.all("a")]}
    return found


def test_each_line_says_where_it_stands_and_what_is_next(cast, visit):
    draft = design(cast, starts_on=None).cohort
    open_lab(cast, name="Second run", starts_on=NOW.date())
    with cast.works():
        enrol(cast, cast.executive.person, Enrolment.Role.LEADER)
        pair_up(cast, enrol(cast, PersonFactory(), "leader"), cast.mentor_enrolment, state="published", started_at=None)
        Cohort.objects.filter(pk=cast.cohort.pk).update(ends_on=NOW.date().replace(year=NOW.year + 1))
    found = rows(visit(cast.sponsor).get(cast.url("programs:cohorts")))
    assert list(found) == ["Second run", "First run"]
    first, second = found["First run"], found["Second run"]
    assert first["Where it stands"] == "Draft"
    assert (first["Ready"], first["Pairs"]) == ("–", "–")
    assert first["Next"] == "1 thing missing: Set the days"
    assert first["links"][1] == cast.url("programs:cohort_edit", pk=draft.pk)
    assert "of 365" in second["Where it stands"]
    assert (second["Ready"], second["Pairs"]) == ("2 of 4 people", "1 of 2 running")
    assert second["Next"].startswith("1 thing missing: See the surveys")


def test_an_open_gate_is_the_next_step(cast, visit):
    it = design(cast).cohort
    found = rows(visit(cast.sponsor).get(cast.url("programs:cohorts")))
    assert found["First run"]["Next"] == "Begin the design"
    assert found["First run"]["links"][1] == cast.url("programs:cohort", pk=it.pk) + "#gate"


def test_what_is_read_for_many_is_what_each_gate_reads_alone(cast):
    with cast.works():
        approve_tool()
    several(cast, len(STATES))
    with cast.works():
        Cohort.objects.filter(state="enrolling").update(contact=cast.sponsor.person)
    with cast.sees("sponsor"):
        alone = {it.pk: it.gate(NOW) for it in Cohort.objects.all()}
        together = list(Cohort.objects.select_related("organization", "program", "contact").with_facts())
        side_by_side.tell(together)
        assert {it.pk: gate_of(it, NOW) for it in together} == alone
        assert any(
            "takes part in this cohort or is in charge" in str(m.says) for g in alone.values() for m in g.missing
        )


def test_the_first_that_is_asked_for_a_fact_asks_for_all_and_who_was_locked_asks_anew(cast, django_assert_num_queries):
    several(cast, 3)
    with cast.sees("sponsor"):
        alone = {it.pk: it.knows("asking") for it in Cohort.objects.all()}
        found = Cohort.objects.newest_first().together()
        with django_assert_num_queries(1):
            assert {it.pk: it.knows("asking") for it in found} == alone
    with cast.works():
        found[0].lock()
        with django_assert_num_queries(1):
            assert [it.knows("asking") for it in found] == [alone[it.pk] for it in found]


@pytest.mark.parametrize("n", [1, 6, 18])
def test_as_many_queries_for_many_as_for_one(cast, visit, n):
    several(cast, n)
    browser = visit(cast.sponsor)
    with own_queries(13):
        assert len(rows(browser.get(cast.url("programs:cohorts")))) == n


def test_thirty_come_in_two_pages_and_those_that_are_over_in_a_list_of_their_own(cast, visit):
    with cast.works():
        program = make.ProgramFactory()
        for number in range(30):
            cohort = make.CohortFactory(pk=uuid7(), program=program, name=f"Run {number}")
            make.CohortSponsorFactory(cohort=cohort, person=cast.sponsor.person)
        over = make.CohortFactory(program=program, name="Long ago", state="completed")
        make.CohortSponsorFactory(cohort=over, person=cast.sponsor.person)
    browser, url = visit(cast.sponsor), cast.url("programs:cohorts")
    first = browser.get(url)
    assert headline(first) == "You are in charge of 30 cohorts."
    assert [it.text for it in tree(first).one("nav", class_="tabs").all("a")] == ["Under way 30", "Over 1"]
    following = tree(first).one("nav", class_="pager").one("a", rel="next").attrs["href"]
    names = [*rows(first), *rows(browser.get(url + following))]
    assert names == [f"Run {number}" for number in reversed(range(30))]
    assert list(rows(browser.get(url + "?show=over"))) == ["Long ago"]
    assert browser.get(url + "?before=nonsense").status_code == 404


def test_only_one_s_own_and_only_the_pairs_that_one_may_see(lab, visit):
    with lab.works():
        make.CohortFactory(name="Somebody else’s")
    browser, url = visit(lab.sponsor), lab.url("programs:cohorts")
    assert [row["Pairs"] for row in rows(browser.get(url)).values()] == ["1 of 1 running"]
    with lab.works():
        lab.leader.person.manager = lab.sponsor.person
        lab.leader.person.save()
        SponsorBar.objects.draw([lab.leader_enrolment])
        assert Pair.objects.count() == 1
    assert [row["Pairs"] for row in rows(browser.get(url)).values()] == ["–"]
