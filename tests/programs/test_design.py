"""The whole design, played by the sponsor over HTTP."""

import datetime

import pytest

from organizations.models import AuditEntry
from organizations.registries import facts, page_slots
from programs.facts import CohortMade, CohortMoved
from programs.models import ApprovedTool, Cohort, Program
from tests.queries import own_queries

from .design import approve_tool, design, headline, second_sponsor, sent, tree, verbs


@pytest.fixture
def heard():
    """Every fact about cohorts that is told."""
    told = []

    def listen(fact, now):
        told.append(fact)

    for kind in (CohortMade, CohortMoved):
        facts.subscribe(kind, listen)
    yield told
    for kind in (CohortMade, CohortMoved):
        facts._subscribers[kind].remove(listen)


def fill(browser, url, **typed):
    """Open the form at this address, type, send; gives the page that follows."""
    data = sent(browser.get(url)) | typed
    return browser.post(url, data, follow=True)


def test_a_sponsor_comes_from_nothing_to_an_open_gate(cast, visit, heard):
    browser, url = visit(cast.sponsor), cast.url
    assert headline(browser.get(url("programs:cohorts"))) == "You have no cohort yet."

    chosen = tree(browser.get(url("programs:templates"))).all("a", class_="btn--line")[0].attrs["href"]
    cohort_form = fill(browser, chosen, name="AI for the board")
    assert headline(cohort_form) == "Who, and when?"
    typed = {"name": "Spring 2027", "starts_on": "2027-02-08", "contact": cast.assistant.person.email}
    page = fill(browser, cohort_form.request["PATH_INFO"], **typed)
    assert headline(page) == "The days are set. The design can begin."

    with cast.sees("sponsor"):
        cohort = Cohort.objects.get()
        assert cohort.ends_on == datetime.date(2027, 5, 9)
        assert [it.person for it in cohort.sponsors.all()] == [cast.sponsor.person]
        assert heard == [CohortMade(cohort.pk, "ai_fluency")]
    page = press(browser, page)
    assert headline(page).startswith("One thing before anyone can be enrolled.")
    gate = tree(page).one("section", id="gate")
    assert [it.text for it in gate.all("a", class_="btn--main")] == ["Enter a tool"]

    fill(browser, url("programs:tool_new"), name="Assist", data_allowed="internal", approved_by="IT", status="approved")
    page = browser.get(url("programs:cohort", pk=cohort.pk))
    assert headline(page) == "The design stands. Enrolling can open."
    page = press(browser, page)
    assert headline(page).endswith("before partners can be found.")
    waits = {it.text for it in tree(page).one("section", id="gate").all("b")}
    assert waits >= {"No leader has a settled research question yet", "No mentor has a profile yet"}
    with cast.sees("sponsor"):
        steps = list(cohort.steps.order_by("id"))
        assert [(step.before, step.after) for step in steps] == [("draft", "designing"), ("designing", "enrolling")]
        assert steps[1].taken_by == cast.sponsor.person
        assert "An agenda that adds up" in steps[1].saw
        assert heard[1:] == [
            CohortMoved(cohort.pk, "draft", "designing"),
            CohortMoved(cohort.pk, "designing", "enrolling"),
        ]
        assert verbs() == [
            ("made", "program"),
            ("made", "cohort"),
            ("wrote", "labrules"),
            ("wrote", "rolecharter"),
            ("moved", "cohort"),
            ("entered", "approvedtool"),
            ("moved", "cohort"),
        ]


def press(browser, page):
    """The gate's button."""
    form = tree(page).one("section", id="gate").one("form")
    return browser.post(form.attrs["action"], follow=True)


def test_a_template_comes_whole_into_the_program(cast, visit):
    it = design(cast, "frontline").program
    with cast.sees("sponsor"):
        assert it.session_minutes == 30
        assert [segment["minutes"] for segment in it.agenda] == [5, 15, 7, 3]
        assert {topic["key"] for topic in it.topics} >= {"scheduling", "maintenance"}


def test_a_second_click_makes_nothing_twice(cast, visit):
    browser, url = visit(cast.sponsor), cast.url("programs:program_new") + "?template=blank"
    data = sent(browser.get(url)) | {"name": "Once"}
    first, second = browser.post(url, data), browser.post(url, data)
    assert first.url == second.url
    data = sent(browser.get(first.url)) | {"name": "Run"}
    assert browser.post(first.url, data).url == browser.post(first.url, data).url
    with cast.sees("sponsor"):
        assert (Program.objects.count(), Cohort.objects.count()) == (1, 1)


