import datetime

import time_machine

from checkins import actions
from checkins.models import AnswerOpening, CheckIn, CheckInAnswer
from notifications.sweep import sweep
from organizations.models import Membership
from organizations.registries import facts
from pairing.models import SponsorBar
from sessions.actions import SessionLog, log_session, undo, undoable
from sessions.facts import SessionHeld
from tests.factories import NOW
from tests.factories import lab as make
from tests.queries import own_queries

from .reviewing import WORDS, answer, hold, page


def test_nothing_opens_before_the_third_held_session(lab):
    hold(lab, 1)
    hold(lab, 2)
    with lab.works():
        assert not CheckIn.objects.exists()


def test_the_third_opens_one_for_each_partner_given_to_the_cohorts_sponsor(reviewed, mailoutbox):
    with reviewed.works():
        opened = {checkin.subject_id: checkin.given_to_id for checkin in CheckIn.objects.all()}
    sponsor = reviewed.sponsor.person_id
    assert opened == {reviewed.leader.person_id: sponsor, reviewed.mentor.person_id: sponsor}


def test_each_partner_is_told_by_mail_who_will_read_it(reviewed, mailoutbox):
    sweep(NOW + datetime.timedelta(days=43))
    assert {tuple(mail.to) for mail in mailoutbox} == {
        (reviewed.leader.person.email,),
        (reviewed.mentor.person.email,),
    }
    assert all("Ingrid Sørensen reads your answers and nobody else does" in mail.body for mail in mailoutbox)


def test_the_fourth_held_session_makes_an_open_review_late_and_an_answered_one_not(reviewed, visit):
    answer(visit(reviewed.leader), reviewed, reviewed.other, insight="Prompts", changed="The pack")
    at = hold(reviewed, 4)
    with reviewed.works():
        late = {checkin.subject_id: checkin.is_late(at) for checkin in CheckIn.objects.all()}
    assert late == {reviewed.leader.person_id: False, reviewed.mentor.person_id: True}


def test_the_next_reviews_open_after_three_more(reviewed):
    for number in (4, 5):
        hold(reviewed, number)
    with reviewed.works():
        assert CheckIn.objects.count() == 2
    hold(reviewed, 6)
    with reviewed.works():
        assert sorted(CheckIn.objects.values_list("after_session", flat=True)) == [3, 3, 6, 6]


def test_telling_twice_opens_once(reviewed):
    at = NOW + datetime.timedelta(days=50)
    with reviewed.sees("leader"):
        facts.tell(SessionHeld(reviewed.pair.pk, reviewed.pair.pk, 3), now=at)
    sweep(at)
    with reviewed.works():
        assert CheckIn.objects.count() == 2


def test_a_third_log_that_was_undone_and_written_again_opens_the_review(lab):
    hold(lab, 1)
    at = hold(lab, 2)
    with lab.works():
        session = make.LabSessionFactory(pair=lab.pair, series=lab.series, number=3, starts_at=at)
    with lab.sees("mentor"):
        undoable(log_session, session, SessionLog(held=True), by=lab.mentor, now=session.ends_at)
        undo(session, by=lab.mentor, now=session.ends_at)
    sweep(session.ends_at)
    with lab.works():
        assert not CheckIn.objects.exists()
    again = session.ends_at + datetime.timedelta(minutes=1)
    with lab.sees("mentor"):
        log_session(session, SessionLog(held=True), by=lab.mentor, now=again)
    sweep(again)
    with lab.works():
        assert CheckIn.objects.count() == 2


def test_a_sponsor_in_the_leaders_line_is_passed_over_for_the_next_one(lab):
    with lab.works():
        Membership.objects.filter(pk=lab.admin.pk).update(is_sponsor=True)
        make.CohortSponsorFactory(cohort=lab.cohort, person=lab.admin.person, since=NOW + datetime.timedelta(days=1))
        SponsorBar.objects.create(enrolment=lab.pair.leader_enrolment, person=lab.sponsor.person)
        assert actions.sponsor_of(lab.pair) == lab.admin.person
        Membership.objects.filter(pk=lab.admin.pk).update(is_sponsor=False)
        assert actions.sponsor_of(lab.pair) is None, "who is no sponsor any more is in charge of nothing"


def test_a_partner_answers_and_only_the_sponsor_it_was_given_to_reads_it(reviewed, visit):
    shown = answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS)
    assert "Answered. You can still change it." in shown.text
    assert "Nobody yet." in shown.text
    read = visit(reviewed.sponsor).post(page(reviewed, "answers", reviewed.review))
    assert "I see how decisions are made." in read.text
    for who in ("leader", "admin", "executive", "manager", "assistant"):
        browser = visit(getattr(reviewed, who))
        for view, method in (("checkin", browser.get), ("conversation", browser.get), ("answers", browser.post)):
            assert method(page(reviewed, view, reviewed.review)).status_code == 404


def test_each_opening_is_recorded_and_shown_to_the_author(reviewed, visit):
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS)
    for _ in range(2):
        visit(reviewed.sponsor).post(page(reviewed, "answers", reviewed.review))
    assert (
        visit(reviewed.mentor).get(page(reviewed, "checkin", reviewed.review)).text.count("<b>Ingrid Sørensen</b>") == 2
    )
    with reviewed.works():
        assert AnswerOpening.objects.filter(reader=reviewed.sponsor.person).count() == 2


