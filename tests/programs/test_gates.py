"""Every clause of the programs app, closed and open; the step under the gate; two who press at once."""

import datetime
import threading

import pytest
from django.db import connection

from organizations.models import Person
from organizations.registries import GateClause, Missing, gate_clauses
from organizations.tenancy.scope import WEB, scope
from programs.clauses import CLAUSES
from programs.gate import GateClosed
from programs.models import ApprovedTool, Cohort, Enrolment, LabRules, ResearchQuestion, RoleCharter
from tests.factories import NOW
from tests.factories import lab as make

from .design import approve_tool, design, second_sponsor, tree

CHECK = {clause.key: clause.check for clause in CLAUSES}


def says(key, cohort):
    missing = CHECK[key](Cohort.objects.select_related("program", "contact", "organization").get(pk=cohort.pk))
    return missing and str(missing.says)


def change(cohort, **values):
    Cohort.objects.filter(pk=cohort.pk).update(**values)


@pytest.fixture
def it(cast):
    with cast.works():
        approve_tool()
    return design(cast)


class TestClauses:
    """`it` stands at every gate of the design; each test takes one thing away."""

    def test_all_of_the_design_stand(self, cast, it):
        with cast.sees("sponsor"):
            design_gates = [clause.key for clause in CLAUSES if clause.gate in ("draft", "designing")]
            assert {key: says(key, it.cohort) for key in design_gates} == dict.fromkeys(design_gates)

    @pytest.mark.parametrize(
        ("key", "column", "value", "sentence"),
        [
            ("dates", "starts_on", None, "The first and the last day are not set"),
            ("dates", "ends_on", None, "The first and the last day are not set"),
            ("goal", "goal", " ", "No goal for the 90 days: one workflow or one decision a pair"),
            ("comparison", "comparison", "", "No rule for a comparison group, and no reason why not"),
            (
                "contact",
                "contact",
                None,
                "No independent contact: someone outside the reporting line whom anyone can turn to",
            ),
        ],
    )
    def test_a_column_left_empty(self, cast, it, key, column, value, sentence):
        with cast.sees("sponsor"):
            change(it.cohort, **{column: value})
            assert says(key, it.cohort) == sentence

    def test_papers(self, cast, it):
        with cast.works():
            RoleCharter.objects.all().delete()
            assert says("papers", it.cohort) == "The role charter is not written"
            LabRules.objects.all().delete()
            assert says("papers", it.cohort) == "The lab rules are not written"

    def test_rules_without_the_third_are_not_written(self, cast, it):
        with cast.works():
            rules = LabRules.objects.get()
            rules.rules = [part for part in rules.rules if part["key"] != "stays"]
            rules.save()
            assert says("papers", it.cohort) == "The lab rules are not written"

    def test_agenda(self, cast, it):
        with cast.sees("sponsor"):
            it.program.session_minutes = 55
            it.program.save()
            assert says("agenda", it.cohort) == "The agenda adds up to 60 of 55 minutes"

    @pytest.mark.parametrize("status", ["trial", "refused"])
    def test_a_tool_that_is_not_approved_opens_nothing(self, cast, it, status):
        with cast.sees("sponsor"):
            ApprovedTool.objects.update(status=status)
            assert says("tool", it.cohort) == "No approved AI tool in the register"

    def test_a_program_about_something_else_needs_no_tool(self, cast):
        cohort = design(cast, "culture_market").cohort
        with cast.sees("sponsor"):
            assert not ApprovedTool.objects.exists()
            assert says("tool", cohort) is None

    def test_what_is_missing_says_where_and_who(self, cast, it):
        with cast.sees("sponsor"):
            change(it.cohort, goal="")
            missing = CHECK["goal"](Cohort.objects.get(pk=it.cohort.pk))
            assert missing.url == cast.url("programs:cohort_edit", pk=it.cohort.pk)
            assert (missing.action, missing.who) == ("Name the goal", "You can do this.")


class TestWhoIsReady:
    def test_nobody(self, cast, it):
        with cast.sees("sponsor"):
            assert says("leader_ready", it.cohort) == "No leader has a settled research question yet"
            assert says("mentor_ready", it.cohort) == "No mentor has a profile yet"

    @pytest.mark.parametrize("state", ["proposed", "returned"])
    def test_a_question_that_is_not_settled_is_not_enough(self, cast, it, state):
        self.enrol(cast, it, question=state)
        with cast.sees("sponsor"):
            assert says("leader_ready", it.cohort)

    def test_one_of_each_is_enough(self, cast, it):
        self.enrol(cast, it)
        with cast.sees("sponsor"):
            assert says("leader_ready", it.cohort) is None
            assert says("mentor_ready", it.cohort) is None

    def test_who_withdrew_does_not_count(self, cast, it):
        self.enrol(cast, it, state=Enrolment.State.WITHDRAWN)
        with cast.sees("sponsor"):
            assert says("leader_ready", it.cohort)
            assert says("mentor_ready", it.cohort)

    def test_a_mentor_without_a_profile_does_not_count(self, cast, it):
        self.enrol(cast, it, profile_at=None)
        with cast.sees("sponsor"):
            assert says("mentor_ready", it.cohort)

    def test_a_leader_below_whom_the_contact_works_closes_the_gate(self, cast, it):
        self.enrol(cast, it)
        with cast.works():
            Person.objects.filter(pk=cast.assistant.person_id).update(manager=cast.leader.person)
        with cast.sees("sponsor"):
            assert "stands in the reporting line" in says("contact_outside", it.cohort)

    @staticmethod
    def enrol(cast, it, question="settled", **enrolment):
        with cast.works():
            leader = make.EnrolmentFactory(cohort=it.cohort, person=cast.leader.person, **enrolment)
            make.EnrolmentFactory(cohort=it.cohort, person=cast.mentor.person, role="mentor", **enrolment)
            make.ResearchQuestionFactory(enrolment=leader, state=ResearchQuestion.State(question))


