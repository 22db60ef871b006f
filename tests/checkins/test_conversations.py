"""A review at its edges: answered meanwhile, half written, opened, and unseen by everyone whom it does not concern."""

import datetime

import pytest
import time_machine

from checkins.facts import CheckInAnswered
from checkins.models import CheckIn, CheckInAnswer
from organizations.models import Membership
from organizations.registries import facts
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make
from tests.lab import enrol, pair_up
from tests.pages.drawing import read

from .reviewing import WORDS, answer, page

DAY = datetime.timedelta(days=1)
LEADERS = {"insight": "Prompts are half the work.", "changed": "The pack is drafted on Monday."}


def stored(lab, checkin=None):
    with lab.works():
        return {it.question: it.text for it in CheckInAnswer.objects.filter(checkin=checkin or lab.review)}


def write_down(lab, visit, **said):
    return visit(lab.sponsor).post(page(lab, "conversation", lab.review), {"version": 1, **said}, follow=True)


def test_what_was_answered_meanwhile_is_said_and_nothing_is_written_over(reviewed, visit):
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS)
    shown = write_down(reviewed, visit, view="As I understood her", heard="No")
    assert shown.redirect_chain[-1][0] == reviewed.url("checkins:checkins")
    assert "Daria Nowak has answered meanwhile: their own words stand" in shown.text
    assert stored(reviewed) == WORDS


def test_the_page_of_an_answered_conversation_leads_back_and_shows_no_word(reviewed, visit):
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS)
    shown = visit(reviewed.sponsor).get(page(reviewed, "conversation", reviewed.review), follow=True)
    assert shown.redirect_chain[-1][0] == reviewed.url("checkins:checkins")
    assert WORDS["view"] not in shown.text
    assert "answered meanwhile" not in shown.text


@pytest.mark.parametrize("words", ["x" * 4001, "  \n ", ""])
def test_words_that_cant_be_kept_come_back_with_the_others(reviewed, visit, words):
    shown = write_down(reviewed, visit, view=words, heard="Yes: the pack was changed.")
    form = shown.context["form"]
    assert list(form.errors) == ["view"]
    assert (form["view"].value(), form["heard"].value()) == (words, "Yes: the pack was changed.")
    assert stored(reviewed) == {}


@pytest.mark.parametrize("version", ["", "none", "1.5"])
def test_a_form_without_its_version_is_not_taken(reviewed, visit, version):
    shown = visit(reviewed.mentor).post(page(reviewed, "checkin", reviewed.review), {"version": version, **WORDS})
    assert shown.status_code == 200
    assert shown.context["form"]["view"].value() == WORDS["view"]
    assert stored(reviewed) == {}


def test_after_a_conflict_the_second_save_keeps_the_newer_words(reviewed, visit):
    browser, url = visit(reviewed.mentor), page(reviewed, "checkin", reviewed.review)
    answer(browser, reviewed, reviewed.review, **WORDS)
    shown = browser.post(url, {"version": 1, "view": "The older window", "heard": "x"})
    version = read(shown.content.decode()).one("input", name="version").attrs["value"]
    assert stored(reviewed) == WORDS
    assert browser.post(url, {"version": version, "view": "The older window", "heard": "x"}).status_code == 302
    assert stored(reviewed) == {"view": "The older window", "heard": "x"}


def test_notes_of_a_conversation_are_mended_until_they_are_confirmed(reviewed, visit):
    write_down(reviewed, visit, view="First", heard="First")
    write_down(reviewed, visit, view="Second", heard="Second")
    assert stored(reviewed) == {"view": "Second", "heard": "Second"}
    shown = visit(reviewed.sponsor).get(page(reviewed, "conversation", reviewed.review))
    assert shown.context["form"]["view"].value() == "Second"


def test_each_is_asked_the_questions_of_their_role(reviewed, visit):
    asked = {
        who: list(visit(getattr(reviewed, who)).get(page(reviewed, "checkin", it)).context["form"].fields)
        for who, it in (("leader", reviewed.other), ("mentor", reviewed.review))
    }
    assert asked == {
        "leader": ["version", "insight", "changed", "wants_to_talk"],
        "mentor": ["version", "view", "heard", "wants_to_talk"],
    }
    form = visit(reviewed.sponsor).get(page(reviewed, "conversation", reviewed.review)).context["form"]
    assert "wants_to_talk" not in form.fields, "only the person themselves asks for that"


def test_that_it_is_answered_is_told_once_however_often_it_is_changed(reviewed, visit):
    told = []

    def hear(fact, *, now):
        told.append(fact)

    facts.subscribe(CheckInAnswered, hear)
    try:
        for view in ("One", "Two"):
            answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS | {"view": view})
    finally:
        facts._subscribers[CheckInAnswered].remove(hear)
    assert told == [CheckInAnswered(reviewed.review.pk, reviewed.cohort.pk)]
    assert stored(reviewed)["view"] == "Two"


# Who reads what


