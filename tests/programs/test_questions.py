"""Profiles and research questions: written by one, read by three, coached, kept in all their wordings."""

import pytest

from programs import weekdays
from programs.coaching import hints_for
from programs.facts import QuestionProposed
from programs.models import Enrolment, PartnerAccess
from tests.factories import MembershipFactory
from tests.factories.lab import ResearchQuestionFactory
from tests.lab import enrol
from tests.queries import own_queries

from .asking import ASKED, GOOD, MENTOR, at, propose, states, versions

PROFILE = {
    "version": "1",
    "languages": "English,  Polish , English",
    "day_begins": "08:00",
    "working_days": ["0", "1", "2", "3", "6"],
    "day_ends": "16:30",
    "off_limits": "My last manager",
}
KNOWS = {
    "first_hand": "I call customers each day.",
    "vantage": "Nobody reads page two of the pack.",
    "capacity": "2",
    "topic_prompts": "3",
    "topic_customers": "1",
}


# The profile


def test_a_mentor_fills_in_their_profile(new, visit):
    browser = visit(new.mentor)
    edit = at(new, "profile_edit", new.mentor_enrolment)
    assert "What do you know first-hand?" in browser.get(edit).text
    assert browser.post(edit, PROFILE | KNOWS).url == new.url("programs:labs")
    with new.works():
        place = Enrolment.objects.get(pk=new.mentor_enrolment.pk)
    assert (place.languages, place.topics, place.capacity) == ("English, Polish", {"prompts": 3, "customers": 1}, 2)
    assert place.profile_at
    page = browser.get(at(new, "profile", new.mentor_enrolment)).text
    assert "Writing prompts: could teach it" in page
    assert page.index("Writing prompts") < page.index("What customers say")
    assert "Nobody reads page two of the pack." in page


def test_half_a_profile_is_kept_and_nobody_is_paired_by_it(new, visit):
    browser, edit = visit(new.mentor), at(new, "profile_edit", new.mentor_enrolment)
    half = {"version": "1", "day_begins": "08:00", "day_ends": "16:30", "capacity": "1", "vantage": "Page two"}
    assert set(browser.post(edit, half).context["form"].errors) == {"languages", "working_days", "__all__"}
    assert "Kept as it is." in browser.post(edit, half | {"later": "1"}, follow=True).text
    assert "Page two" in browser.get(edit).text
    with new.works():
        place = Enrolment.objects.get(pk=new.mentor_enrolment.pk)
        assert (place.vantage, place.profile_at, place in Enrolment.objects.waiting()) == ("Page two", None, True)
        assert place.working_days == [0, 1, 2, 3, 4]
    whole = PROFILE | KNOWS | {"version": browser.get(edit).context["form"]["version"].value()}
    assert browser.post(edit, whole).status_code == 302
    assert "go on later" not in browser.get(edit).text


def test_a_leader_says_when_and_in_which_languages(new, visit):
    browser = visit(new.leader)
    page = browser.get(at(new, "profile_edit")).text
    assert "When and how can you meet?" in page
    assert "topic_prompts" not in page
    browser.post(at(new, "profile_edit"), PROFILE)
    with new.works():
        assert str(Enrolment.objects.get(pk=new.leader_enrolment.pk).day_ends) == "16:30:00"


def test_the_days_of_the_week_are_asked_said_and_kept(new, visit):
    browser, edit = visit(new.leader), at(new, "profile_edit")
    assert browser.get(edit).text.count("checked") == 5  # Monday to Friday, unless it is said otherwise
    browser.post(edit, PROFILE)
    assert "08:00–16:30, Sunday to Thursday" in browser.get(new.url("programs:labs")).text
    assert "08:00–16:30, Sunday to Thursday" in browser.get(at(new, "profile")).text
    none = {name: value for name, value in PROFILE.items() if name != "working_days"} | {"version": "2"}
    answer = browser.post(edit, none)
    assert "Choose at least one day" in answer.text
    assert browser.post(edit, none | {"working_days": ["7"]}).context["form"].errors["working_days"]
    with new.works():
        Enrolment.objects.update(working_days=[0, 2, 5], version=9)
    answer = browser.post(edit, PROFILE | {"version": "2"})
    assert "Mon, Wed, Sat" in answer.text  # theirs stands beside what was typed
    assert answer.context["form"]["working_days"].value() == PROFILE["working_days"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([0, 1, 2, 3, 4], "Monday to Friday"),
        ([0, 1, 2, 3, 6], "Sunday to Thursday"),
        ([5, 6, 0], "Saturday to Monday"),
        ([0, 1], "Mon, Tue"),
        ([4], "Friday"),
        ([0, 2, 3], "Mon, Wed, Thu"),
        (range(7), "every day"),
    ],
)
def test_days_are_said_as_people_say_them(days, words):
    assert weekdays.said(days) == words