class TestTheStep:
    def test_goes_one_state_on_and_says_what_the_gate_saw(self, cast, it):
        with cast.sees("sponsor"):
            step = it.cohort.advance(by=cast.sponsor, now=NOW)
            assert (step.before, step.after, step.at, step.saw) == ("draft", "designing", NOW, ["First and last day"])
            assert it.cohort.state == "designing"

    def test_a_closed_gate_lists_all_that_is_missing(self, cast):
        cohort = design(cast, "blank", contact=None).cohort
        with cast.sees("sponsor"):
            cohort.advance(by=cast.sponsor, now=NOW)
            with pytest.raises(GateClosed) as closed:
                cohort.advance(by=cast.sponsor, now=NOW)
            ours = {CHECK[key](cohort).says for key in ("goal", "contact", "comparison")}
            assert ours <= {missing.says for missing in closed.value.missing}
            cohort.refresh_from_db()
            assert cohort.state == "designing"
            assert cohort.steps.count() == 1

    def test_a_clause_of_a_higher_app_holds_too(self, cast, it):
        gate_clauses.add("t.never", GateClause("never", "draft", "Never", lambda cohort: Missing("Not today")))
        try:
            with cast.sees("sponsor"), pytest.raises(GateClosed, match="Not today"):
                it.cohort.advance(by=cast.sponsor, now=NOW)
        finally:
            del gate_clauses._entries["t.never"]

    def test_whoever_presses_second_takes_no_second_step(self, cast, it):
        with cast.sees("sponsor"):
            seen = Cohort.objects.get(pk=it.cohort.pk)
            assert it.cohort.advance(by=cast.sponsor, now=NOW)
            assert seen.advance(by=cast.sponsor, now=NOW) is None
            assert seen.state == "designing"

    def test_an_old_page_takes_no_step(self, cast, visit, it):
        browser = visit(cast.sponsor)
        url = cast.url("programs:advance", pk=it.cohort.pk, leaving="draft")
        browser.post(url)
        assert "Someone took this step already." in browser.post(url, follow=True).content.decode()
        with cast.sees("sponsor"):
            assert Cohort.objects.get().state == "designing"

    def test_a_step_through_a_closed_gate_shows_what_is_missing(self, cast, visit):
        cohort = design(cast, starts_on=None).cohort
        url = cast.url("programs:advance", pk=cohort.pk, leaving="draft")
        page = visit(cast.sponsor).post(url, follow=True)
        assert "Something is missing by now." in page.content.decode()
        gate = tree(page).one("section", id="gate")
        assert not gate.all("form")
        assert gate.one("a").attrs["href"] == cast.url("programs:cohort_edit", pk=cohort.pk)

    def test_the_end_is_the_end(self, cast, it):
        with cast.sees("sponsor"):
            change(it.cohort, state=Cohort.State.COMPLETED)
            cohort = Cohort.objects.get()
            assert cohort.advance(by=cast.sponsor, now=NOW) is None
            assert cohort.cancel(by=cast.sponsor, now=NOW) is None
            assert cohort.next_state is None

    def test_a_cancelled_one_does_not_go_on(self, cast, it):
        with cast.sees("sponsor"):
            assert it.cohort.cancel(by=cast.sponsor, now=NOW).after == "cancelled"
            assert it.cohort.advance(by=cast.sponsor, now=NOW) is None


def test_two_sponsors_at_once_take_one_step(transactional_db, cast):
    """Two connections that meet at the row lock: the second one finds the state left already."""
    it, other = design(cast), second_sponsor(cast)
    with cast.sees("sponsor"):
        it.cohort.add_sponsor(other, by=cast.sponsor, now=NOW)
    together, steps = threading.Barrier(2, timeout=10), []

    def press(membership):
        try:
            with scope(WEB, cast.organization.pk, membership.person_id):
                cohort = Cohort.objects.get(pk=it.cohort.pk)
                together.wait()
                steps.append(cohort.advance(by=membership, now=NOW + datetime.timedelta(hours=1)))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[who]) for who in (cast.sponsor, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(step is None for step in steps) == [False, True]
    with cast.sees("sponsor"):
        assert Cohort.objects.get().state == "designing"
        assert Cohort.objects.get().steps.count() == 1
