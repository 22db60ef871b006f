"""A sponsor settles a research question or suggests a sharper wording once; after that the leader may go ahead."""

import pytest

from notifications.models import Notice
from programs.facts import QuestionSettled
from programs.models import Enrolment, ResearchQuestion
from programs.models.questions import CannotDecide
from tests.factories import NOW
from tests.factories.lab import ResearchQuestionFactory
from tests.lab import enrol

from .asking import ASKED, LEADER, at, propose, states, versions


def test_a_sponsor_settles_and_the_leader_hears(new, visit, heard):
    question = propose(new)
    assert "One question waits for you." in visit(new.sponsor).get(new.url("programs:questions", pk=new.cohort.pk)).text
    visit(new.sponsor).post(at(new, "question_settling"), {"number": 1})
    [settled] = versions(new)
    assert settled.state == "settled"
    assert settled.settled_at
    assert heard == [QuestionSettled(new.cohort.pk, new.leader_enrolment.pk, question.pk)]
    with new.sees("leader"):
        assert [it.sentence for it in Notice.objects.of(new.leader)] == ["Your research question is settled."]
    with new.works():
        assert [it.pk for it in Enrolment.objects.ready()] == [new.leader_enrolment.pk]


def test_after_one_suggestion_the_leader_may_go_ahead_with_theirs(new, visit, heard):
    propose(new)
    assert visit(new.leader).post(at(new, "question_going_ahead")).status_code == 302
    assert states(new) == ["proposed"]
    sharper = "Which checks of the pack can analysts drop without more errors?"
    visit(new.sponsor).post(at(new, "question_suggestion"), {"number": 1, "suggestion": sharper})
    assert states(new) == ["returned"]
    page = visit(new.leader).get(at(new, "question")).text
    assert sharper in page
    assert "Go ahead with mine" in page
    visit(new.leader).post(at(new, "question_going_ahead"))
    assert states(new) == ["settled"]
    assert [type(fact) for fact in heard] == [QuestionSettled]


def test_after_a_suggestion_the_next_wording_needs_no_second_look(new, visit):
    propose(new, state="returned", suggestion="Sharper")
    browser = visit(new.leader)
    browser.post(at(new, "question_write"), ASKED | {"seen": "1"})
    assert "Go ahead with it" in browser.get(at(new, "question")).text
    again = visit(new.sponsor).post(at(new, "question_suggestion"), {"number": 2, "suggestion": "Again"}, follow=True)
    assert "Nothing was changed" in again.text
    visit(new.leader).post(at(new, "question_going_ahead"))
    assert states(new) == ["returned", "settled"]


def test_a_wording_that_was_superseded_cant_be_settled(new, visit):
    propose(new)
    visit(new.leader).post(at(new, "question_write"), ASKED | {"seen": "1"})
    answer = visit(new.sponsor).post(at(new, "question_settling"), {"number": 1}, follow=True)
    assert "Nothing was changed: the question has moved on" in answer.text
    assert states(new) == ["proposed", "proposed"]
    for number in ("7", "", "x", "99999"):
        assert visit(new.sponsor).post(at(new, "question_settling"), {"number": number}).status_code == 404


def test_what_is_settled_stays_settled_while_a_newer_wording_waits(lab, visit):
    visit(lab.leader).post(at(lab, "question_write"), ASKED | {"seen": "1"})
    assert states(lab) == ["settled", "proposed"]
    with lab.works():
        [holds] = ResearchQuestion.objects.filter(enrolment=lab.leader_enrolment).in_force()
        assert holds.number == 1
        assert lab.leader_enrolment in Enrolment.objects.ready()


def test_verbs_refuse_what_has_been_decided(lab):
    with lab.sees("sponsor"):
        question = ResearchQuestion.objects.get(pk=lab.question.pk)
        with pytest.raises(CannotDecide):
            question.settle(by=lab.sponsor, now=NOW)
        with pytest.raises(CannotDecide):
            question.suggest("Sharper", by=lab.sponsor, now=NOW)


def test_a_suggestion_begins_from_the_leaders_words_and_cant_be_empty(new, visit):
    propose(new)
    page = visit(new.sponsor).get(at(new, "question_suggestion"))
    assert page.context["form"]["suggestion"].value() == versions(new)[0].text
    answer = visit(new.sponsor).post(at(new, "question_suggestion"), {"number": 1, "suggestion": " "})
    assert set(answer.context["form"].errors) == {"suggestion"}
    assert states(new) == ["proposed"]


def test_a_suggestion_shows_what_it_changes_of_the_leaders_words(new, visit):
    propose(new, text="How do kids see us?", state="returned", suggestion="How do apprentices see us?")
    page = visit(new.leader).get(at(new, "question"))
    [(_, _, pieces)] = page.context["history"]
    assert pieces == [("same", "How do"), ("out", " kids"), ("in", " apprentices"), ("same", " see us?")]


def test_a_sponsor_decides_beside_the_coach_and_what_is_new(new, visit):
    propose(new, text="How can I get better at AI?", state="returned", suggestion="Which step of the pack …?")
    page = visit(new.sponsor).get(at(new, "question")).text
    assert "This wishes for improvement" in page
    assert "What is new since" not in page, "nothing came after the suggestion yet"
    assert "This wishes for improvement" not in visit(new.leader).get(at(new, "question")).text
    propose(new, number=2, text="How can I get better at tables?")
    page = visit(new.sponsor).get(at(new, "question"))
    assert "What is new since wording 1" in page.text
    before, [change] = page.context["since"]
    assert before.number == 1
    assert change.pieces[1:3] == [("out", " AI"), ("in", " tables")]
    visit(new.sponsor).post(at(new, "question_settling"), {"number": 2})
    settled = visit(new.sponsor).get(at(new, "question"))
    assert "What the coach sees" not in settled.text


def test_after_deciding_the_next_question_waits(new, visit):
    with new.works():
        second = enrol(new, new.manager.person, LEADER)
        third = enrol(new, new.assistant.person, LEADER)
        for it in (second, third):
            ResearchQuestionFactory(enrolment=it, state="proposed", settled_at=None)
    propose(new)
    in_order = sorted((new.leader_enrolment, second, third), key=lambda it: it.person.family_name)
    [first, second, third], browser = in_order, visit(new.sponsor)
    assert browser.post(at(new, "question_settling", first), {"number": 1}).url == at(new, "question", second)
    sharper = {"number": 1, "suggestion": "Sharper"}
    assert browser.post(at(new, "question_suggestion", third), sharper).url == at(new, "question", second)
    assert browser.post(at(new, "question_settling", second), {"number": 1}).url == new.url(
        "programs:questions", pk=new.cohort.pk
    )


def test_the_list_shows_each_state_of_its_own(new, visit):
    propose(new)
    with new.works():
        enrol(new, new.manager.person, LEADER)
    list_url = new.url("programs:questions", pk=new.cohort.pk)
    shown = {
        key: visit(new.sponsor).get(f"{list_url}?show={key}").context["rows"] for key in ("proposed", "none", "all")
    }
    assert [len(rows) for rows in shown.values()] == [1, 1, 2]
    assert shown["none"][0][0].person_id == new.manager.person_id
