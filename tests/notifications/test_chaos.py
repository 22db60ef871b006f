"""Workers that die anywhere between claim and commit: nothing is lost, everything is recorded once.

A `Crash` is no Exception: like a kill it passes every handler, and its transaction never commits.
"""

import threading
from collections import Counter

import pytest
from django.core import mail
from django.db import connection

from notifications import sweep as clock
from notifications.models import Due, Message, Notice
from tests.cast import assemble
from tests.factories import NOW

from .kinds import MINUTE, mark_first, plan, remind

ROWS = 6
PEOPLE = ("leader", "mentor", "sponsor")


class Crash(BaseException):
    pass


class Crasher:
    """Dies at the named point for each of the first few rows that come there, and lets the others pass."""

    def __init__(self, times=3):
        self.left = times

    def __call__(self):
        if self.left:
            self.left -= 1
            raise Crash


def before(function, crash):
    def crashing(*args, **kwargs):
        crash()
        return function(*args, **kwargs)

    return crashing


def after(function, crash):
    def crashing(*args, **kwargs):
        result = function(*args, **kwargs)
        crash()
        return result

    return crashing


# Where a worker dies: whose method, which, and on which side of it.
POINTS = {
    "after the claim": (type(Due.objects), "claim", after),
    "before it looks again": (type(Due.objects), "held", before),
    "before the mail": (mail.EmailMultiAlternatives, "send", before),
    "after the mail server's yes": (mail.EmailMultiAlternatives, "send", after),
    "before the mark": (Due, "complete", before),
    "after the mark, before the commit": (Due, "complete", after),
    "after the commit": (clock, "settle", after),
}
BETWEEN_YES_AND_COMMIT = {"after the mail server's yes", "before the mark", "after the mark, before the commit"}


def die(monkeypatch, point, crash):
    owner, name, side = POINTS[point]
    monkeypatch.setattr(owner, name, side(getattr(owner, name), crash))


def live(people, rounds=8):
    """Sweep until all is over; whoever died is replaced when the leases have lapsed. Gives the state of every row."""
    for number in range(rounds):
        try:
            while clock.sweep(NOW + number * 10 * MINUTE, batch=4):
                pass
        except Crash:
            continue
    with people.works():
        return Counter(Due.objects.values_list("state", flat=True))


def arrange():
    people = assemble()
    with people.works():
        for number in range(ROWS):
            plan(getattr(people, PEOPLE[number % 3]), occurrence=str(number))
    return people


def kept(people):
    with people.works():
        return list(Message.objects.values_list("message_id", flat=True)), Notice.objects.count()


def sent():
    return Counter(letter.extra_headers["Message-ID"] for letter in mail.outbox)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", POINTS)
def test_whoever_dies_where_nothing_is_lost_and_all_is_recorded_once(trial, monkeypatch, point):
    trial.does = remind
    people, crash = arrange(), Crasher()
    die(monkeypatch, point, crash)
    assert live(people) == {"done": ROWS}
    messages, notices = kept(people)
    assert crash.left == 0
    assert (len(set(messages)), len(messages), notices) == (ROWS, ROWS, ROWS)
    assert set(sent()) == set(messages)
    copies = sum(sent().values()) - ROWS
    assert copies == (3 if point in BETWEEN_YES_AND_COMMIT else 0)


@pytest.mark.django_db(transaction=True)
def test_the_trial_would_notice_a_clock_that_marks_before_it_sends(trial, monkeypatch):
    trial.does = remind
    people, crash = arrange(), Crasher()
    monkeypatch.setattr(clock, "settle", mark_first)
    die(monkeypatch, "before the mail", crash)
    assert live(people) == {"done": ROWS}
    assert len(sent()) == ROWS - 3


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_share_the_rows_and_do_each_once(trial):
    people = arrange()
    with people.works():
        for number in range(20):
            plan(people.leader, occurrence=f"more {number}")
    both, did = threading.Barrier(2, timeout=20), []
    met = threading.local()

    def meet(due, now):
        """Each sweep waits with its first row until the other has one as well: they do work at once."""
        if not getattr(met, "other", False):
            met.other = True
            both.wait()
        did.append((due.pk, threading.get_ident()))

    trial.does = meet
    outcomes = []

    def work():
        try:
            outcomes.append(clock.sweep(NOW, batch=3))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcomes, Counter()) == {"done": ROWS + 20}
    assert len({pk for pk, _ in did}) == len(did) == ROWS + 20
    assert len({who for _, who in did}) == 2


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_was_overtaken_does_not_do_the_row_again(trial):
    """The slow one comes back to a row whose lease has lapsed and which another sweep has done meanwhile."""
    people = arrange()
    slow = Due.objects.claim(NOW, ROWS)
    later = slow[0].leased_until + MINUTE
    assert clock.sweep(later) == {"done": ROWS}
    assert {clock.settle(claim, later) for claim in slow} == {"passed"}
    assert len(trial.performed) == ROWS
    with people.works():
        assert Due.objects.waiting().count() == 0
