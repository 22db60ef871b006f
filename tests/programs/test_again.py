"""Run it again: the next cohort keeps the design and nobody of the people, and knows who returns."""

import datetime

import pytest

from metrics.models import Indicator
from organizations.models import Person
from organizations.registries import page_slots
from programs.models import Cohort, Enrolment, LabRules, RoleCharter
from tests.factories import NOW
from tests.factories import lab as make
from tests.lab import open_lab
from tests.queries import own_queries

from .design import headline, second_sponsor, sent, tree

DESIGN = ("program_id", "goal_kind", "goal", "comparison", "same_unit_allowed", "contact_id")
MEASURE = [it.name for it in Indicator._meta.local_fields if it.name not in ("id", "cohort", "version")]


@pytest.fixture
def over(cast):
    """A completed cohort with a pair, second versions of its papers and a measure with a target of its own."""
    open_lab(cast, state="completed", same_unit_allowed=False)
    with cast.works():
        Cohort.objects.update(contact=cast.assistant.person)
        make.IndicatorFactory(cohort=cast.cohort, target=42, definition="As we agreed in March")
        parts = [{"key": "stays", "title": "It stays here", "text": "All of it."}]
        make.LabRulesFactory(cohort=cast.cohort, number=2, rules=parts)
        clauses = [{"key": "payback", "title": "No payback", "text": "None."}]
        make.RoleCharterFactory(cohort=cast.cohort, number=2, clauses=clauses)
    return cast


def again(cast, visit, **typed):
    browser, url = visit(cast.sponsor), cast.url("programs:run_again", pk=cast.cohort.pk)
    typed = {"name": "Spring 2027", "starts_on": "2027-02-08", "changes": "Fewer pairs"} | typed
    return browser.post(url, sent(browser.get(url)) | typed, follow=True)


def copies():
    return Cohort.objects.filter(copied_from__isnull=False)


def test_the_copy_keeps_the_design_and_none_of_the_people(over, visit):
    page = again(over, visit)
    assert headline(page) == "The days are set. The design can begin."
    assert "The next run stands, with the design of the last one." in page.text
    with over.works():
        old, new = Cohort.objects.get(pk=over.cohort.pk), copies().get()
        assert (new.copied_from_id, new.changes, new.state) == (old.pk, "Fewer pairs", "draft")
        assert {name: getattr(new, name) for name in DESIGN} == {name: getattr(old, name) for name in DESIGN}
        assert (new.starts_on, new.ends_on) == (datetime.date(2027, 2, 8), datetime.date(2027, 5, 9))
        rules, charter = LabRules.objects.get(cohort=new), RoleCharter.objects.get(cohort=new)
        assert (rules.number, [part["title"] for part in rules.parts]) == (1, ["It stays here"])
        assert (charter.number, [part["title"] for part in charter.parts]) == (1, ["No payback"])
        assert [it.person for it in new.sponsors.all()] == [over.sponsor.person]
        assert not new.enrolments.exists()
        measures = [list(it.indicators.in_order().values(*MEASURE)) for it in (old, new)]
        assert measures[0] == measures[1] != []


def test_the_two_runs_point_to_each_other_and_say_what_is_different(over, visit):
    again(over, visit)
    with over.works():
        new = copies().get()
    facts = tree(visit(over.sponsor).get(over.url("programs:cohort", pk=new.pk))).one("dl", class_="facts")
    assert over.url("programs:cohort", pk=over.cohort.pk) in [it.attrs["href"] for it in facts.all("a")]
    assert "Fewer pairs" in facts.text
    old = tree(visit(over.sponsor).get(over.url("programs:cohort", pk=over.cohort.pk))).one("dl", class_="facts")
    assert over.url("programs:cohort", pk=new.pk) in [it.attrs["href"] for it in old.all("a")]


def test_who_is_not_in_charge_of_the_earlier_run_reads_neither_its_name_nor_its_people(over, visit):
    again(over, visit)
    other = second_sponsor(over)
    with over.works():
        new = copies().get()
        Cohort.objects.filter(pk=over.cohort.pk).update(name="Qzfirst")
        Cohort.objects.filter(pk=new.pk).update(state="enrolling")
        new.sponsors.create(person=other.person, since=NOW)
        new.enrolments.create(person=over.mentor.person, role="mentor", enrolled_at=NOW)
    said = {who: [] for who in (over.sponsor, other)}
    for who, pages in said.items():
        for view in ("cohort", "enrolled", "enrol"):
            pages.append(visit(who).get(over.url(f"programs:{view}", pk=new.pk)).text)
    assert ["Qzfirst" in page for page in said[over.sponsor]] == [True, False, False]
    assert ["Qzfirst" in page for page in said[other]] == [False, False, False]
    assert "an earlier cohort" in said[other][0]
    assert ["returns</small>" in pages[1] for pages in said.values()] == [True, False]
    assert ["Took part last time" in pages[2] for pages in said.values()] == [True, False]