def test_an_unknown_template_leads_back_to_the_choice(cast, visit):
    answer = visit(cast.sponsor).get(cast.url("programs:program_new") + "?template=../shared")
    assert answer.url == cast.url("programs:templates")


BAD_DAYS = {
    "the last day before the first": ({"starts_on": "2027-05-09", "ends_on": "2027-02-08"}, "ends_on"),
    "the last day on the first": ({"starts_on": "2027-05-09", "ends_on": "2027-05-09"}, "ends_on"),
    "a last day alone": ({"ends_on": "2027-05-09"}, "starts_on"),
    "no day at all": ({"starts_on": "31 of June"}, "starts_on"),
}


@pytest.mark.parametrize("case", BAD_DAYS)
def test_days_that_cannot_be(cast, visit, case):
    typed, field = BAD_DAYS[case]
    url = cast.url("programs:cohort_new", pk=design(cast).program.pk)
    page = fill(visit(cast.sponsor), url, name="Run", **typed)
    assert list(page.context["form"].errors) == [field]
    with cast.sees("sponsor"):
        assert Cohort.objects.count() == 1


class TestTheProgram:
    def change(self, cast, visit, **typed):
        it = design(cast).program
        answer = fill(visit(cast.sponsor), cast.url("programs:program", pk=it.pk), **typed)
        with cast.sees("sponsor"):
            it.refresh_from_db()
        return it, answer

    def test_an_agenda_of_55_of_60_minutes_is_named(self, cast, visit):
        it, page = self.change(cast, visit, segment_1_minutes="25")
        assert page.context["form"].non_field_errors() == [
            "The segments add up to 55 of 60 minutes: 5 missing.",
        ]
        assert it.agenda[1]["minutes"] == 30

    def test_too_long_as_well(self, cast, visit):
        _, page = self.change(cast, visit, session_minutes="50")
        assert "10 too many" in page.context["form"].non_field_errors()[0]

    @pytest.mark.parametrize("minutes", ["2", "9", "241", "540", "32767", "-60"])
    def test_an_hour_that_nobody_can_meet_for_is_said_at_its_field(self, cast, visit, minutes):
        """Its parts add up: two minutes, or nine hours."""
        parts = {f"segment_{n}_{part}": "" for n in (1, 2, 3) for part in ("title", "minutes", "leader", "mentor")}
        typed = parts | {"segment_0_title": "All of it", "segment_0_minutes": minutes, "session_minutes": minutes}
        it, page = self.change(cast, visit, **typed)
        form = page.context["form"]
        assert form.errors["session_minutes"] == ["A session takes between 10 and 240 minutes."]
        assert tree(page).one("p", id="id_session_minutes_error").text == "A session takes between 10 and 240 minutes."
        assert {name: form[name].value() for name in typed} == typed
        assert (it.session_minutes, [part["minutes"] for part in it.agenda]) == (60, [10, 30, 15, 5])

    @pytest.mark.parametrize("minutes", ["10", "240"])
    def test_the_shortest_and_the_longest_are_taken(self, cast, visit, minutes):
        parts = {f"segment_{n}_{part}": "" for n in (1, 2, 3) for part in ("title", "minutes", "leader", "mentor")}
        it, _ = self.change(cast, visit, **parts, segment_0_minutes=minutes, session_minutes=minutes)
        assert it.session_minutes == sum(part["minutes"] for part in it.agenda) == int(minutes)

    def test_a_segment_can_be_dropped_added_and_renamed(self, cast, visit):
        new = {"segment_4_title": "Walk", "segment_4_minutes": "10", "segment_4_leader": "Look.\n\nAsk."}
        gone = {"segment_0_title": "", "segment_0_minutes": "", "segment_0_leader": "", "segment_0_mentor": ""}
        it, _ = self.change(cast, visit, **new, **gone, segment_1_title="The lab")
        assert [segment["title"] for segment in it.agenda] == [
            "The lab",
            "The leader’s reflection",
            "Next steps",
            "Walk",
        ]
        assert [segment["key"] for segment in it.agenda] == ["lab", "reflection", "next", "part1"]
        assert it.agenda[3]["leader"] == ["Look.", "Ask."]

    def test_half_a_segment_is_asked_for_its_rest(self, cast, visit):
        _, page = self.change(cast, visit, segment_4_leader="Look.")
        assert set(page.context["form"].errors) == {"segment_4_title", "segment_4_minutes"}

    def test_topics_keep_their_keys(self, cast, visit):
        typed = "Prompt engineering: briefs that work\nRisk models\nRisk models"
        it, _ = self.change(cast, visit, topics_technology=typed, topics_culture="")
        assert [(topic["key"], topic["perspective"]) for topic in it.topics] == [
            ("prompts", "technology"),
            ("risk-models", "technology"),
            ("customers", "market"),
        ]

    def test_a_program_without_topics_is_none(self, cast, visit):
        _, page = self.change(cast, visit, topics_technology="", topics_market="", topics_culture="")
        assert list(page.context["form"].errors) == ["topics_technology"]

    def test_the_audit_names_columns(self, cast, visit):
        self.change(cast, visit, segment_0_title="Hello", topics_culture="Trust")
        with cast.works():
            assert AuditEntry.objects.get(verb="changed").fields == ["agenda", "topics"]


