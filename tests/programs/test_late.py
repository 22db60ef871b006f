"""What comes too late, twice, or from the wrong hand: a sentence, and what stands is kept."""

import datetime

import pytest

from notifications.models import Notice
from organizations.registries import facts
from programs.actions import last_day
from programs.coaching import LONGEST, hints_for
from programs.facts import CohortDaysChanged
from programs.forms import cohorts as cohort_forms
from programs.models import ApprovedTool, Cohort, CohortSponsor, LabRules, ResearchQuestion, RoleCharter
from programs.models.enrolments import Enrolment
from tests.factories import NOW, MembershipFactory
from tests.factories import lab as make
from tests.lab import enrol

from .design import approve_tool, design, sent, tree, verbs

MOVED_ON = "Nothing was changed: the question has moved on meanwhile. This is how it stands."


def gate(cast, visit, cohort):
    """{sentence: its line} of the gate on the cohort's page."""
    page = tree(visit(cast.sponsor).get(cast.url("programs:cohort", pk=cohort.pk)))
    lines = page.one("section", id="gate").all("li")
    return {line.one("b").text: line for line in lines if line.all("b")}


# The gate, as it is read


BREAKS = {
    "No goal for the 90 days: one workflow or one decision a pair": lambda: Cohort.objects.update(goal=""),
    "No rule for a comparison group, and no reason why not": lambda: Cohort.objects.update(comparison=" "),
    "The lab rules are not written": lambda: LabRules.objects.all().delete(),
    "The role charter is not written": lambda: RoleCharter.objects.all().delete(),
    "No approved AI tool in the register": lambda: ApprovedTool.objects.all().delete(),
    "No independent contact: someone outside the reporting line whom anyone can turn to": lambda: Cohort.objects.update(
        contact=None
    ),
    "The agenda adds up to 60 of 55 minutes": lambda: Cohort.objects.get().program.__class__.objects.update(
        session_minutes=55
    ),
}


@pytest.fixture
def designing(cast):
    it = design(cast)
    with cast.works():
        approve_tool()
        Cohort.objects.update(state="designing", goal="One report a day faster", comparison="Two branches")
    cast.cohort = it.cohort
    return cast


def test_a_design_that_stands_has_nothing_to_mend(designing, visit):
    assert not set(BREAKS) & set(gate(designing, visit, designing.cohort))


@pytest.mark.parametrize("sentence", BREAKS)
def test_each_thing_that_is_missing_is_one_line_with_a_link_that_leads_to_it(designing, visit, sentence):
    with designing.works():
        BREAKS[sentence]()
    lines = gate(designing, visit, designing.cohort)
    assert [said for said in BREAKS if said in lines] == [sentence]
    link = lines[sentence].one("a").attrs["href"]
    form = tree(visit(designing.sponsor).get(link)).one("main").all("form")
    assert form, "where the link leads it can be mended"
    url = designing.url("programs:advance", pk=designing.cohort.pk, leaving="designing")
    assert sentence in visit(designing.sponsor).post(url, follow=True).text
    with designing.works():
        assert Cohort.objects.get().state == "designing"


@pytest.mark.parametrize("sentence", ["No leader has a settled research question yet", "No mentor has a profile yet"])
def test_who_is_not_ready_is_found_behind_the_link(designing, visit, sentence):
    with designing.works():
        Cohort.objects.update(state="enrolling")
    line = gate(designing, visit, designing.cohort)[sentence]
    assert line.one("a").attrs["href"] == designing.url("programs:enrolled", pk=designing.cohort.pk)
    assert "One is enough to go on" in line.text


# Days


@pytest.fixture
def heard():
    told = []

    def hear(fact, *, now):
        told.append(fact)

    facts.subscribe(CohortDaysChanged, hear)
    yield told
    facts._subscribers[CohortDaysChanged].remove(hear)


def edit(cast, visit, cohort, **typed):
    browser, url = visit(cast.sponsor), cast.url("programs:cohort_edit", pk=cohort.pk)
    return browser.post(url, sent(browser.get(url)) | typed)


@pytest.mark.parametrize("state", ["designing", "enrolling", "pairing", "running", "closing"])
def test_a_cohort_under_way_keeps_a_first_day(cast, visit, heard, state):
    cohort = design(cast).cohort
    with cast.works():
        Cohort.objects.update(state=state)
    page = edit(cast, visit, cohort, starts_on="", ends_on="", name="Another name")
    assert page.context["form"].errors["starts_on"] == ["This cohort is under way: it needs a first day."]
    assert page.context["form"]["name"].value() == "Another name"
    with cast.works():
        kept = Cohort.objects.get()
        assert (kept.starts_on, kept.ends_on, kept.name) == (cohort.starts_on, cohort.ends_on, "First run")
    assert heard == []


def test_a_draft_may_have_none(cast, visit, heard):
    cohort = design(cast).cohort
    assert edit(cast, visit, cohort, starts_on="", ends_on="").status_code == 302
    with cast.works():
        assert Cohort.objects.get().starts_on is None
    assert heard == [CohortDaysChanged(cohort.pk)]


