import io

import pytest
from django.core.management import call_command

from notifications.news import news
from tests.notifications.kinds import BY_NIGHT_TOO, remind
from tests.sizes import FULL, size

from .mailbox import BEFORE
from .play import CAN_COPY, load, play, waiting
from .stage import DECK

pytestmark = pytest.mark.django_db(transaction=True)
REMINDERS, KILLS, SPEED = size((300, 6, 100), (100_000, 200, 20))
CARDS = size(tuple(sorted(set(DECK) - {"child"})), DECK)  # one of each kind


@pytest.fixture(autouse=True)
def news_of_our_own():
    """As in the processes that are killed."""
    news.add(BY_NIGHT_TOO)
    yield
    news.remove(BY_NIGHT_TOO)


@pytest.mark.proof
def test_whatever_is_killed_nothing_is_lost_and_each_is_recorded_once(trial, settings):
    """And without a broker the command alone sends everything; after that all goes on by itself."""

    def away(stage):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", stage.mailbox.port
        with stage.without_broker():
            meanwhile = load(20)
            call_command("sweep", "--until-idle", stdout=(said := io.StringIO()))
            assert said.getvalue() == "20 done\n"
        afterwards = load(20)
        stage.until(lambda: not waiting())
        assert stage.queued() <= 2  # nothing piled up
        return [*meanwhile, *afterwards]

    trial.does = remind
    found = play(REMINDERS, KILLS, speed=SPEED, cards=CARDS, and_then=away)
    print(found)  # noqa: T201 - the proof's figures
    assert found.killed.total() == KILLS + 1
    assert found.states == {"done": REMINDERS + 40}
    assert found.lost == 0
    assert found.recorded_once
    assert found.copies <= sum(found.killed[what] for what in CAN_COPY)
    if FULL:
        assert found.copies <= REMINDERS / 1000


def test_the_chaos_would_notice_a_clock_that_marks_before_it_sends():
    found = play(30, 1, speed=SPEED, cards=(BEFORE,), workers=1, beats=1, marks_first=True)
    assert found.lost == 1
    assert not found.recorded_once
