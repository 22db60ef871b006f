"""A worker that is connected and deaf ends itself; one that is busy, new or without a broker does not."""

import datetime
import subprocess
import sys
import textwrap

import pytest
from celery.signals import worker_ready
from celery.worker import state
from django.db import OperationalError
from django.utils import timezone

from config import watchdog
from config.watchdog import DEAF, EVERY, STATUS, Watchdog
from notifications.models import Beat


def looks(*answers):
    """The looks, each EVERY seconds after the one before, until the dog says that it is time."""
    said = iter(answers)
    dog = Watchdog([lambda: next(said)])
    for number in range(len(answers)):
        if dog.look(number * EVERY):
            return number
    return None


NEEDED = int(DEAF / EVERY)


def test_it_ends_when_the_signs_have_stood_for_five_minutes():
    assert looks(*[True] * (NEEDED + 5)) == NEEDED


@pytest.mark.parametrize("place", [0, 1, NEEDED - 1, NEEDED])
def test_one_sign_of_life_and_it_counts_anew(place):
    answers = [True] * (NEEDED + 1)
    answers[place] = False
    assert looks(*answers) is None


@pytest.mark.parametrize("lacking", range(3))
def test_every_sign_is_needed(lacking):
    dog = Watchdog([lambda place=place: place != lacking for place in range(3)])
    assert not any(dog.look(number * EVERY) for number in range(3 * NEEDED))


def test_a_worker_with_a_task_in_hand_is_not_deaf(monkeypatch):
    monkeypatch.setattr(state, "active_requests", set())
    assert watchdog.idle()
    state.active_requests.add("an import")
    assert not watchdog.idle()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("seconds", "silent"), [(None, False), (10, False), (DEAF - 20, False), (DEAF + 20, True)])
def test_no_sweep_ends_when_the_last_one_was_long_ago(seconds, silent):
    if seconds is not None:
        Beat.strike(timezone.now() - datetime.timedelta(seconds=seconds))
    assert watchdog.no_sweep_ends() == silent


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_no_sign(monkeypatch):
    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(Beat.objects, "first", away)
    assert not watchdog.no_sweep_ends()


def test_every_worker_has_one(monkeypatch):
    started = []
    monkeypatch.setattr(watchdog, "start", lambda: started.append(True))

    worker_ready.send(sender=None)
    assert started == [True]


def test_it_ends_the_process_even_from_a_thread_beside_one_that_hangs():
    hangs = textwrap.dedent("""
        import threading, time
        from config import watchdog
        watchdog.EVERY, watchdog.DEAF = 0.01, 0.05
        threading.Thread(target=watchdog.Watchdog([lambda: True]).run, daemon=True).start()
        time.sleep(60)
    """)
    ended = subprocess.run([sys.executable, "-c", hangs], capture_output=True, text=True, timeout=30)
    assert ended.returncode == STATUS
    assert "no sweep ends though the broker answers" in ended.stderr