def test_without_a_last_day_it_is_ninety_days_and_told(cast, visit, heard):
    cohort = design(cast).cohort
    with cast.works():
        Cohort.objects.update(state="running", ends_on=NOW.date() + datetime.timedelta(days=30))
    assert edit(cast, visit, cohort, ends_on="").status_code == 302
    with cast.works():
        assert Cohort.objects.get().ends_on == last_day(cohort.starts_on)
    assert heard == [CohortDaysChanged(cohort.pk)]


def test_another_goal_tells_nothing_of_days(cast, visit, heard):
    assert edit(cast, visit, design(cast).cohort, goal="A pack in a day").status_code == 302
    assert heard == []


@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
def test_a_year_that_was_mistyped_is_said_beside_its_field(cast, visit, field):
    cohort = design(cast).cohort
    page = edit(cast, visit, cohort, **{field: "9999-12-31"})
    assert page.context["form"].errors[field] == ["Look at the year: it has to be before 2100."]
    new = cast.url("programs:cohort_new", pk=cohort.program_id)
    browser = visit(cast.sponsor)
    page = browser.post(new, sent(browser.get(new)) | {"name": "Run", "starts_on": "9999-12-01"})
    assert list(page.context["form"].errors) == ["starts_on"]


# Rules and charter


def test_rules_that_lack_what_stays_are_not_written_and_stay_typed(cast, visit):
    """As it is where rules were never written: the one that stays comes from the template alone."""
    cohort = design(cast).cohort
    with cast.works():
        LabRules.objects.all().delete()
    browser, url = visit(cast.sponsor), cast.url("programs:rules", pk=cohort.pk)
    page = browser.post(url, sent(browser.get(url)) | {"own1_title": "Phones", "own1_text": "Off the table."})
    assert "What is shared in the lab stays there: this rule can be neither dropped nor reworded." in page.text
    assert page.context["form"]["own1_text"].value() == "Off the table."
    with cast.works():
        assert not LabRules.objects.exists()


def test_an_older_page_of_rules_shows_theirs_and_the_second_save_puts_mine_in_force(cast, visit):
    cohort = design(cast).cohort
    browser, url = visit(cast.sponsor), cast.url("programs:rules", pk=cohort.pk)
    mine = sent(browser.get(url)) | {"own1_title": "Phones", "own1_text": "Mine."}
    browser.post(url, sent(browser.get(url)) | {"own1_title": "Phones", "own1_text": "Theirs."})
    page = browser.post(url, mine)
    assert "Someone saved a new version while you were writing." in page.text
    assert "Theirs." in tree(page).one("main").text
    assert page.context["form"]["own1_text"].value() == "Mine."
    with cast.works():
        assert LabRules.objects.count() == 2, "what was refused is no version"
    assert browser.post(url, sent(page)).status_code == 302
    with cast.works():
        newest = LabRules.objects.in_force()
        assert (newest.number, newest.parts[-1]["text"]) == (3, "Mine.")


# In charge


def test_who_takes_part_is_not_offered_and_cant_be_put_in_charge(cast, visit):
    cohort = design(cast).cohort
    with cast.works():
        leads = MembershipFactory(is_sponsor=True)
        make.EnrolmentFactory(cohort=cohort, person=leads.person)
    browser, url = visit(cast.sponsor), cast.url("programs:sponsors", pk=cohort.pk)
    assert str(leads.pk) not in browser.get(url).text
    page = browser.post(url, {"sponsor": leads.pk})
    assert "Select a valid choice." in page.context["form"].errors["sponsor"][0]
    with cast.works():
        assert CohortSponsor.objects.count() == 1


def test_who_was_enrolled_while_the_page_was_open_reads_why(cast, visit, monkeypatch):
    cohort = design(cast).cohort
    with cast.works():
        leads = MembershipFactory(is_sponsor=True)
        make.EnrolmentFactory(cohort=cohort, person=leads.person)
    read_before = type(leads).objects.filter(pk=leads.pk)
    monkeypatch.setattr(cohort_forms, "could_sponsor", lambda cohort: read_before)
    page = visit(cast.sponsor).post(cast.url("programs:sponsors", pk=cohort.pk), {"sponsor": leads.pk})
    assert "This person takes part in the cohort, and so can’t be in charge of it." in page.text
    with cast.works():
        assert not CohortSponsor.objects.filter(person=leads.person).exists()
        assert ("added a sponsor", "cohort") not in verbs()


# Questions


@pytest.fixture
def asking(cast):
    with cast.works():
        cast.cohort = make.CohortFactory(state=Cohort.State.ENROLLING, contact=cast.admin.person)
        make.CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
        cast.leader_enrolment = enrol(cast, cast.leader.person, Enrolment.Role.LEADER)
    return cast


def propose(cast, **said):
    with cast.works():
        given = {"state": "proposed", "settled_at": None} | said
        return make.ResearchQuestionFactory(enrolment=cast.leader_enrolment, **given)


