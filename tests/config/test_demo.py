"""Filling the demonstration: all or nothing, never beside anybody, the same each time; and its parts."""

import datetime
import os
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from config import tasks
from config.demo import figures, filling, people, story, words
from config.demo.labs import last_workday, workday
from config.demo.play import DAY, Play, Stumbled
from metrics.calendar import next_start, quarter_end, quarter_of
from notifications.models import Due
from organizations.doors import doors_of
from organizations.models import Account
from organizations.registries import ClockKind, clock_kinds
from organizations.tenancy.models import uuid7
from organizations.tenancy.schema import tenant_models
from organizations.tenancy.scope import WORKER, closed, scope
from pairing.models import Pair
from programs.models import ResearchQuestion
from sessions.models import LabSession, SessionNote
from tests.factories import AccountFactory

NOW = datetime.datetime(2026, 11, 17, 9, 20, tzinfo=datetime.UTC)
TINY = {"pairs": 2, "later_pairs": 1, "headcount": 26}


def door(offered):
    (only,) = doors_of(Account.objects.get(email=offered.email))
    return only


def works(offered):
    return scope(WORKER, door(offered).organization_id)


def test_other_organizations_are_not_called_a_demonstration(cast, visit, settings):
    settings.DEMO = True
    assert "demonstration data" not in visit(cast.admin).get(cast.url("organizations:home")).text


@pytest.mark.parametrize("hosts", ["lab.example.org", "localhost,lab.example.org", "*"])
def test_a_demonstration_refuses_hosts_that_others_can_reach(hosts):
    env = {**os.environ, "DEMO": "1", "ALLOWED_HOSTS": hosts, "SECRET_KEY": "x" * 50}
    ran = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env=env,
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert ran.returncode != 0
    assert "loopback only" in ran.stderr


# --- how far it is ----------------------------------------------------------------------------------------------
@pytest.fixture
def empty(db, settings, client):
    settings.DEMO = True
    return client


def test_it_waits_then_tells_how_far_it_is_and_asks_again_by_itself(empty):
    page = empty.get(reverse("account_login")).text
    assert f'data-hx-get="{reverse("demo_progress")}"' in page
    assert "Waiting for its turn" in page
    cache.set(filling.KEY, {"state": "running", "done": 12, "total": 80, "step": "3 May 2026"})
    fragment = empty.get(reverse("demo_progress")).text
    assert "12 of 80" in fragment
    assert "3 May 2026" in fragment
    assert "<html" not in fragment


def test_a_failure_says_what_to_do_and_keeps_nothing(empty, monkeypatch):
    monkeypatch.setattr(story, "put_on", lambda play, **size: play.at(play.until, lambda now: _breaks()))
    with pytest.raises(ZeroDivisionError):
        filling.fill_and_say(NOW)
    assert filling.is_empty()
    text = empty.get(reverse("account_login")).text
    assert "nothing of it was kept" in text
    assert "delete the folder .data" in text
    assert "data-hx-get" not in empty.get(reverse("demo_progress")).text


def _breaks():
    AccountFactory()
    return 1 / 0


def test_beside_other_accounts_nothing_is_offered(empty):
    AccountFactory()
    assert filling.state() is None
    assert "demo" not in empty.get(reverse("demo_progress")).text


# --- never into a database that holds anything ------------------------------------------------------------------
def test_it_keeps_out_where_somebody_has_an_account(db, settings, capsys):
    settings.DEMO = True
    AccountFactory()
    with pytest.raises(filling.NotEmpty):
        filling.fill(NOW, **TINY)
    with pytest.raises(CommandError, match="empty one only"):
        call_command("fill_demo")
    call_command("fill_demo", "--if-empty")
    tasks.fill_demo()
    assert capsys.readouterr().out == ""
    assert Account.objects.count() == 1


def test_it_is_for_demonstrations_alone(db):
    with pytest.raises(CommandError, match="DEMO=1 alone"):
        call_command("fill_demo")
    assert filling.is_empty()


def test_at_a_start_a_worker_is_asked_and_nobody_waits(db, settings, monkeypatch):
    settings.DEMO, asked = True, []
    monkeypatch.setattr(tasks.fill_demo, "delay", lambda: asked.append(1))
    call_command("fill_demo", "--if-empty", "--enqueue")
    assert asked == [1]
    assert filling.is_empty()


# --- the same each time -----------------------------------------------------------------------------------------
def told_of(who):
    """Rows by table and every sentence that people wrote, of one organization."""
    with works(who):
        counts = {model.__name__: model.objects.count() for model in tenant_models()}
        questions = sorted(ResearchQuestion.objects.values_list("text", "state"))
        notes = sorted(SessionNote.objects.values_list("notes", "decision"))
        pairs = sorted(Pair.objects.values_list("leader__email", "mentor__email", "because"))
        hours = sorted(LabSession.objects.values_list("starts_at", "state"))
    return counts, questions, notes, pairs, hours


