"""A pair's lab report: drafted from what both read, theirs until both release it, and what the gate before the end asks for (M7, C5)."""

import datetime
import functools

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from metrics.models import LabReport, ReleasedReport, ReportNotDelivered, ReportRelease
from metrics.report_words import Known, draft
from organizations.models import AuditEntry
from pairing.models import Pair, SponsorBar
from programs.models import Cohort, QuestionRevisit
from sessions.models import PrivateNote, SessionNote
from tests.cast import NAMES
from tests.checkins.reviewing import hold
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make
from tests.lab import enrol, pair_up
from tests.pages.drawing import read
from tests.programs.design import headline, second_sponsor, tree
from tests.queries import own_queries

LATER = NOW + datetime.timedelta(days=60)
FOUND = "Two of nine checks can go; the other seven are the pack."
CHANGED = "The pack takes six days instead of nine."
NEXT = "The same for the quarterly letter."


@pytest.fixture(autouse=True)
def at_later():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def met(lab):
    """Three sessions held, with all that the two may both read, and with what only one of them may."""
    for number in (1, 2, 3):
        hold(lab, number, tell=False)
    with lab.works():
        Pair.objects.update(process="The monthly pack", starting_figure="nine days")
        session = lab.pair.sessions.in_order().first()
        SessionNote.objects.create(session=session, pair=lab.pair, decision="One draft a week", written_at=NOW)
        PrivateNote.objects.create(session=session, author=lab.mentor.person, text="She interrupts", written_at=NOW)
        said = {"question": lab.question, "written_by": lab.leader.person, "written_at": NOW}
        revisit = functools.partial(QuestionRevisit.objects.create, enrolment=lab.leader_enrolment, **said)
        revisit(verdict="answered", found="Analysts redo the tables.", occasion=lab.pair.pk, confirmed_at=NOW)
        revisit(verdict="refuted", found="Not said yet.", occasion=lab.cohort.pk, confirmed_at=None)
    return lab


@pytest.fixture
def closing(met):
    with met.works():
        Cohort.objects.update(state="closing")
        make.WaveFactory(cohort=met.cohort, kind="follow_up", closes_at=NOW + datetime.timedelta(days=1))
    return met


@pytest.fixture
def reports(closing, visit):
    return Reports(closing, visit)


class Reports:
    """What people do with the lab's one report."""

    def __init__(self, lab, visit):
        self.lab, self.visit = lab, visit

    def url(self, view="lab_report"):
        return self.lab.url(f"metrics:{view}", pk=self.lab.pair.pk)

    def of_cohort(self, view="lab_reports", **pair):
        return self.lab.url(f"metrics:{view}", pk=self.lab.cohort.pk, **pair)

    def open(self, who="leader"):
        return self.visit(getattr(self.lab, who)).get(self.url())

    def write(self, who="leader", page=None, **words):
        form = (page or self.open(who)).context["form"]
        data = {name: form[name].value() for name in form.fields} | words
        return self.visit(getattr(self.lab, who)).post(self.url(), data, follow=True)

    def release(self, who, edition=None):
        edition = edition or self.stored().edition
        return self.visit(getattr(self.lab, who)).post(self.url("report_release"), {"edition": edition}, follow=True)

    def released(self):
        self.write(found=FOUND, changed=CHANGED, run_next=NEXT)
        self.release("leader")
        self.release("mentor")

    def stored(self):
        with self.lab.works():
            return LabReport.objects.get()

    def list(self, who="sponsor"):
        return self.visit(getattr(self.lab, who)).get(self.of_cohort())

    def read(self, who="sponsor"):
        return self.visit(getattr(self.lab, who)).get(self.of_cohort("released_report", pair=self.lab.pair.pk))

    def home(self, who):
        return self.visit(getattr(self.lab, who)).get(self.lab.url("organizations:home")).text

    def gate(self):
        """{sentence: its line} of what is missing at the cohort's gate."""
        page = tree(self.visit(self.lab.sponsor).get(self.lab.url("programs:cohort", pk=self.lab.cohort.pk)))
        return {line.one("b").text: line for line in page.one("section", id="gate").all("li") if line.all("b")}


MISSING = "One pair has not released its lab report"