def at(cast, view):
    return cast.url(f"programs:{view}", pk=cast.leader_enrolment.pk)


def states(cast):
    with cast.works():
        return list(ResearchQuestion.objects.order_by("number").values_list("state", flat=True))


def test_nobody_goes_ahead_with_a_question_that_was_never_written(asking, visit):
    page = visit(asking.leader).post(at(asking, "question_going_ahead"), follow=True)
    assert MOVED_ON in page.text
    assert states(asking) == []


@pytest.mark.parametrize("who", ["leader", "sponsor"])
def test_the_page_of_a_question_that_was_never_written_says_so(asking, visit, who):
    page = visit(getattr(asking, who)).get(at(asking, "question"))
    assert page.status_code == 200
    assert (page.context["newest"], page.context["history"]) == (None, [])
    may_write = at(asking, "question_write") in page.text
    assert may_write == (who == "leader")


def test_nobody_goes_ahead_before_a_suggestion_came(asking, visit):
    propose(asking)
    page = visit(asking.leader).post(at(asking, "question_going_ahead"), follow=True)
    assert MOVED_ON in page.text
    assert states(asking) == ["proposed"]


def test_a_second_suggestion_is_not_taken_by_page_or_by_form(asking, visit):
    propose(asking, state="returned", suggestion="Which steps do analysts redo?")
    browser = visit(asking.sponsor)
    assert MOVED_ON in browser.get(at(asking, "question_suggestion"), follow=True).text
    sent_again = {"number": "1", "suggestion": "Yet another"}
    assert MOVED_ON in browser.post(at(asking, "question_suggestion"), sent_again, follow=True).text
    with asking.works():
        assert ResearchQuestion.objects.get().suggestion == "Which steps do analysts redo?"
        assert not Notice.objects.exists()


def test_a_suggestion_for_a_wording_that_was_superseded_changes_neither(asking, visit):
    propose(asking)
    propose(asking, number=2, text="A newer wording of what analysts redo in the pack")
    sent_late = {"number": "1", "suggestion": "For the older one"}
    page = visit(asking.sponsor).post(at(asking, "question_suggestion"), sent_late, follow=True)
    assert MOVED_ON in page.text
    assert "A newer wording" in page.text
    assert states(asking) == ["proposed", "proposed"]
    with asking.works():
        assert not ResearchQuestion.objects.exclude(suggestion="").exists()


@pytest.mark.parametrize("number", ["", "0", "2", "99999", "x", "-1", "²"])
def test_a_version_that_there_is_not_is_not_there(asking, visit, number):
    propose(asking)
    for view in ("question_settling", "question_suggestion"):
        answer = visit(asking.sponsor).post(at(asking, view), {"number": number, "suggestion": "x"})
        assert answer.status_code == 404
    assert states(asking) == ["proposed"]


@pytest.mark.parametrize("level", ["", "01", "9", "x", "12"])
def test_the_coach_looks_on_whatever_a_topic_holds(asking, visit, level):
    words = {"look": "1", "kind": "question", "text": "How do I use AI?", "topic_prompts": level, "topic_reports": "2"}
    page = visit(asking.leader).post(at(asking, "question_write"), words)
    assert page.status_code == 200
    form = page.context["form"]
    assert form["text"].value() == "How do I use AI?"
    assert form["topic_reports"].value() == 2
    assert page.context["hints"]
    assert states(asking) == []


@pytest.mark.parametrize("kind", ["question", "hypothesis"])
def test_the_coach_reads_no_further_than_a_field_can_hold(kind):
    """Some of its looks take the square of the length: without an end one text could keep a server busy for minutes."""
    held = "How do analysts redo the pack? " + "x" * 600
    assert hints_for(kind, f"{held} And why do managers wait?", held, held) == hints_for(kind, held, held, held)
    fields = [ResearchQuestion._meta.get_field(name) for name in ("text", "because", "known_by")]
    assert {field.max_length for field in fields} == {LONGEST}


@pytest.mark.parametrize("state", ["closing", "completed", "cancelled"])
def test_a_cohort_that_enrols_no_more_asks_nothing_of_who_takes_part(asking, visit, state):
    labs, write = asking.url("programs:labs"), at(asking, "question_write")
    assert write in visit(asking.leader).get(labs).text
    assert "Write your research question" in visit(asking.leader).get(asking.url("organizations:home")).text
    with asking.works():
        Cohort.objects.update(state=state)
    assert write not in visit(asking.leader).get(labs).text
    assert "Write your research question" not in visit(asking.leader).get(asking.url("organizations:home")).text


def test_after_a_suggestion_the_next_step_is_to_read_it(asking, visit):
    propose(asking, state="returned", suggestion="Which steps do analysts redo?")
    home = visit(asking.leader).get(asking.url("organizations:home"))
    assert home.context["next"].title == "Read the sharper wording"
    page = visit(asking.leader).get(home.context["next"].url)
    assert "Which steps do analysts redo?" in page.text
