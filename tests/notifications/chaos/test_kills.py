import io

import pytest
from django.core.management import call_command
from django.db import connection

from tests.notifications.kinds import remind
from tests.sizes import FULL, size

from .mailbox import BEFORE
from .play import CAN_COPY, count, load, play, waiting
from .stage import Stage

pytestmark = pytest.mark.django_db(transaction=True)
REMINDERS, KILLS, SPEED = size((300, 6, 100), (100_000, 200, 20))
CARDS = size(("worker", "after the mail", "before the mail", "beat", "broker", "connection"), None)


@pytest.mark.proof
def test_whatever_is_killed_nothing_is_lost_and_each_is_recorded_once():
    found = play(REMINDERS, KILLS, speed=SPEED, **({"cards": CARDS} if CARDS else {}))
    print(found)  # noqa: T201 - the proof's figures
    assert found.killed.total() == KILLS
    assert found.lost == 0
    assert found.recorded_once
    assert found.states == {"done": REMINDERS}
    assert found.copies <= sum(found.killed[what] for what in CAN_COPY)
    if FULL:
        assert found.copies <= REMINDERS / 1000


def test_the_chaos_would_notice_a_clock_that_marks_before_it_sends():
    found = play(30, 1, speed=SPEED, cards=(BEFORE,), workers=1, beats=1, marks_first=True)
    assert found.lost == 1
    assert not found.recorded_once


def test_without_a_broker_the_command_sends_everything_and_after_it_all_goes_on_by_itself(trial, settings):
    settings.EMAIL_BACKEND, trial.does = "django.core.mail.backends.smtp.EmailBackend", remind
    first = load(20)
    connection.close()
    with Stage(speed=SPEED, workers=1, beats=1) as stage:
        stage.until(lambda: not waiting())
        with stage.without_broker():
            stage.turn()
            second = load(20)
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", stage.mailbox.port
            call_command("sweep", "--until-idle", stdout=(said := io.StringIO()))
            assert said.getvalue() == "20 done\n"
            assert not waiting()
        third = load(20)
        stage.until(lambda: not waiting())
        assert stage.queued() <= 2
    found = count([*first, *second, *third], 60, stage, took=1)
    assert (found.lost, found.copies, found.states) == (0, 0, {"done": 60})