class TestTheDraft:
    def test_is_what_both_may_read_and_nothing_that_is_one_ones_own(self, reports):
        drafts = []
        for who in ("leader", "mentor"):
            page = reports.open(who)
            assert headline(page) == "Write what you two found out."
            assert "Once both of you release it" in page.text
            drafts.append({name: page.context["form"][name].value() for name in ("question", "found", "changed")})
        assert drafts[0] == drafts[1]
        assert drafts[0] == {
            "question": f"{reports.lab.question.text}\nReview of 14 September 2026: answered.",
            "found": "We held 3 sessions.\nAnalysts redo the tables.",
            "changed": "Our process: The monthly pack.\nIt began at: nine days. It stands now at: …\nWe decided: One draft a week",
        }
        with reports.lab.works():
            assert not LabReport.objects.exists(), "reading writes nothing"

    def test_says_each_decision_once_and_what_is_still_to_be_completed(self, reports):
        with reports.lab.works():
            again = reports.lab.pair.sessions.in_order().last()
            SessionNote.objects.create(
                session=again, pair=reports.lab.pair, decision="One draft a week", written_at=LATER
            )
        assert reports.open().context["form"]["changed"].value().count("One draft a week") == 1
        assert "A line still ends in “…”." in reports.write().text
        assert "A line still ends" not in reports.write(changed=CHANGED).text

    def test_is_the_two_partners_and_no_one_elses(self, reports):
        reports.write(found=FOUND)
        for who in NAMES:
            assert reports.open(who).status_code == (200 if who in ("leader", "mentor") else 404), who

    def test_of_a_pair_that_has_not_begun_there_is_none(self, reports):
        with reports.lab.works():
            Pair.objects.update(state="published", started_at=None)
        assert reports.open().status_code == 404

    LINE = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)

    @given(LINE, st.lists(LINE, max_size=4), st.lists(LINE, max_size=4), LINE, st.integers(0, 9))
    def test_says_all_that_is_known_and_leaves_no_empty_line(self, question, found, decisions, process, held):
        verdicts = tuple(("1 May", "kept", it) for it in found)
        drafted = draft(Known(held, question, verdicts, process, "", tuple(decisions)))
        assert drafted["question"].splitlines()[0] == question
        assert drafted["found"].splitlines()[bool(held) :] == found
        assert [line.removeprefix("We decided: ") for line in drafted["changed"].splitlines()[1:]] == list(
            dict.fromkeys(decisions)
        )
        assert process in drafted["changed"]
        assert all(line for text in drafted.values() if text for line in text.split("\n"))