def test_a_second_sponsor_in_charge_reads_neither_the_queue_nor_the_answers(reviewed, visit):
    with reviewed.works():
        Membership.objects.filter(pk=reviewed.admin.pk).update(is_sponsor=True)
        make.CohortSponsorFactory(cohort=reviewed.cohort, person=reviewed.admin.person, since=NOW + DAY)
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS, wants_to_talk="on")
    browser = visit(reviewed.admin)
    assert browser.get(page(reviewed, "conversation", reviewed.review)).status_code == 404
    assert browser.post(page(reviewed, "answers", reviewed.review)).status_code == 404
    queue = browser.get(reviewed.url("checkins:checkins")).text
    assert "Daria Nowak" not in queue
    assert "Wants to talk" not in queue


def test_a_sponsor_who_is_in_charge_no_more_opens_nothing(reviewed, visit):
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS)
    with reviewed.works():
        reviewed.cohort.sponsors.all().delete()
    browser = visit(reviewed.sponsor)
    assert browser.post(page(reviewed, "answers", reviewed.review)).status_code == 404
    assert "Daria Nowak" not in browser.get(reviewed.url("checkins:checkins")).text


@pytest.mark.parametrize("who", ["leader", "executive", "admin", "manager", "assistant"])
def test_no_list_of_anyone_else_tells_that_it_was_answered(reviewed, visit, who):
    url = reviewed.url("checkins:checkins")
    before = read(visit(getattr(reviewed, who)).get(url).content.decode()).one("main").text
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS, wants_to_talk="on")
    assert read(visit(getattr(reviewed, who)).get(url).content.decode()).one("main").text == before


def test_openings_stand_with_name_and_hour_where_the_author_looks_and_nowhere_else(reviewed, visit):
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS)
    for minute in (5, 35):
        with time_machine.travel(NOW + 50 * DAY + datetime.timedelta(minutes=minute), tick=False):
            visit(reviewed.sponsor).post(page(reviewed, "answers", reviewed.review))
    tree = read(visit(reviewed.mentor).get(page(reviewed, "checkin", reviewed.review)).content.decode())
    rows = tree.one("ul", class_="openings").all("li")
    assert [(row.one("b").text, row.one("span").text) for row in rows] == [
        ("Ingrid Sørensen", "3 November, 08:35"),
        ("Ingrid Sørensen", "3 November, 08:05"),
    ]
    assert 'class="openings"' not in visit(reviewed.leader).get(page(reviewed, "checkin", reviewed.other)).text


def test_notes_that_wait_for_a_yes_say_so_to_who_opens_them(reviewed, visit):
    write_down(reviewed, visit, **WORDS)
    shown = visit(reviewed.sponsor).post(page(reviewed, "answers", reviewed.review))
    assert shown.text.count("Not yet confirmed.") == 2
    answer(visit(reviewed.mentor), reviewed, reviewed.review, **WORDS)
    assert "Not yet confirmed." not in visit(reviewed.sponsor).post(page(reviewed, "answers", reviewed.review)).text


# The sponsor's order


def many(lab, count, **values):
    """`count` pairs, a review of each mentor; gives the mentors' names in the order of `values(n)`."""
    names = []
    with lab.works():
        for n in range(count):
            leader, mentor = PersonFactory(), PersonFactory(given_name=f"Mentor{n:02}", family_name="Of many")
            pair = pair_up(lab, enrol(lab, leader, "leader"), enrol(lab, mentor, "mentor"))
            common = {"cohort": lab.cohort, "pair": pair, "subject": mentor, "given_to": lab.sponsor.person}
            said = {name: value(n) for name, value in values.items()}
            CheckIn.objects.create(**{"opened_at": NOW, "after_session": 3, **common, **said})
            names.append(mentor.name)
    return names


def in_order(page, names, section):
    """The names as that part of the page has them, from the top."""
    text = read(page.content.decode()).one("section", aria_labelledby=section).text
    found = sorted((text.index(name), name) for name in names if name in text)
    return [name for _place, name in found]


def test_thirty_wait_the_longest_late_on_top_then_the_longest_open(lab, visit):
    late = {"late_at": lambda n: NOW + (30 - n) * DAY if n % 2 else None, "opened_at": lambda n: NOW - n * DAY}
    names = many(lab, 30, **late)
    with time_machine.travel(NOW + 40 * DAY, tick=False):
        shown = visit(lab.sponsor).get(lab.url("checkins:checkins"))
    assert "15 reviews are late." in shown.text
    last_to_first_late = [names[n] for n in range(29, 0, -2)]
    longest_open = [names[n] for n in range(28, -1, -2)]
    assert in_order(shown, names, "queue-h") == last_to_first_late + longest_open


def test_of_those_answered_who_wants_to_talk_comes_first_and_then_the_newest(lab, visit):
    names = many(
        lab,
        30,
        state=lambda n: CheckIn.State.ANSWERED,
        answered_at=lambda n: NOW + n * DAY,
        wants_to_talk=lambda n: n in (3, 20),
    )
    shown = visit(lab.sponsor).get(lab.url("checkins:checkins"))
    order = in_order(shown, names, "answered-h")
    assert order[:2] == [names[20], names[3]]
    assert order[2:] == [names[n] for n in range(29, -1, -1) if n not in (3, 20)]
    assert "Every review so far is answered." in shown.text


def test_a_review_that_will_be_late_is_not_late_yet(lab, visit):
    many(lab, 1, late_at=lambda n: NOW + 2 * DAY)
    with time_machine.travel(NOW + DAY, tick=False):
        shown = visit(lab.sponsor).get(lab.url("checkins:checkins")).text
    assert "One review is open, none is late." in shown
