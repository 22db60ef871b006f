"""A worker may come back from a broken broker connected and deaf: its process lives, its heart beats, it takes no task.

Nothing outside can tell that from a quiet day, but it can: the broker answers, nothing is in hand, and yet no sweep ends
anywhere. Then it ends itself, and whatever keeps it (docker compose, `make run`) starts it again.
"""

import logging
import os
import threading
import time

from celery.worker import state
from django.db import DatabaseError, connection
from django.utils import timezone

log = logging.getLogger("lab.watchdog")
EVERY = 30.0  # seconds between two looks
DEAF = 5 * 60.0  # seconds for which all signs must have stood
STATUS = 75  # of the process: try again


class Watchdog:
    """`look` as often as you like; it says when it is time to end."""

    def __init__(self, signs):
        self.signs, self.since = signs, None

    def look(self, at):
        """Whether every sign has stood at each look for so long. `at`: seconds of a clock that only goes forward."""
        if not all(sign() for sign in self.signs):
            self.since = None
        elif self.since is None:
            self.since = at
        return self.since is not None and at - self.since >= DEAF

    def run(self):
        while not self.look(time.monotonic()):
            time.sleep(EVERY)
        log.critical("no sweep ends though the broker answers and nothing is in hand: starting anew")
        os._exit(STATUS)  # whoever is deaf may not hear a signal either


def idle():
    return not state.active_requests


def no_sweep_ends():
    """Nobody's, wherever it runs; a database that cannot be asked is no sign."""
    from notifications.models import Beat

    try:
        beat = Beat.objects.first()
    except DatabaseError:
        return False
    finally:
        connection.close()
    return beat is not None and (timezone.now() - beat.swept_at).total_seconds() > DEAF


def start():
    from config.health import broker_answers

    dog = Watchdog([idle, no_sweep_ends, broker_answers])
    threading.Thread(target=dog.run, name="watchdog", daemon=True).start()