class TestWriting:
    def test_it_stays_between_the_two_until_both_have_released_it(self, reports):
        assert "Only you two read it" in reports.write(found=FOUND, run_next=NEXT).text
        assert headline(reports.open("mentor")) == "Written, and between the two of you."
        assert "Others read it once Daria has released it too." in reports.release("leader").text
        assert headline(reports.open("leader")) == "You have released it. It waits for Daria."
        assert headline(reports.open("mentor")) == "Giulia has released it. It waits for you."
        assert "Giulia has released your lab report" in reports.home("mentor")
        assert "lab report" not in reports.home("leader")
        assert FOUND not in reports.list().text
        assert reports.read().status_code == 404
        assert "Released by both of you." in reports.release("mentor").text
        page = reports.read().text
        for words in (FOUND, NEXT, "Our process: The monthly pack.", "Released by both on 13 November 2026."):
            assert words in page
        for who in ("leader", "mentor"):
            assert headline(reports.open(who)) == "Released. The sponsors who look after you two can read it."
            assert "lab report" not in reports.home(who)
        for who in set(NAMES) - {"sponsor"}:
            assert reports.read(who).status_code == reports.list(who).status_code == 404, who

    def test_the_copy_tells_nobody_who_wrote_when(self, reports):
        reports.released()
        with reports.lab.works():
            copy = ReleasedReport.objects.get()
            times = {field.get_internal_type() for field in copy._meta.local_fields}
            assert not AuditEntry.objects.filter(subject_kind__icontains="report").exists()
        assert copy.pk.version == 4
        assert "DateTimeField" not in times

    def test_another_word_makes_both_releases_void_and_takes_the_copy_back(self, reports):
        reports.released()
        reports.write("mentor")
        assert reports.read().status_code == 200, "nothing was changed: it stays released"
        reports.write("mentor", found="Three of nine.")
        assert reports.read().status_code == 404
        assert MISSING in reports.gate()
        with reports.lab.works():
            assert not ReleasedReport.objects.get().found, "the words are gone"
        assert headline(reports.open("leader")) == "Written, and between the two of you."
        reports.release("mentor")
        assert reports.read().status_code == 404
        reports.release("leader")
        page = reports.read().text
        assert "Three of nine." in page
        assert FOUND not in page

    def test_two_who_write_at_once_keep_both_texts(self, reports):
        page = reports.open("mentor")
        reports.write("leader", found="Hers")
        answer = reports.write("mentor", page, found="His")
        assert answer.status_code == 422
        assert "Giulia Marchetti saved this meanwhile" in answer.text
        assert answer.context["form"]["found"].value() == "His"
        assert ("What you found", "Hers") in answer.context["form"].theirs
        assert reports.stored().found == "Hers"
        reports.write("mentor", answer)
        assert reports.stored().found == "His"

    def test_what_was_overtaken_is_not_released(self, reports):
        reports.write(found=FOUND)
        seen = reports.stored().edition
        reports.write("mentor", found="Another thing")
        assert "The words have changed meanwhile." in reports.release("leader", seen).text
        with reports.lab.works():
            assert not ReportRelease.objects.exists()

    def test_a_draft_that_nobody_has_kept_cannot_be_released(self, reports):
        for edition in ("x", "00000000-0000-0000-0000-000000000000"):
            assert "The words have changed meanwhile." in reports.release("leader", edition).text

    def test_a_release_is_taken_back_until_the_other_has_released_it_too(self, reports):
        reports.write(found=FOUND)
        reports.release("leader")
        take_back = functools.partial(reports.visit(reports.lab.leader).post, reports.url("report_taking_back"))
        assert "Taken back. Only you two read it." in take_back(follow=True).text
        assert headline(reports.open("mentor")) == "Written, and between the two of you."
        reports.release("mentor")
        assert reports.read().status_code == 404
        reports.release("leader")
        take_back()
        assert reports.read().status_code == 200

    def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_lost(self, reports):
        answer = reports.write(found=" ", changed="9" * 4001, run_next=NEXT)
        assert answer.status_code == 422
        assert "One sentence is enough." in answer.text
        assert "4000" in read(answer.text).one("p", id="id_changed_error").text
        assert answer.context["form"]["run_next"].value() == NEXT
        with reports.lab.works():
            assert not LabReport.objects.exists()

    def test_an_ended_pair_still_writes_and_is_not_asked(self, reports):
        with reports.lab.works():
            Pair.objects.update(state="ended", ended_at=NOW)
        assert "Write what you found out" not in reports.home("leader")
        reports.released()
        assert FOUND in reports.read().text


class TestNotDelivered:
    def test_the_pair_says_so_and_nobody_learns_which_of_them(self, reports):
        page = reports.visit(reports.lab.mentor).get(reports.url("report_none")).text
        assert "not which of you said so" in page
        reports.visit(reports.lab.mentor).post(reports.url("report_none"))
        assert "The pair says that it will write none." in reports.list().text
        assert MISSING not in reports.gate()
        for who in ("leader", "mentor"):
            assert "Write what you found out" not in reports.home(who)
            assert "One of you has said that you will write none." in reports.open(who).text
        with reports.lab.works():
            assert not AuditEntry.objects.filter(verb="marked as not delivered").exists()

    def test_a_sponsor_marks_it_and_a_report_that_comes_takes_its_place(self, reports):
        url = reports.of_cohort("report_not_delivered", pair=reports.lab.pair.pk)
        assert tree(reports.list()).all("a", href=url)
        sponsor = reports.visit(reports.lab.sponsor)
        assert "No lab report of Giulia Marchetti and Daria Nowak?" in sponsor.get(url).text
        for _ in range(2):  # a second click changes nothing
            assert "Marked: no lab report of" in sponsor.post(url, follow=True).text
        assert "Marked by a sponsor in charge." in reports.list().text
        assert "Your sponsor has marked it as not delivered." in reports.open().text
        with reports.lab.works():
            assert ReportNotDelivered.objects.count() == 1
            assert (
                AuditEntry.objects.filter(
                    verb="marked as not delivered", actor_id=reports.lab.sponsor.person_id
                ).count()
                == 1
            )
        reports.released()
        assert "Marked by" not in reports.list().text
        late = reports.visit(reports.lab.leader).post(reports.url("report_none"), follow=True)
        assert "You have both released it" in late.text
        assert "there is nothing to mark" in reports.visit(reports.lab.sponsor).post(url, follow=True).text

    def test_only_the_sponsors_in_charge_and_the_two_may(self, reports):
        url = reports.of_cohort("report_not_delivered", pair=reports.lab.pair.pk)
        for who in set(NAMES) - {"sponsor"}:
            assert reports.visit(getattr(reports.lab, who)).post(url).status_code == 404, who
        assert reports.visit(reports.lab.sponsor).post(reports.url("report_none")).status_code == 404