class TestTheCohort:
    def test_is_changed_with_its_audit(self, cast, visit):
        it = design(cast, starts_on=None, contact=None).cohort
        url = cast.url("programs:cohort_edit", pk=it.pk)
        typed = {"goal": "One report a day faster", "starts_on": "2027-02-08", "contact": "Ruth Amsel", "ends_on": ""}
        answer = fill(visit(cast.sponsor), url, **typed)
        assert answer.redirect_chain[-1][0] == cast.url("programs:cohort", pk=it.pk)
        with cast.sees("sponsor"):
            it.refresh_from_db()
            assert it.goal == "One report a day faster"
            assert it.ends_on == datetime.date(2027, 5, 9)
            assert it.contact == cast.assistant.person
            assert verbs()[-1] == ("changed", "cohort")

    def test_keeps_both_texts_when_two_write(self, cast, visit):
        it = design(cast).cohort
        url = cast.url("programs:cohort_edit", pk=it.pk)
        browser = visit(cast.sponsor)
        mine = sent(browser.get(url)) | {"goal": "Mine"}
        fill(browser, url, goal="Theirs")
        page = browser.post(url, mine)
        assert "Theirs" in page.content.decode()
        assert page.context["form"]["goal"].value() == "Mine"
        browser.post(url, sent(page))
        with cast.sees("sponsor"):
            assert Cohort.objects.get().goal == "Mine"

    def test_a_contact_is_shown_as_it_was_typed(self, cast, visit):
        it = design(cast).cohort
        page = visit(cast.sponsor).get(cast.url("programs:cohort_edit", pk=it.pk))
        assert sent(page)["contact"] == cast.assistant.person.email

    def test_a_cancelled_one_stays_readable_and_unchanged(self, cast, visit):
        it = design(cast).cohort
        browser, url = visit(cast.sponsor), cast.url("programs:cancel", pk=it.pk)
        assert headline(browser.get(url)) == "Cancel this cohort?"
        page = browser.post(url, follow=True)
        assert headline(page) == "This cohort was cancelled."
        assert not tree(page).all("a", href=cast.url("programs:cohort_edit", pk=it.pk))
        for view in ("cohort_edit", "rules", "charter", "sponsors", "cancel"):
            assert browser.get(cast.url(f"programs:{view}", pk=it.pk)).status_code == 403

    def test_another_sponsor_is_put_in_charge(self, cast, visit):
        it, other = design(cast).cohort, second_sponsor(cast)
        assert visit(other).get(cast.url("programs:cohort", pk=it.pk)).status_code == 404
        fill(visit(cast.sponsor), cast.url("programs:sponsors", pk=it.pk), sponsor=str(other.pk))
        assert visit(other).get(cast.url("programs:cohort", pk=it.pk)).status_code == 200
        with cast.sees("sponsor"):
            assert verbs()[-1] == ("added a sponsor", "cohort")


def test_a_page_of_a_higher_app_stands_in_its_place(cast, visit):
    def late(membership, cohort, now):
        return {"template": "components/badge.html", "context": {"text": "late"}, "place": -1}

    def early(membership, cohort, now):
        return {"template": "components/badge.html", "context": {"text": "early"}, "place": -2}

    for key, panel in (("t.late", late), ("t.early", early)):
        page_slots.add(("cohort", key), panel)
    try:
        page = visit(cast.sponsor).get(cast.url("programs:cohort", pk=design(cast).cohort.pk))
    finally:
        for key in ("t.late", "t.early"):
            del page_slots._entries["cohort", key]
    assert [panel["context"]["text"] for panel in page.context["panels"] if panel["place"] < 0] == [
        "early",
        "late",
    ]


def test_tools_are_few_queries_too(cast, visit):
    with cast.works():
        approve_tool()
        for n in range(30):
            ApprovedTool.objects.create(
                name=f"T{n}", data_allowed="x", approved_by="IT", entered_at=cast.sponsor.joined_at
            )
    browser, url = visit(cast.leader), cast.url("programs:tools")
    browser.get(url)
    with own_queries(2):
        browser.get(url)