def test_those_who_return_are_marked_and_can_be_picked(over, visit):
    again(over, visit)
    with over.works():
        new = copies().get()
        Cohort.objects.filter(pk=new.pk).update(state="enrolling")
    browser, url = visit(over.sponsor), over.url("programs:enrol", pk=new.pk)
    names = [it.one("b").text for it in tree(browser.get(url + "?again=on")).one("ul", class_="picks").all("li")]
    assert names == sorted((over.leader.person.name, over.mentor.person.name), key=lambda name: name.split()[-1])
    everyone = tree(browser.get(url)).one("ul", class_="picks").all("li")
    marked = [it.one("b").text for it in everyone if "Took part last time" in it.text]
    assert sorted(marked) == sorted(names)
    assert len(everyone) > len(names)
    browser.post(url + "?again=on", {"person": [over.mentor.person_id], "role": "mentor"})
    with over.works():
        assert [it.person for it in new.enrolments.all()] == [over.mentor.person]
        assert Enrolment.objects.earlier_than(new).count() == 2
    page = browser.get(over.url("programs:enrolled", pk=new.pk))
    assert [row.one("th").text for row in tree(page).one("tbody").all("tr")] == ["Daria Nowak returns"]


def test_a_first_run_asks_for_nobody_who_returns(lab, visit):
    page = visit(lab.sponsor).get(lab.url("programs:enrol", pk=lab.cohort.pk))
    assert "Took part last time" not in page.text


def test_a_contact_who_has_left_does_not_come_along(over, visit):
    with over.works():
        Person.objects.filter(pk=over.assistant.person_id).update(left_on=NOW.date())
    again(over, visit)
    with over.works():
        assert copies().get().contact is None


def test_a_second_click_opens_one_cohort(over, visit):
    browser, url = visit(over.sponsor), over.url("programs:run_again", pk=over.cohort.pk)
    data = sent(browser.get(url)) | {"name": "Once"}
    assert browser.post(url, data).url == browser.post(url, data).url
    with over.works():
        assert copies().count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"starts_on": "2027-05-09", "ends_on": "2027-02-08"}, "ends_on"),
        ({"starts_on": "", "ends_on": "2027-02-08"}, "starts_on"),
        ({"changes": "x" * 601}, "changes"),
    ],
)
def test_bad_input_is_named_where_it_was_typed_and_nothing_is_lost(over, visit, typed, field):
    page = again(over, visit, **typed)
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["name"].value() == typed.get("name", "Spring 2027")
    with over.works():
        assert not copies().exists()


@pytest.mark.parametrize(("state", "code"), [("running", 403), ("cancelled", 403), ("closing", 200)])
def test_from_closing_on(lab, visit, state, code):
    with lab.works():
        Cohort.objects.update(state=state)
    browser, url = visit(lab.sponsor), lab.url("programs:run_again", pk=lab.cohort.pk)
    assert browser.get(url).status_code == code
    page = browser.get(lab.url("programs:cohort", pk=lab.cohort.pk)).text
    assert (url in page) == (code == 200)


def test_what_will_be_different_can_be_changed_until_it_is_over(over, visit):
    again(over, visit)
    with over.works():
        new = copies().get()
    browser, url = visit(over.sponsor), over.url("programs:cohort_edit", pk=new.pk)
    browser.post(url, sent(browser.get(url)) | {"goal_kind": "workflow", "changes": "More time for each"})
    with over.works():
        assert copies().get().changes == "More time for each"


def test_a_higher_app_says_what_is_still_open(over, visit):
    key = ("again", "t.open")
    panel = {"template": "components/empty.html", "context": {}}
    page_slots.add(key, lambda membership, cohort, now: panel if cohort.pk == over.cohort.pk else None)
    try:
        page = visit(over.sponsor).get(over.url("programs:run_again", pk=over.cohort.pk))
        assert page.context["panels"] == [panel]
    finally:
        page_slots.remove(key)


def test_a_long_line_of_runs_takes_no_more_queries(over, visit):
    """Also where somebody has made a ring of them."""
    with over.works():
        line = [over.cohort]
        for _ in range(4):
            line.append(make.CohortFactory(state="enrolling", copied_from=line[-1], program=over.cohort.program))
            make.CohortSponsorFactory(cohort=line[-1], person=over.sponsor.person)
        Cohort.objects.filter(pk=over.cohort.pk).update(copied_from=line[-1])
        assert set(Cohort.objects.run_before(line[-1])) == set(line)
    browser = visit(over.sponsor)
    for cohort in (line[1], line[-1]):
        with own_queries(7):
            browser.get(over.url("programs:enrolled", pk=cohort.pk))