def test_a_profile_says_what_is_missing_beside_the_field(new, visit):
    data = PROFILE | KNOWS | {"languages": "", "day_ends": "07:00", "topic_prompts": "0", "topic_customers": "0"}
    answer = visit(new.mentor).post(at(new, "profile_edit", new.mentor_enrolment), data)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"languages", "day_ends", "__all__"}
    assert answer.context["form"].topics_error == "Choose at least one topic that you use."
    with new.works():
        assert not Enrolment.objects.get(pk=new.mentor_enrolment.pk).profile_at


def test_two_windows_on_one_profile_keep_both_texts(new, visit):
    browser, edit = visit(new.mentor), at(new, "profile_edit", new.mentor_enrolment)
    browser.post(edit, PROFILE | KNOWS)
    answer = browser.post(edit, PROFILE | KNOWS | {"first_hand": "Something else"})
    assert "Someone saved this while you were writing." in answer.text
    assert "I call customers each day." in answer.text
    assert "Something else" in answer.text
    again = PROFILE | KNOWS | {"first_hand": "Something else", "version": answer.context["form"]["version"].value()}
    assert browser.post(edit, again).status_code == 302


def test_the_mark_names_those_who_can_read(new, visit):
    page = visit(new.mentor).get(at(new, "profile_edit", new.mentor_enrolment)).text
    sentence = "You, the sponsors of this cohort (Ingrid Sørensen), and your lab partner once your pair is announced."
    assert page.count(sentence) == 4
    assert visit(new.leader).get(at(new, "question_write")).text.count(sentence) == 5


# Who reads


def test_the_author_the_partner_and_the_sponsor_read_and_nobody_else(lab, stranger, visit):
    with lab.works():
        other_sponsor = MembershipFactory(is_sponsor=True)
        other_mentor = MembershipFactory()
        enrol(lab, other_mentor.person, MENTOR)
    pages = [("profile", lab.leader_enrolment), ("profile", lab.mentor_enrolment), ("question", lab.leader_enrolment)]
    barred = [lab.admin, lab.executive, lab.manager, lab.assistant, other_sponsor, other_mentor, stranger.sponsor]
    for name, enrolment in pages:
        for who in (lab.leader, lab.mentor, lab.sponsor):
            assert visit(who).get(at(lab, name, enrolment)).status_code == 200, (name, who)
        for who in barred:
            assert visit(who).get(at(lab, name, enrolment)).status_code == 404, (name, who)


def test_only_the_owner_writes_and_only_the_sponsor_decides(lab, stranger, visit):
    readers = [lab.mentor, lab.sponsor, lab.admin, stranger.leader]
    for who in readers:
        for name in ("question_write", "question_hints", "question_going_ahead"):
            assert visit(who).post(at(lab, name), ASKED).status_code == 404, (name, who)
    for who in (lab.leader, lab.sponsor, lab.admin):
        assert visit(who).post(at(lab, "profile_edit", lab.mentor_enrolment), PROFILE).status_code == 404
    for who in (lab.leader, lab.mentor, lab.executive, stranger.sponsor):
        for name in ("question_settling", "question_suggestion"):
            assert visit(who).post(at(lab, name), {"number": 1, "suggestion": "x"}).status_code == 404, (name, who)
    assert states(lab) == ["settled"]


def test_a_partner_of_yesterday_reads_no_more(lab, visit):
    with lab.works():
        PartnerAccess.objects.filter(person=lab.mentor.person).delete()
    assert visit(lab.mentor).get(at(lab, "question")).status_code == 404


