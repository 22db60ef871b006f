"""At a review the leader says what became of their research question: it stands with the question, for its readers."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps

from checkins.models import CheckInAnswer
from programs.models import QuestionRevisit, ResearchQuestion
from programs.models.revisits import AlreadyConfirmed
from tests.factories import NOW
from tests.factories.lab import ResearchQuestionFactory

from .reviewing import answer, hold, page

LEADERS = {"insight": "Prompts are half the work.", "changed": "The pack is drafted on Monday."}
FOUND = "Analysts redo the tables, never the text."


def said(verdict, found="", about=1):
    return {"question-verdict": verdict, "question-found": found, "question-about": about}


def answer_review(lab, visit, **data):
    return answer(visit(lab.leader), lab, lab.other, **LEADERS | data)


def write_down(lab, visit, **data):
    return visit(lab.sponsor).post(page(lab, "conversation", lab.other), {"version": 1, **LEADERS, **data}, follow=True)


def revisits(lab):
    with lab.works():
        rows = QuestionRevisit.objects.in_time_order().select_related("question")
        return [(it.verdict, it.found, it.question.number, bool(it.confirmed_at)) for it in rows]


def question_page(lab, visit, who):
    return visit(getattr(lab, who)).get(lab.url("programs:question", pk=lab.leader_enrolment.pk))


def test_the_leader_says_it_beside_the_answers_and_its_readers_see_it(reviewed, visit):
    shown = visit(reviewed.leader).get(page(reviewed, "checkin", reviewed.other)).text
    assert reviewed.question.text in shown
    assert "for all who read it: your partner too" in shown
    answer_review(reviewed, visit, **said("answered", FOUND))
    assert revisits(reviewed) == [("answered", FOUND, 1, True)]
    for who in ("leader", "mentor", "sponsor"):
        text = question_page(reviewed, visit, who).text
        assert FOUND in text, who
        assert "What became of it" in text
        assert LEADERS["insight"] not in text
    for who in ("admin", "executive", "manager", "assistant"):
        assert question_page(reviewed, visit, who).status_code == 404


def test_its_readers_learn_no_id_of_the_review(reviewed, visit):
    """Who reads what the leader confirmed may be barred from the review, or be the partner whom it does not concern."""
    answer_review(reviewed, visit, **said("answered", FOUND))
    answer_review(reviewed, visit, version=2, **said("answered", FOUND))
    for who in ("mentor", "sponsor"):
        with reviewed.sees(who):
            (row,) = QuestionRevisit.objects.values()
        assert str(reviewed.other.pk) not in repr(row), who


def test_what_was_said_before_is_named_anew(reviewed, visit):
    answer_review(reviewed, visit, **said("answered", FOUND))
    with reviewed.works():
        (before,) = QuestionRevisit.objects.values()
        QuestionRevisit.objects.update(occasion=reviewed.other.pk)
        import_module("checkins.migrations.0004_occasions").rename(apps, None)
        assert list(QuestionRevisit.objects.values()) == [before]


def test_a_mentors_review_and_one_without_a_settled_question_do_not_ask(reviewed, visit):
    assert visit(reviewed.mentor).get(page(reviewed, "checkin", reviewed.review)).context["form"].revisit is None
    with reviewed.works():
        ResearchQuestion.objects.update(state="proposed", settled_at=None)
    browser = visit(reviewed.leader)
    assert browser.get(page(reviewed, "checkin", reviewed.other)).context["form"].revisit is None
    answer_review(reviewed, visit, **said("kept"))
    assert revisits(reviewed) == []


def test_nothing_need_be_said_of_it(reviewed, visit):
    answer_review(reviewed, visit, **said(""))
    assert revisits(reviewed) == []
    with reviewed.works():
        assert CheckInAnswer.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (said("answered"), "found"),
        (said("refuted", "  "), "found"),
        (said("", FOUND), "verdict"),
        (said("made-up", FOUND), "verdict"),
        (said("answered", "x" * 301), "found"),
        (said("kept", about=7), "__all__"),
        (said("kept", about="x"), "about"),
    ],
)
def test_what_is_missing_is_said_there_and_nothing_of_either_is_lost_or_kept(reviewed, visit, data, field):
    shown = answer_review(reviewed, visit, **data)
    form = shown.context["form"]
    assert field in form.revisit.errors
    assert form["insight"].value() == LEADERS["insight"]
    assert form.revisit["found"].value() == data["question-found"]
    with reviewed.works():
        assert not CheckInAnswer.objects.exists()
    assert revisits(reviewed) == []


def test_words_missing_above_keep_what_was_said_of_the_question(reviewed, visit):
    shown = answer_review(reviewed, visit, **said("answered", FOUND) | {"insight": ""})
    assert (shown.context["form"].revisit["verdict"].value(), revisits(reviewed)) == ("answered", [])
    assert FOUND in shown.text


def test_to_be_refined_leads_to_the_next_wording_while_the_settled_one_holds(reviewed, visit):
    shown = answer_review(reviewed, visit, **said("refined", "It is the tables"))
    write = reviewed.url("programs:question_write", pk=reviewed.leader_enrolment.pk)
    assert shown.redirect_chain[-1][0] == write
    home, labs = reviewed.url("organizations:home"), reviewed.url("programs:labs")
    for url in (home, labs):
        assert "Write the next wording of your question" in visit(reviewed.leader).get(url).text
        assert "Write the next wording of your question" not in visit(reviewed.mentor).get(url).text
    assert "This one holds until the next is settled." in question_page(reviewed, visit, "leader").text
    sharper = {"kind": "question", "text": "Which tables do analysts redo, and why?", "perspective": "technology"}
    visit(reviewed.leader).post(write, sharper | {"owns": "2", "topic_prompts": "3", "seen": "1"})
    with reviewed.works():
        assert reviewed.leader_enrolment.questions.in_force().get().number == 1
        assert reviewed.leader_enrolment.questions.newest().state == "proposed"
    assert "Write the next wording of your question" not in visit(reviewed.leader).get(home).text
    assert "This one holds until" not in question_page(reviewed, visit, "leader").text
    visit(reviewed.sponsor).post(
        reviewed.url("programs:question_settling", pk=reviewed.leader_enrolment.pk), {"number": 2}
    )
    for number in (4, 5, 6):
        hold(reviewed, number)
    with reviewed.works():
        reviewed.other = reviewed.leader.person.checkins.get(after_session=6)
    assert sharper["text"] in visit(reviewed.leader).get(page(reviewed, "checkin", reviewed.other)).text
    answer_review(reviewed, visit, **said("refuted", "They do not", about=2))
    assert revisits(reviewed) == [("refined", "It is the tables", 1, True), ("refuted", "They do not", 2, True)]
    shown = question_page(reviewed, visit, "mentor").text
    assert shown.index("It is the tables") < shown.index("They do not"), "in time order"


def test_a_second_answer_at_the_same_review_takes_the_place_of_the_first(reviewed, visit):
    answer_review(reviewed, visit, **said("refined", "First"))
    shown = visit(reviewed.leader).get(page(reviewed, "checkin", reviewed.other)).context["form"].revisit
    assert (shown["verdict"].value(), shown["found"].value()) == ("refined", "First")
    answer_review(reviewed, visit, **said("kept", "Second"))
    assert revisits(reviewed) == [("kept", "Second", 1, True)]
    assert "verdict" in answer_review(reviewed, visit, **said("")).context["form"].revisit.errors
    assert "Write the next wording" not in visit(reviewed.leader).get(reviewed.url("organizations:home")).text


def test_what_a_sponsor_writes_down_waits_for_the_leaders_yes(reviewed, visit):
    shown = visit(reviewed.sponsor).get(page(reviewed, "conversation", reviewed.other)).text
    assert "What Giulia says became of it" in shown
    assert "Giulia and you. Once Giulia has confirmed it" in shown
    write_down(reviewed, visit, **said("refined", FOUND))
    assert revisits(reviewed) == [("refined", FOUND, 1, False)]
    assert FOUND not in question_page(reviewed, visit, "mentor").text
    assert "it waits for their yes" in question_page(reviewed, visit, "sponsor").text
    assert "it waits for your yes" in question_page(reviewed, visit, "leader").text
    assert "Write the next wording" not in visit(reviewed.leader).get(reviewed.url("organizations:home")).text
    write_down(reviewed, visit, **said("answered", FOUND))
    form = visit(reviewed.leader).get(page(reviewed, "checkin", reviewed.other)).context["form"].revisit
    assert (form["verdict"].value(), form["found"].value()) == ("answered", FOUND)
    assert "" not in dict(form.fields["verdict"].choices), "a yes or other words, but no silence"
    answer_review(reviewed, visit, **said("answered", "Only the tables"))
    assert revisits(reviewed) == [("answered", "Only the tables", 1, True)]
    assert "Only the tables" in question_page(reviewed, visit, "mentor").text


def test_another_sponsor_reads_no_notes_and_nobody_writes_over_the_leaders_words(reviewed, visit):
    write_down(reviewed, visit, **said("kept", FOUND))
    with reviewed.sees("mentor"):
        assert not QuestionRevisit.objects.exists()
    answer_review(reviewed, visit, **said("kept", "Mine"))
    with reviewed.sees("sponsor"):
        question = ResearchQuestion.objects.select_related("enrolment").get()
        with pytest.raises(AlreadyConfirmed):
            QuestionRevisit.objects.keep(
                question, reviewed.other.occasion, by=reviewed.sponsor, now=NOW, verdict="refuted", found="Theirs"
            )
    assert revisits(reviewed) == [("kept", "Mine", 1, True)]


def test_a_wording_that_was_settled_meanwhile_is_shown_before_anything_is_said_of_it(reviewed, visit):
    with reviewed.works():
        newer = ResearchQuestionFactory(
            enrolment=reviewed.leader_enrolment, number=2, text="Which tables?", written_at=NOW + datetime.timedelta(1)
        )
    shown = answer_review(reviewed, visit, **said("answered", FOUND, about=1))
    assert "Another wording of the question holds by now." in shown.text
    assert newer.text in shown.text
    assert FOUND in shown.text
    again = shown.context["form"].revisit["about"].value()
    answer_review(reviewed, visit, **said("answered", FOUND, about=again))
    assert revisits(reviewed) == [("answered", FOUND, 2, True)]