class TestTheGate:
    def test_says_how_many_are_missing_and_opens_once_all_are_known(self, reports):
        line = reports.gate()[MISSING]
        assert line.one("a").attrs["href"] == reports.of_cohort()
        assert "Giulia Marchetti" in reports.list().text
        reports.write(found=FOUND)
        reports.release("leader")
        assert MISSING in reports.gate()
        reports.release("mentor")
        assert not reports.gate()
        sponsor = reports.visit(reports.lab.sponsor)
        sponsor.post(reports.lab.url("programs:advance", pk=reports.lab.cohort.pk, leaving="closing"))
        with reports.lab.works():
            cohort = Cohort.objects.get()
            assert cohort.state == "completed"
            assert "Lab reports: 1 released, 0 marked as not delivered" in cohort.steps.get().saw
        assert "One released." in sponsor.get(reports.lab.url("programs:cohort", pk=cohort.pk)).text

    def test_asks_for_none_of_a_pair_that_never_met(self, reports):
        with reports.lab.works():
            reports.lab.pair.sessions.update(state="cancelled", cancelled_by_side="leader")
        assert not reports.gate()
        assert headline(reports.list()) == "No lab report yet."
        assert "Write what you found out" not in reports.home("leader")

    def test_a_sponsor_who_stands_above_the_leader_learns_nothing_of_their_pair(self, reports):
        lab = reports.lab
        lab.second = second_sponsor(lab)
        with lab.works():
            make.CohortSponsorFactory(cohort=lab.cohort, person=lab.second.person)
            SponsorBar.objects.create(enrolment=lab.leader_enrolment, person=lab.sponsor.person)
        reports.released()
        assert FOUND in reports.read("second").text
        assert "Giulia Marchetti" not in tree(reports.list()).one("main").text
        assert reports.read().status_code == 404
        url = reports.of_cohort("report_not_delivered", pair=lab.pair.pk)
        assert reports.visit(lab.sponsor).post(url).status_code == 404
        reports.write(found="Other words")
        assert not reports.gate(), "nor from what is missing"


class TestWhoIsAsked:
    def test_from_the_third_session_on_the_pairs_page_and_when_it_closes_at_home(self, met, visit):
        reports = Reports(met, visit)
        page = functools.partial(visit(met.leader).get, met.url("pairing:pair", pk=met.pair.pk))
        assert "Write what you two found out." in page().text
        assert "Write what you found out" not in reports.home("leader")
        with met.works():
            met.pair.sessions.filter(number=3).update(state="planned")
        assert "Write what you two found out." not in page().text
        with met.works():
            Cohort.objects.update(state="closing")
        assert "Write what you two found out." in page().text
        for who in ("leader", "mentor"):
            assert "Write what you found out" in reports.home(who)

    @pytest.mark.parametrize("state", ["paused", "cancelled"])
    def test_a_cohort_at_rest_or_cancelled_asks_for_nothing(self, reports, state):
        with reports.lab.works():
            Cohort.objects.update(state=state, rests_since=NOW if state == "paused" else None)
        for who in ("leader", "mentor"):
            assert "found out" not in reports.home(who)
            url = reports.lab.url("pairing:pair", pk=reports.lab.pair.pk)
            assert "found out" not in reports.visit(getattr(reports.lab, who)).get(url).text

    def test_what_to_run_next_stands_where_the_cohort_is_run_again(self, reports):
        url = reports.lab.url("programs:run_again", pk=reports.lab.cohort.pk)
        assert NEXT not in reports.visit(reports.lab.sponsor).get(url).text
        reports.released()
        assert NEXT in reports.visit(reports.lab.sponsor).get(url).text

    @pytest.mark.parametrize("more", [0, 6])
    def test_the_list_asks_as_often_for_many_pairs_as_for_one(self, reports, more):
        with reports.lab.works():
            for number in range(more):
                leader, mentor = (enrol(reports.lab, PersonFactory(), role) for role in ("leader", "mentor"))
                pair = pair_up(reports.lab, leader, mentor)
                series = make.SeriesFactory(pair=pair, chosen_by=mentor.person)
                make.LabSessionFactory(pair=pair, series=series, number=1, state="held")
                ReportNotDelivered.objects.create(pair=pair, by_pair=bool(number % 2), marked_on=NOW.date())
        reports.list()
        with own_queries(2):
            reports.list()