def test_a_mentor_has_no_question(lab, visit):
    for name in ("question", "question_write"):
        assert visit(lab.mentor).get(at(lab, name, lab.mentor_enrolment)).status_code == 404


# The question


def test_a_leader_hands_in_a_question(new, visit, heard):
    answer = visit(new.leader).post(at(new, "question_write"), ASKED, follow=True)
    assert "Your question is kept." in answer.text
    [question] = versions(new)
    assert (question.number, question.state, question.text) == (1, "proposed", GOOD)
    assert question.topics == {"reports": 3, "prompts": 1}
    assert [(type(fact), fact.question_id) for fact in heard] == [(QuestionProposed, question.pk)]


def test_a_second_click_makes_no_second_wording(new, visit):
    for _ in range(2):
        assert visit(new.leader).post(at(new, "question_write"), ASKED).status_code == 302
    assert len(versions(new)) == 1


def test_each_change_is_a_new_wording_and_says_what_changed(new, visit):
    browser, write = visit(new.leader), at(new, "question_write")
    second = ASKED | {"seen": "1", "decision": "Whether I still read drafts", "topic_prompts": "2", "owns": "1"}
    third = second | {"seen": "2", "text": GOOD.replace("analysts", "controllers"), "kind": "hypothesis"}
    third |= {"because": "They redo tables", "known_by": "The pack of May"}
    for wording in (ASKED, second, third):
        browser.post(write, wording)
    assert [(it.number, it.decision != "") for it in versions(new)] == [(1, False), (2, True), (3, True)]
    page = browser.get(at(new, "question"))
    (_, to_third, _), (_, to_second, _), (_, to_first, _) = page.context["history"]
    assert to_first == []
    assert {it.label: it.pieces for it in to_second} == {
        "Topics": [
            ("out", "Writing prompts (a little)"),
            ("same", " · "),
            ("in", "Writing prompts (much)"),
            ("same", " · "),
            ("same", "Reports with an assistant (above all)"),
        ],
        "do you own how this is done today?": [("out", "Yes, I do"), ("in", "Partly")],
        "what decision the answer would inform": [("in", "Whether I still read drafts")],
    }
    assert [it.label for it in to_third] == [
        "kind",
        "what you set out to learn",
        "why you believe it",
        "how you will know",
    ]
    assert ("out", " analysts") in to_third[1].pieces
    assert '<del><span class="sr">[taken out: </span>analysts<span class="sr">]</span></del>' in page.text
    assert "The whole of wording 1" in page.text


def test_two_windows_on_one_question_keep_both(new, visit):
    browser, write = visit(new.leader), at(new, "question_write")
    browser.post(write, ASKED)
    answer = browser.post(write, ASKED | {"text": "How many minutes do analysts spend on tables?"})
    assert "You saved another wording meanwhile." in answer.text
    assert GOOD in answer.text
    assert len(versions(new)) == 1
    again = ASKED | {
        "text": "How many minutes do analysts spend on tables?",
        "seen": answer.context["form"]["seen"].value(),
    }
    browser.post(write, again)
    assert [it.text for it in versions(new)] == [GOOD, "How many minutes do analysts spend on tables?"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " "}, "text"),
        ({"perspective": ""}, "perspective"),
        ({"owns": "3"}, "owns"),
        ({"topic_reports": "0", "topic_prompts": "0"}, "__all__"),
        ({"kind": "hypothesis", "known_by": "We count"}, "because"),
        ({"kind": "hypothesis", "because": "I saw it"}, "known_by"),
    ],
)
def test_what_is_missing_is_said(new, visit, change, field):
    answer = visit(new.leader).post(at(new, "question_write"), ASKED | change)
    assert field in answer.context["form"].errors
    assert versions(new) == []


def test_more_than_three_topics_are_too_many(new, visit):
    with new.works():
        program = new.cohort.program
        program.topics = [{"key": f"t{i}", "label": f"T{i}", "perspective": "market"} for i in range(5)]
        program.save()
    many = {f"topic_t{i}": "1" for i in range(4)}
    answer = visit(new.leader).post(at(new, "question_write"), ASKED | many)
    assert answer.context["form"].topics_error == "Choose one to three topics; you have 4."


# The coach


