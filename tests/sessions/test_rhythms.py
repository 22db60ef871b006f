"""The rhythm of pairs where their sponsor reads it, and the plain requests that it leads to."""

import pytest
import time_machine

from notifications.models import Notice
from pairing.models import Pair
from sessions.actions import cancel_session
from tests.clock import live_through
from tests.factories import NOW
from tests.pages.drawing import read

from .play import DAY, HOUR, acting, held, invited

REQUEST = "When do you and Daria meet next?"


@pytest.fixture
def sessions(lab):
    return invited(lab)


def row_at(lab, visit, now):
    """What the sponsor's list of pairs says of the pair then."""
    with time_machine.travel(now, tick=False):
        answer = visit(lab.sponsor).get(lab.url("pairing:pairs", pk=lab.cohort.pk))
    page = read(answer.content.decode())
    return page.one("section", **{"aria-labelledby": "open-h"}).one("li").text, page


def test_a_pair_that_meets_is_on_rhythm(lab, visit, sessions):
    held(lab, sessions[0])
    held(lab, sessions[1])
    text, page = row_at(lab, visit, sessions[1].ends_at + DAY)
    assert "On rhythm They met 2 times, last on Thursday 1 October." in text
    assert not [form for form in page.all("form") if form.attrs.get("action", "").endswith("/asking")]


def test_one_that_slips_is_shown_with_the_fact_and_what_to_do(lab, visit, sessions):
    held(lab, sessions[0])
    with time_machine.travel(sessions[1].starts_at - HOUR, tick=False):
        acting(lab, "mentor", cancel_session, sessions[1], now=sessions[1].starts_at - HOUR)
    text, _ = row_at(lab, visit, sessions[1].ends_at + DAY)
    assert "Slipping The hour of Thursday 1 October fell out. It was on the mentor’s side." in text
    assert "Ask both whether another hour suits them better." in text


def test_one_that_stands_still_comes_first_on_the_page_of_the_cohort(lab, visit, sessions):
    now = NOW + 50 * DAY
    text, _ = row_at(lab, visit, now)
    assert "Stalled They have not met since they began on" in text
    with time_machine.travel(now, tick=False):
        page = read(visit(lab.sponsor).get(lab.url("programs:cohort", pk=lab.cohort.pk)).content.decode())
    assert "Stalled They have not met" in page.one("ul", **{"class": "rhythms"}).one("li").text


def test_a_sponsor_asks_both_in_the_same_words_once_a_day(lab, visit, sessions):
    url = lab.url("sessions:rhythm_asked", pk=lab.cohort.pk, pair=lab.pair.pk)
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            assert visit(lab.sponsor).post(url).url == lab.url("pairing:pairs", pk=lab.cohort.pk)
    lived = live_through(NOW, NOW + 2 * HOUR)
    [(_, to_leader)], [(_, to_mentor)] = lived.to(lab.leader), lived.to(lab.mentor)
    assert to_leader.subject == REQUEST
    assert "Your sponsor asks both of you the same." in to_leader.body
    assert "Your sponsor asks both of you the same." in to_mentor.body
    here_and_there = [("Daria Nowak", "Giulia Marchetti"), ("Daria", "Giulia")]
    said = told(to_leader)
    for name, other in here_and_there:
        said = said.replace(name, other)
    assert said == told(to_mentor)
    with lab.works():
        assert Notice.objects.filter(kind="rhythm-asked").count() == 2


def test_nobody_is_asked_while_the_pair_does_not_meet(lab, visit, sessions):
    with lab.works():
        Pair.objects.filter(pk=lab.pair.pk).update(state=Pair.State.PAUSED)
    url = lab.url("sessions:rhythm_asked", pk=lab.cohort.pk, pair=lab.pair.pk)
    with time_machine.travel(NOW, tick=False):
        answer = visit(lab.sponsor).post(url, follow=True)
    assert "nobody was asked" in read(answer.content.decode()).text
    assert live_through(NOW, NOW + 2 * HOUR).mails == []


def told(letter):
    """Without its foot, whose links are each one's own."""
    return " ".join(letter.body.partition("\n--\n")[0].split())


def cancelled(lab, session, who):
    now = session.starts_at - 2 * DAY
    acting(lab, who, cancel_session, session, now=now)
    return now


def requests(lived, membership):
    return [letter for _, letter in lived.to(membership) if letter.subject == REQUEST]


def test_two_misses_in_a_row_on_the_leaders_side_ask_the_leader_and_nobody_else(lab, sessions):
    cancelled(lab, sessions[0], "leader")
    now = cancelled(lab, sessions[1], "leader")
    lived = live_through(now, now + DAY)
    [letter] = requests(lived, lab.leader)
    assert "Your next hour is Thursday 15 October, 10:00 to 11:00, UTC time, with Daria Nowak. Keep it" in told(letter)
    assert not any(word in letter.body.lower() for word in ("missed", "cancelled", "fell out", "fault"))
    assert not [letter for _, letter in lived.to(lab.mentor) if "meet next" in letter.subject]


@pytest.mark.parametrize("sides", [("leader", "mentor"), ("mentor", "leader"), ("mentor", "mentor"), ("leader",)])
def test_other_misses_ask_nobody(lab, sessions, sides):
    for session, who in zip(sessions, sides, strict=False):
        now = cancelled(lab, session, who)
    lived = live_through(now, now + DAY)
    assert not [letter for _, letter in lived.mails if "meet next" in letter.subject]


def test_who_has_met_again_before_the_mail_left_is_not_asked(lab, sessions):
    cancelled(lab, sessions[0], "leader")
    late = sessions[1].starts_at + 13 * HOUR  # at night: the request waits for the morning
    acting(lab, "leader", cancel_session, sessions[1], now=late)
    with lab.works():
        lab.pair.sessions.filter(pk=sessions[1].pk).update(state="held", cancelled_by_side="")
    assert requests(live_through(late, late + DAY), lab.leader) == []
