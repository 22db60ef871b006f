"""What is said in the lab stays in the lab (PROTOCOL section 2): no page shows it, and no page betrays that it is there."""

import pytest
import time_machine
from django.template.loader import render_to_string

from organizations.models import Membership
from organizations.registries import page_slots
from organizations.speaking import knows
from pairing.models import SponsorBar
from sessions.actions import Task, cancel_session
from sessions.rhythms import cohort_panel
from tests.factories import lab as make

from .play import HOUR, acting, chosen, held

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


def test_the_two_partners_do_read_it(lab, visit, sessions):
    """That nobody else does, at any address, stands in tests/tenancy/test_worlds.py."""
    url = lab.url("sessions:session", pk=sessions[0].pk)
    for member in (lab.leader, lab.mentor):
        body = visit(member).get(url).content.decode()
        assert [word for word in WORDS if word in body] == WORDS[:3]
    assert WORDS[3] in visit(lab.leader).get(lab.url("sessions:log", pk=sessions[0].pk)).content.decode()


def panel_of(lab, who, now):
    with lab.sees(who):
        panel = cohort_panel(getattr(lab, who), lab.cohort, now)
        return panel and (panel["context"]["lines"], render_to_string(panel["template"], {"panel": panel["context"]}))


def test_the_sponsor_reads_the_rhythm_and_not_a_word(lab, sessions):
    assert page_slots[("cohort", "sessions")] is cohort_panel
    acting(lab, "mentor", cancel_session, sessions[1])
    (line,), html = panel_of(lab, "sponsor", sessions[2].ends_at)
    assert line.counts == "1 held, 1 cancelled on the mentor’s side, 1 not logged, 4 to come"
    assert [stands for _drawn, stands in line.marks[:4]] == ["held", "cancelled-mentor", "unlogged", "planned"]
    assert "Giulia Marchetti · Daria Nowak" in html
    assert [word for word in WORDS if word in html] == []


@pytest.mark.parametrize("who", ["executive", "admin", "leader"])
def test_the_rhythm_is_the_cohorts_sponsors_alone(lab, sessions, who):
    assert panel_of(lab, who, sessions[0].ends_at) is None


def test_a_barred_pair_is_not_in_it(lab, sessions):
    with lab.works():
        SponsorBar.objects.create(enrolment=lab.pair.leader_enrolment, person=lab.sponsor.person)
    lines, html = panel_of(lab, "sponsor", sessions[0].ends_at)
    assert lines == []
    assert "No pair has started yet." in html


def test_the_rhythm_asks_as_often_for_many_sessions_as_for_few(lab, sessions, django_assert_num_queries):
    for more in (range(0), range(20, 50)):
        with lab.works():
            for number in more:
                make.LabSessionFactory(pair=lab.pair, series=sessions[0].series, number=number)
        with lab.sees("sponsor"):
            me = Membership.objects.get(pk=lab.sponsor.pk)
            knows(me.organization)  # as the middleware tells each request
            with django_assert_num_queries(3):
                panel = cohort_panel(me, lab.cohort, sessions[0].ends_at)
        assert len(panel["context"]["lines"][0].marks) == 7 + len(more)