def test_answers_are_not_opened_by_following_a_link(reviewed, visit):
    assert visit(reviewed.sponsor).get(page(reviewed, "answers", reviewed.review)).status_code == 405


def test_an_empty_answer_is_asked_for_and_the_other_one_kept(reviewed, visit):
    shown = answer(visit(reviewed.mentor), reviewed, reviewed.review, view="Only this one", heard=" ")
    assert "A few words, please." in shown.text
    assert "Only this one" in shown.text
    with reviewed.works():
        assert not CheckInAnswer.objects.exists()


def test_what_a_sponsor_writes_down_counts_when_the_person_has_confirmed_it(reviewed, visit):
    sent = visit(reviewed.sponsor).post(
        page(reviewed, "conversation", reviewed.review), {"version": reviewed.review.version, **WORDS}
    )
    assert sent.url == reviewed.url("checkins:checkins")
    shown = visit(reviewed.mentor).get(page(reviewed, "checkin", reviewed.review))
    assert "Ingrid wrote down what you said. Is it right?" in shown.text
    assert WORDS["heard"] in shown.text
    with reviewed.works():
        assert CheckIn.objects.get(pk=reviewed.review.pk).state == CheckIn.State.OPEN
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS | {"heard": "Sometimes."})
    with reviewed.works():
        assert CheckInAnswer.objects.get(question="heard").text == "Sometimes."
        assert not CheckInAnswer.objects.filter(confirmed_at=None).exists()


def test_a_sponsor_cannot_write_over_what_was_answered(reviewed, visit):
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS)
    visit(reviewed.sponsor).post(
        page(reviewed, "conversation", reviewed.review), {"version": 2, "view": "Overwritten", "heard": "x"}
    )
    with reviewed.works():
        assert CheckInAnswer.objects.get(question="view").text == WORDS["view"]


def test_two_windows_do_not_overwrite_each_other(reviewed, visit):
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS)
    shown = visit(reviewed.mentor).post(
        page(reviewed, "checkin", reviewed.review), {"version": 1, "view": "The older window", "heard": "x"}
    )
    assert "changed while you were writing" in shown.text
    assert "The older window" in shown.text


def test_the_queue_shows_late_ones_first_and_those_that_ask_for_something(reviewed, visit):
    answer(visit(reviewed.leader), reviewed, reviewed.other, insight="x", changed="y", wants_to_talk="on")
    hold(reviewed, 4)
    shown = visit(reviewed.sponsor).get(reviewed.url("checkins:checkins")).text
    assert "One review is late." in shown
    assert "Wants to talk" in shown
    assert shown.index("Daria Nowak") < shown.index("Giulia Marchetti")


def test_the_queue_asks_the_database_the_same_few_questions_however_long_it_is(reviewed, visit):
    with reviewed.works():
        for number in range(30):
            CheckIn.objects.create(
                cohort=reviewed.cohort,
                pair=reviewed.pair,
                subject=reviewed.mentor.person,
                given_to=reviewed.sponsor.person,
                after_session=100 + number,
                opened_at=NOW,
            )
    browser = visit(reviewed.sponsor)
    with own_queries(4):
        assert (
            browser.get(reviewed.url("checkins:checkins")).text.count('Write it down<span class="sr">: Daria Nowak')
            == 31
        )


def test_home_leads_each_to_what_is_asked_of_them(reviewed, visit):
    home = reviewed.url("organizations:home")
    assert "Two questions about your lab so far" in visit(reviewed.mentor).get(home).text
    assert "2 reviews are open" in visit(reviewed.sponsor).get(home).text
    assert "Nothing needs you now." in visit(reviewed.executive).get(home).text


def test_a_pair_without_three_sessions_by_day_40_is_reviewed_anyway(lab):
    from pairing.facts import PairStarted

    with lab.sees("leader"):
        facts.tell(PairStarted(lab.pair.pk), now=NOW)
    hold(lab, 1)
    sweep(NOW + datetime.timedelta(days=39))
    with lab.works():
        assert not CheckIn.objects.exists()
    sweep(NOW + datetime.timedelta(days=41))
    with lab.works():
        assert CheckIn.objects.count() == 2


def test_home_names_who_has_waited_longest_and_says_how_many_are_late(reviewed, visit):
    at = hold(reviewed, 4)
    with time_machine.travel(at, tick=False):
        page = visit(reviewed.sponsor).get(reviewed.url("organizations:home"))
    assert "2 reviews are late." in page.text
    step = page.context["next"]
    with reviewed.works():
        waiting = {reviewed.url("checkins:conversation", pk=checkin.pk) for checkin in CheckIn.objects.all()}
    assert step.url in waiting
    assert step.title in {"Talk with Daria Nowak", "Talk with Giulia Marchetti"}


def test_a_late_review_says_by_how_many_days(reviewed, visit):
    at = hold(reviewed, 4)
    with time_machine.travel(at + datetime.timedelta(days=3), tick=False):
        shown = visit(reviewed.sponsor).get(reviewed.url("checkins:checkins")).text
    assert shown.count("Late by 3 days") == 2


def test_the_button_names_who_will_read_it_and_afterwards_keeps_the_change(reviewed, visit):
    browser = visit(reviewed.mentor)
    assert "Give it to Ingrid" in browser.get(page(reviewed, "checkin", reviewed.review)).text
    assert "Keep the change" in answer(browser, reviewed, reviewed.review, **WORDS).text
