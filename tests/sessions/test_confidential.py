"""What is said in the lab stays in the lab (PROTOCOL section 2): no page shows it, and no page betrays that it is there."""

import contextlib
import re

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import get_resolver

from notifications.sweep import sweep_until_idle
from organizations.registries import page_slots
from pairing.models import SponsorBar
from sessions.actions import SessionLog, Task, cancel_session, log_session
from sessions.models import Homework, PrivateNote, SessionNote
from sessions.slots import cohort_panel
from tests.cast import assemble
from tests.factories import lab as make
from tests.lab import open_lab

from .play import DAY, HOUR, acting, chosen, held

WORDS = ["Zwetschge", "Quitte", "Mirabelle", "Schlehe"]
OTHERS = ["sponsor", "executive", "admin", "manager", "assistant"]


@pytest.fixture
def sessions(lab):
    sessions = chosen(lab)
    notes, decision, task, private = WORDS
    log = {"notes": notes, "decision": decision, "private": private}
    held(lab, sessions[0], homework=(Task(task, lab.leader.person_id),), **log)
    with time_machine.travel(sessions[0].ends_at + HOUR, tick=False):
        yield sessions


def addresses(lab, sessions):
    """Every address inside an organization, with the ids of this lab wherever one is asked for."""
    with lab.works():
        homework = Homework.objects.get()
    ids = [sessions[0].pk, lab.pair.pk, homework.pk, lab.cohort.pk, lab.cohort.program_id]
    for route in sorted(_routes()):
        places = re.findall(r"<uuid:\w+>", route)
        for pk in ids if places else [None]:
            yield "/" + re.sub(r"<uuid:\w+>", str(pk), route).replace("<slug:organization>", lab.organization.slug)


def _routes(patterns=None, before=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, route)
        elif route.startswith("o/<slug:organization>/") and not re.search(r"<(?!uuid:|slug:organization)", route):
            yield route


@pytest.mark.parametrize("who", OTHERS)
def test_no_page_shows_a_word_of_it_to_anyone_else(lab, visit, sessions, who):
    browser, seen = visit(getattr(lab, who)), 0
    for address in addresses(lab, sessions):
        response = browser.get(address)
        body = b"" if response.streaming else response.content
        seen += response.status_code == 200
        assert [word for word in WORDS if word.encode() in body] == [], address
    assert seen


def test_the_two_partners_do_read_it(lab, visit, sessions):
    """Else the test above would prove nothing."""
    url = lab.url("sessions:session", pk=sessions[0].pk)
    for member in (lab.leader, lab.mentor):
        body = visit(member).get(url).content.decode()
        assert [word for word in WORDS if word in body] == WORDS[:3]
    assert WORDS[3] in visit(lab.leader).get(lab.url("sessions:log", pk=sessions[0].pk)).content.decode()


def world(private, word="a"):
    """A lab in which the mentor has written that privately."""
    lab = open_lab(assemble())
    sessions = chosen(lab)
    log = {"notes": word, "homework": (Task(word, lab.leader.person_id),)}
    held(lab, sessions[0], "mentor", private=private, **log)
    if private:  # and came back to it alone
        later = SessionLog(held=True, minutes=60, private=private + ".", **log)
        acting(lab, "mentor", log_session, sessions[0], later, now=sessions[0].ends_at + DAY)
    return lab, sessions


def everything(visit, lab, sessions, who):
    """All that this person gets to see, ids and tokens counted through in the order in which they come."""
    browser = visit(getattr(lab, who))
    bodies = [browser.get(address).content.decode() for address in addresses(lab, sessions)]
    bodies += [str(letter.message()) for letter in mail.outbox if letter.to == [getattr(lab, who).account.email]]
    return counted("\n".join(bodies), lab)


def counted(text, lab):
    text = text.replace(lab.organization.slug, "SLUG")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"\w+"', "CSRF", text)
    text = re.sub(r'(name="token"[^>]*value=|value=)"[\w=-]+:[\w-]+:[\w-]+"', "TOKEN", text)
    text = re.sub(r"Message-ID: <\w+@|={5,}\d+==", "MAIL", text)
    found = dict.fromkeys(re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", text))
    for n, key in enumerate(found):
        text = text.replace(key, f"id{n}")
    return text


@contextlib.contextmanager
def undone():
    """A world of its own, gone afterwards: two of them can have the same people."""
    with transaction.atomic():
        mail.outbox.clear()
        yield
        transaction.set_rollback(True)


def seen_in(visit, who, **said):
    """What that person gets in a world where the mentor wrote this, an hour before the second session."""
    with undone():
        lab, sessions = world(**said)
        with time_machine.travel(sessions[1].starts_at - HOUR, tick=False):
            sweep_until_idle(sessions[1].starts_at - HOUR)
            with lab.works():
                assert SessionNote.objects.get().notes == said.get("word", "a")
                assert PrivateNote.objects.exists() == bool(said["private"])
            return everything(visit, lab, sessions, who)


@pytest.mark.django_db
def test_the_leader_cannot_tell_whether_the_mentor_wrote_privately(visit):
    silent = seen_in(visit, "leader", private="")
    assert silent == seen_in(visit, "leader", private="He explained for half an hour")
    assert "every leader in session 2" in silent
    assert "Thursday at 10:00, with Daria." in silent


@pytest.mark.django_db
@pytest.mark.parametrize("who", OTHERS)
def test_nobody_outside_can_tell_two_labs_apart_by_their_words(visit, who):
    assert seen_in(visit, who, private="", word="a") == seen_in(visit, who, private="", word="zz")


def panel_of(lab, who, now):
    with lab.sees(who):
        panel = cohort_panel(getattr(lab, who), lab.cohort, now)
        return panel and (panel["context"]["rhythms"], render_to_string(panel["template"], {"panel": panel["context"]}))


def test_the_sponsor_reads_the_rhythm_and_not_a_word(lab, sessions):
    assert page_slots[("cohort", "sessions")] is cohort_panel
    acting(lab, "mentor", cancel_session, sessions[1])
    (rhythm,), html = panel_of(lab, "sponsor", sessions[2].ends_at)
    assert rhythm.says == "1 held, 1 cancelled on the mentor’s side, 1 not logged, 4 to come"
    assert [stands for _drawn, stands in rhythm.marks[:4]] == ["held", "cancelled-mentor", "unlogged", "planned"]
    assert "Giulia Marchetti · Daria Nowak" in html
    assert [word for word in WORDS if word in html] == []


@pytest.mark.parametrize("who", ["executive", "admin", "leader"])
def test_the_rhythm_is_the_cohorts_sponsors_alone(lab, sessions, who):
    assert panel_of(lab, who, sessions[0].ends_at) is None


def test_a_barred_pair_is_not_in_it(lab, sessions):
    with lab.works():
        SponsorBar.objects.create(pair=lab.pair, person=lab.sponsor.person)
    rhythms, html = panel_of(lab, "sponsor", sessions[0].ends_at)
    assert rhythms == []
    assert "No pair has started yet." in html


def test_the_rhythm_asks_as_often_for_many_sessions_as_for_few(lab, sessions, django_assert_num_queries):
    for more in (range(0), range(20, 50)):
        with lab.works():
            for number in more:
                make.LabSessionFactory(pair=lab.pair, series=sessions[0].series, number=number)
        with lab.sees("sponsor"), django_assert_num_queries(3):
            panel = cohort_panel(lab.sponsor, lab.cohort, sessions[0].ends_at)
        assert len(panel["context"]["rhythms"][0].marks) == 7 + len(more)