def test_the_coach_looks_without_saving_and_without_script(new, visit):
    weak = ASKED | {"text": "How can I get better at AI?", "look": "1"}
    answer = visit(new.leader).post(at(new, "question_write"), weak)
    assert "This wishes for improvement" in answer.text
    assert "better at AI?</textarea>" in answer.text
    assert answer.context["form"]["topic_reports"].value() == 3
    assert "to mend</h2>" not in answer.text
    assert versions(new) == []


def test_while_typing_only_the_coachs_corner_comes_back(new, visit):
    answer = visit(new.leader).post(
        at(new, "question_hints"),
        {"kind": "question", "text": "What does Gen Z expect from us?"},
        headers={"HX-Request": "true"},
    )
    assert "This names an age group." in answer.text
    assert "<q>Gen Z</q>" in answer.text
    assert "<textarea" not in answer.text
    assert "<html" not in answer.text
    assert versions(new) == []


def test_what_stands_there_already_is_not_sent_again(new, visit):
    browser, typed = visit(new.leader), {"kind": "question", "text": "What does Gen Z expect from us?"}
    first = browser.post(at(new, "question_hints"), typed)
    assert "1 suggestion from the coach. This names an age group." in first.text
    same = browser.post(at(new, "question_hints"), typed | {"shown": first.context["mark"]})
    assert (same.status_code, same.content) == (204, b"")
    other = browser.post(
        at(new, "question_hints"),
        typed | {"shown": first.context["mark"], "text": "Why do analysts redo the pack each month?"},
    )
    assert "The coach has nothing to mend." in other.text


def test_hints_never_stand_in_the_way(new, visit):
    visit(new.leader).post(at(new, "question_write"), ASKED | {"text": "Better at AI"})
    assert states(new) == ["proposed"]


def test_a_hypothesis_is_looked_at_together_with_its_reason_and_proof():
    belief = "Planners overrule the forecast in most weeks."
    bare = {hint.says for hint in hints_for("hypothesis", belief)}
    assert "The reason is missing: what makes you believe it?" in bare
    assert hints_for("hypothesis", belief, "they don't see its inputs", "they overrule it less once shown") == []


@pytest.mark.parametrize(("kind", "text"), [("question", "  "), ("hypothesis", ""), ("made-up", "What is it?")])
def test_nothing_written_or_no_kind_gets_no_hint(kind, text):
    assert hints_for(kind, text, "because", "known") == []


# What comes next


def test_home_has_one_clear_step_for_each(new, visit):
    home = new.url("organizations:home")
    assert "Write your research question" in visit(new.leader).get(home).text
    assert "Fill in your profile" in visit(new.mentor).get(home).text
    propose(new)
    assert "1 research question waits for you" in visit(new.sponsor).get(home).text
    assert GOOD not in visit(new.sponsor).get(home).text
    page = visit(new.leader).get(home).text
    assert "Write your research question" not in page
    assert "Say when you can meet" in page


def test_labs_lead_on_step_by_step(new, visit):
    labs, browser = new.url("programs:labs"), visit(new.leader)
    assert "You take part in one lab." in browser.get(labs).text
    browser.post(at(new, "question_write"), ASKED)
    browser.post(at(new, "profile_edit"), PROFILE)
    page = browser.get(labs).text
    assert "Your question is with your sponsor." in page
    assert "08:00–16:30" in page
    assert "You take part in no lab yet." in visit(new.manager).get(labs).text


def test_labs_stand_in_the_navigation_of_those_who_take_part(new, visit):
    home, labs = new.url("organizations:home"), new.url("programs:labs")
    for who, there in ((new.leader, True), (new.mentor, True), (new.manager, False), (new.sponsor, False)):
        assert (f'href="{labs}"' in visit(who).get(home).text) is there, who


def test_pages_ask_the_same_however_many_wordings_there_are(new, visit):
    browser = visit(new.leader)
    for numbers in (range(1, 2), range(2, 31)):
        with new.works():
            for number in numbers:
                ResearchQuestionFactory(enrolment=new.leader_enrolment, number=number)
        for name, own in (("question", 4), ("question_write", 4), ("profile", 2), ("profile_edit", 2)):
            with own_queries(own):
                browser.get(at(new, name))