def fill_and_look(now):
    with transaction.atomic():
        filling.fill(now, **TINY)
        found = [told_of(offered[0]) for _organization, offered in people.offered()]
        transaction.set_rollback(True)
    return found


def test_two_fillings_tell_the_same_story(db):
    first, again = fill_and_look(NOW), fill_and_look(NOW)
    assert first == again


@pytest.mark.parametrize("day", [datetime.date(2026, 1, 1) + n * DAY for n in range(0, 366, 1)])
def test_the_earlier_cohort_ends_in_a_quarter_that_is_published(day):
    ends = story.earlier_start(day) + 90 * DAY
    quarter = quarter_of(ends)
    assert quarter_end(*quarter) - ends == 5 * DAY
    assert next_start(*quarter) < day
    assert (day - ends).days < 110
    now = datetime.datetime.combine(day, datetime.time(4), datetime.UTC)
    assert story.begins(now).date() < day - (story.RUNNING_FOR + story.BEFORE + 3) * DAY


# --- its parts --------------------------------------------------------------------------------------------------
def test_the_roster_is_a_tree_of_different_people():
    company = people.bank()
    by_number = {player.number: player for player in company.everyone}
    assert len(by_number) == len(company.everyone) == people.HEADCOUNT
    assert len({player.email for player in company.everyone}) == people.HEADCOUNT
    assert all(player.email.endswith(".example") for player in company.everyone)
    assert [player for player in company.everyone if player.manager and player.manager not in by_number] == []
    assert (len(company.leaders), len(company.mentors)) == (25, 26)
    top = [player for player in company.everyone if not player.manager]
    assert [player.title for player in top] == ["Chief Executive Officer"]


def test_addresses_are_plain():
    assert people.address("Ingrid", "Sørensen", "x.example") == "ingrid.sorensen@x.example"
    assert people.address("Tomás", "O’Neil", "x.example") == "tomas.oneil@x.example"
    assert people.address("Anneke", "de Vries", "x.example") == "anneke.devries@x.example"


def test_every_leader_asks_something_else():
    texts = {words.question("ai_fluency", n)["text"] for n in range(people.PAIRS + people.LATER_PAIRS)}
    assert len(texts) == people.PAIRS + people.LATER_PAIRS


@pytest.mark.parametrize("key", figures.LEVELS)
def test_answers_lie_where_the_group_stands(key):
    form = {"weekly_use": "share", "days_of_use": "number"}.get(key, "scale")
    for later in (False, True):
        values = [float(figures.answer(key, form, str(n), n, 25, later)) for n in range(25)]
        level = figures.LEVELS[key][later] / (100 if form == "share" else 1)
        assert sum(values) / 25 == pytest.approx(level, abs=0.04 if form == "share" else 0.3)


@pytest.mark.parametrize(("day", "later", "earlier"), [(16, 16, 16), (20, 20, 20), (21, 23, 20), (22, 23, 20)])
def test_workdays_around_a_weekend(day, later, earlier):
    day = datetime.date(2026, 11, day)
    assert (workday(day).day, last_workday(day).day) == (later, earlier)


def test_a_play_acts_in_order_up_to_its_end_and_sweeps_in_the_evenings(db):
    seen, start = [], datetime.datetime(2026, 5, 1, 8, tzinfo=datetime.UTC)
    play = Play(start, start + 2 * DAY)
    play.at(start + 3 * DAY, lambda now: seen.append("too late"))
    play.at(start + DAY, lambda now: seen.append("second"))
    play.at(start, lambda now: (seen.append("first"), play.at(now, lambda now: seen.append("at once after"))))
    play.each_evening.append(lambda now: seen.append(now.day))
    play.run()
    assert seen == ["first", "at once after", 1, "second", 2, 3]


def test_a_play_stops_where_the_clock_stumbles(db, monkeypatch, caplog):
    def fails(due, now):
        raise ValueError

    monkeypatch.setitem(clock_kinds._entries, "trial", ClockKind("trial", lambda due, now: True, fails))
    with closed(), scope(WORKER, uuid7()) as opened:
        from tests.factories import OrganizationFactory

        OrganizationFactory(id=opened.organization)
        Due.objects.plan("trial", uuid7(), NOW - DAY)
    with pytest.raises(Stumbled, match="16 November 2026"):
        Play(NOW - DAY, NOW).run()


@pytest.mark.parametrize(("flag", "says"), [(True, "Giulia Marchetti (leader)"), (False, "Create an account at")])
def test_the_hint_is_two_lines(settings, capsys, flag, says):
    settings.DEMO = flag
    call_command("signin_hint")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert says in lines[0]
