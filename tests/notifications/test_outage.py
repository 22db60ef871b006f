"""Ten minutes without a broker, an outage of hours: what is sent, what is told, and to whom."""

import io

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from notifications.sweep import sweep
from tests.factories import NOW

from .kinds import MINUTE, plan, remind

TEN = 10 * MINUTE


@pytest.fixture
def no_broker(settings):
    settings.BROKER = "unix:///nowhere/valkey.sock"


def asked(client, path, now):
    with time_machine.travel(now, tick=False):
        answer = client.get(path)
    return answer.status_code, answer.json()["degraded"], answer.json()["lag_seconds"]


def home(cast, visit, who, now):
    with time_machine.travel(now, tick=False):
        return visit(getattr(cast, who)).get(cast.url("organizations:home")).text


def test_ten_minutes_without_a_broker(cast, trial, client, visit, no_broker):
    """Nobody sweeps, since nobody is told to; then somebody does by hand."""
    trial.does = remind
    sweep(NOW)
    with cast.works():
        for number in range(1, 10):
            plan(cast.leader, at=NOW + number * MINUTE, occurrence=str(number))
    assert asked(client, "/health/ready", NOW + TEN) == (200, ["clock", "broker"], 600.0)
    assert asked(client, "/health/watch", NOW + TEN) == (503, ["clock", "broker"], 600.0)
    assert "Mails and reminders run 10\xa0minutes late." in home(cast, visit, "admin", NOW + TEN)
    with time_machine.travel(NOW + TEN, tick=False):
        call_command("sweep", stdout=(said := io.StringIO()))
    assert said.getvalue() == "9 done\n"
    assert len(mail.outbox) == 9
    assert asked(client, "/health/watch", NOW + TEN) == (503, ["broker"], 0.0)
    assert "late." not in home(cast, visit, "admin", NOW + TEN)


@pytest.mark.parametrize("who", ["sponsor", "executive", "leader", "mentor"])
def test_only_admins_are_told(cast, visit, who):
    sweep(NOW)
    assert "late." not in home(cast, visit, who, NOW + TEN)


@pytest.mark.parametrize(("minutes", "told"), [(5, False), (6, True)])
def test_admins_are_told_after_five_minutes(cast, visit, minutes, told):
    sweep(NOW)
    assert ("Mails and reminders run" in home(cast, visit, "admin", NOW + minutes * MINUTE)) == told


def test_a_clock_that_never_ran_is_not_late(cast, visit):
    """A fresh installation: its monitor asks /health/watch."""
    assert "late." not in home(cast, visit, "admin", NOW)
