"""The seal against transactions that are open at the same time, for real."""

import contextlib
import threading

import pytest
from django.db import connection

from notifications import sweep as clock
from notifications.models import Due
from notifications.sealing import KIND
from organizations.facts import ActRecorded
from organizations.models import AuditEntry, AuditSeal
from organizations.registries import facts
from organizations.tenancy.scope import current
from tests.cast import assemble
from tests.factories import NOW

from .kinds import MINUTE

PATIENCE = 10  # seconds, and then the test fails


def act(cast, verb, now=NOW):
    with cast.sees("admin"):
        AuditEntry.record(verb, cast.leader.person, by=cast.admin, now=now)


def sealed(cast):
    with cast.works():
        return list(AuditSeal.objects.order_by("number").values_list("entry__verb", flat=True))


@contextlib.contextmanager
def long_transaction(cast, verb):
    """Somebody records `verb` in a transaction that commits when the block ends."""
    recorded, end, threw = threading.Event(), threading.Event(), []

    def work():
        try:
            with cast.sees("admin"):
                AuditEntry.record(verb, cast.mentor.person, by=cast.admin, now=NOW)
                recorded.set()
                if not end.wait(PATIENCE):
                    threw.append("somebody waited for it")
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert recorded.wait(PATIENCE)
    try:
        yield
    finally:
        end.set()
        thread.join()
        assert threw == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("minutes", [1, 3])
def test_an_entry_that_commits_after_its_minute_was_swept_is_sealed_by_the_next_sweep(minutes):
    """Nobody acts after it: nothing but its own transaction plans its seal."""
    cast = assemble()
    with long_transaction(cast, "imported"):
        act(cast, "at once")  # in the same minute, and it does not wait
        for number in range(1, minutes + 1):
            clock.sweep_until_idle(NOW + number * MINUTE)
        assert sealed(cast) == ["at once"]
    clock.sweep_until_idle(NOW + (minutes + 1) * MINUTE)
    assert sealed(cast) == ["at once", "imported"]


@pytest.mark.django_db(transaction=True)
def test_it_would_show_if_a_minute_were_sealed_once(monkeypatch):
    """As it was: one row for a minute, done before the long transaction plans it again."""
    cast = assemble()

    def by_the_minute(fact, *, now):
        Due.objects.plan(KIND, current().organization, NOW + MINUTE, occurrence="this minute")

    act(cast, "at once")
    monkeypatch.setitem(facts._subscribers, ActRecorded, [by_the_minute])
    act(cast, "in the same minute")
    clock.sweep_until_idle(NOW + MINUTE)
    act(cast, "imported")
    clock.sweep_until_idle(NOW + 10 * MINUTE)
    assert sealed(cast) == ["at once", "in the same minute"]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_that_seal_at_once_make_one_chain():
    cast = assemble()
    for number in range(6):
        act(cast, str(number))
    claims, outcomes, both = Due.objects.claim(NOW + MINUTE, 10), [], threading.Barrier(2, timeout=PATIENCE)

    def work(mine):
        try:
            both.wait()
            outcomes.extend(clock.settle(claim, NOW + MINUTE) for claim in mine)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(claims[place::2],)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 6
    assert set(outcomes) <= {"done", "passed"}  # with another one's seal
    with cast.works():
        assert list(Due.objects.filter(kind=KIND).values_list("state", flat=True)) == ["done"] * 6
    assert sealed(cast) == [str(number) for number in range(6)]


@pytest.mark.django_db
def test_one_seal_is_enough_for_all_that_has_committed(cast):
    for number in range(5):
        act(cast, str(number))
    first, *others = Due.objects.claim(NOW + MINUTE, 10)
    assert clock.settle(first, NOW + MINUTE) == "done"
    assert sealed(cast) == [str(number) for number in range(5)]
    assert {clock.settle(claim, NOW + MINUTE) for claim in others} == {"passed"}


@pytest.mark.django_db
def test_one_transaction_plans_one_seal_however_much_it_records(cast):
    with cast.sees("admin"):
        for number in range(3):
            AuditEntry.record(f"act {number}", cast.leader.person, by=cast.admin, now=NOW)
            with cast.works():
                AuditEntry.record("beneath it", cast.leader.person, by=None, now=NOW)
    with cast.sees("sponsor"):
        AuditEntry.record("another", cast.leader.person, by=cast.sponsor, now=NOW)
    with cast.works():
        assert Due.objects.filter(kind=KIND).count() == 2


@pytest.mark.django_db
def test_a_transaction_is_known_by_an_id_of_its_own(cast):
    with cast.sees("admin") as outer, cast.works() as inner:
        assert inner.transaction == outer.transaction
    with cast.sees("admin") as later:
        assert later.transaction != outer.transaction
        assert later == outer  # it says whose rows are open, and that is the same
