"""N1, N2, N3: nobody can tell two worlds apart by anything they get, at any URL and in any mail (PROTOCOL section 2)."""

import dataclasses
import os
import secrets
import uuid
from functools import partial

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils.crypto import get_random_string

from checkins.models import CheckIn, Pulse
from organizations.models import Account
from organizations.registries import HomeItem, clock_kinds, home_items
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import WORKER, scope
from sessions.models import PrivateNote, SessionNote
from tests.cast import NAMES, assemble
from tests.factories import NOW

from . import still
from .worlds import CANARIES, Worlds, complete, forget, furnish, say_otherwise

pytestmark = pytest.mark.django_db  # the database itself; each test stands inside the common part's transaction
OUTSIDE_THE_LAB = ("sponsor", "executive", "admin", "manager", "assistant")


def nothing_else(cast):
    """The common part alone."""


def without_the_mentors(cast):
    forget(cast, "mentor")


def without_the_leaders(cast):
    forget(cast, "leader")


def neighbor(cast):
    """A whole other organization, full of rows, whose clock runs as well."""
    complete(furnish(assemble("Zephyr Works", "zephyr.test")))


WORLDS = {
    "as it is": (nothing_else, tuple(NAMES)),
    "mentor silent": (without_the_mentors, ("leader", "mentor")),
    "leader silent": (without_the_leaders, ("leader", "mentor")),
    "other words": (say_otherwise, (*OUTSIDE_THE_LAB, "mentor")),
    "neighbor": (neighbor, tuple(NAMES)),
}


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with django_db_blocker.unblock(), override_settings(CACHES=caches), transaction.atomic():
        yield Worlds(assemble)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def seen(worlds):
    """{world: {reader: Seen}}, one pass over all URLs for each."""
    return {name: worlds.look(partial(private, worlds.cast), *readers) for name, (private, readers) in WORLDS.items()}


def told_apart(seen, world, who):
    one, other = seen["as it is"][who], seen[world][who]
    letters = sorted(set(one.letters) ^ set(other.letters))
    return still.differences(one.answers, other.answers) + letters


@pytest.mark.parametrize(("world", "partner"), [("mentor silent", "leader"), ("leader silent", "mentor")])
def test_n2_whether_and_what_a_partner_keeps_to_themselves_shows_nowhere(seen, world, partner):
    assert told_apart(seen, world, partner) == []


@pytest.mark.parametrize("who", OUTSIDE_THE_LAB)
def test_n3_what_is_said_in_the_lab_shows_nowhere_outside_it(seen, who):
    assert told_apart(seen, "other words", who) == []


@pytest.mark.parametrize("who", NAMES)
def test_n1_another_organization_shows_nowhere(seen, who):
    assert told_apart(seen, "neighbor", who) == []


@pytest.mark.parametrize("who", NAMES)
def test_no_private_word_reaches_anyone_who_may_not_read_it(seen, who):
    got = b"\n".join(world[who].words() for world in seen.values() if who in world)
    assert {word for word in CANARIES if word.encode() in got} <= {word for word, may in CANARIES.items() if who in may}


# --- the harness itself: it looks at everything, and it bites ------------------------------------------------------


def test_check_in_answers_are_read_by_their_authors_and_the_sponsor(seen):
    """Or no word would be found where it must not be, either."""
    for who, whose in (("mentor", "mentor"), ("leader", "leader"), ("sponsor", "mentor"), ("sponsor", "leader")):
        assert f"canary-check-in-{whose}".encode() in seen["as it is"][who].words()


@pytest.mark.parametrize("who", ["mentor", "leader"])
def test_ones_own_pages_and_mails_tell_the_worlds_apart(seen, who):
    told = told_apart(seen, f"{who} silent", who)
    assert any(line.startswith("GET checkins:checkin") for line in told)
    assert any("Auto-Submitted" in line for line in told)


def test_each_kind_of_the_clocks_work_was_done(worlds):
    """A kind that is missing here needs a row in `furnish` (worlds.py) with which it holds."""
    worlds.look(lambda: [forget(worlds.cast, who) for who in ("leader", "mentor")])
    assert sorted(worlds.outcome) == sorted(key for key, _ in clock_kinds.items())


def leaks(worlds, provide, private, who="leader", *, without=""):
    """What tells two worlds apart when this person's home shows what `provide(membership)` gives, and what it then shows."""
    home_items.add("leak", lambda me, now: [HomeItem(title=str(provide(me)), says="x", url="/", action="x")])
    prepared = [partial(_prepare, worlds.cast, part, without) for part in (nothing_else, private)]
    try:
        one, other = (worlds.glance(part, who, "organizations:home") for part in prepared)
    finally:
        home_items.remove("leak")
    return still.differences(one, other), b"".join(answer.whole for answer in one.values())


def _prepare(cast, private, without):
    private(cast)
    if without:
        still.as_owner("SET CONSTRAINTS ALL IMMEDIATE", f"DROP POLICY {without}")


def past_the_policies(ask):
    """A view that asks as the worker does."""

    def provide(me):
        with scope(WORKER, me.organization_id):
            return ask()

    return provide


def answered():
    return CheckIn.objects.answered().count()


def told_of_home(worlds, *leak, **options):
    told, _ = leaks(worlds, *leak, **options)
    return [line.split()[:2] for line in told] == [["GET", "organizations:home:"]]


def test_n2_bites(worlds):
    assert told_of_home(worlds, past_the_policies(answered), without_the_mentors)


def test_n3_bites(worlds):
    words = past_the_policies(lambda: SessionNote.objects.first().notes)
    assert told_of_home(worlds, words, say_otherwise, "admin")


def test_n1_bites(worlds):
    def elsewhere(cast):
        furnish(assemble("Zephyr Works", "zephyr.test"))

    assert told_of_home(worlds, lambda me: Account.objects.count(), elsewhere, "executive")


def test_the_search_for_private_words_bites(worlds):
    words = past_the_policies(lambda: PrivateNote.objects.filter(author=worlds.cast.mentor.person).first().text)
    _, shown = leaks(worlds, words, nothing_else)
    assert b"canary-private-note-mentor" in shown


def test_what_a_view_asks_for_too_freely_the_policies_hold_back(worlds):
    assert leaks(worlds, lambda me: Pulse.objects.count(), without_the_mentors)[0] == []


def test_a_policy_taken_away_is_caught(worlds):
    policy = "pulse_author ON checkins_pulse"
    assert told_of_home(worlds, lambda me: Pulse.objects.count(), without_the_mentors, without=policy)


ANSWER = still.Answer(200, (("Vary", "Cookie"),), "", b"one", (), 7)


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", 404), ("headers", ()), ("cookies", "a=b"), ("body", b"two"), ("mails", (b"x",)), ("queries", 8)],
)
def test_every_part_of_an_answer_counts(field, value):
    step = still.Step("x", "get", "/")
    told = still.differences({step: ANSWER}, {step: dataclasses.replace(ANSWER, **{field: value})})
    assert [line.split()[:3] for line in told] == [["GET", "x:", field]]


def test_chance_is_the_same_for_the_same_seed_and_another_for_another():
    def drawn(seed):
        with still.seeded(seed, NOW):
            return uuid7(), uuid.uuid4(), secrets.token_urlsafe(), get_random_string(12), os.urandom(4)

    assert drawn("a") == drawn("a")
    assert not set(drawn("a")) & set(drawn("b"))
