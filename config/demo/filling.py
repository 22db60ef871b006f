"""Filling the database with the demonstration: all of it or nothing, and how far it is.

One transaction around the whole play. What the clock of the running system does meanwhile can't see it, so that nothing falls due at two
moments at once; and a worker that is killed leaves the database as empty as it was.
"""

import time

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import formats

from organizations.models import Account
from organizations.speaking import remembering
from organizations.tenancy.scope import closed

from . import people, story
from .play import Play

KEY = "demo:filling"
FRESH = 120  # seconds for which a step counts: of a worker that died nothing is heard after that
KEPT = 24 * 3600
LOCK = 7_306_451  # any number that nobody else locks
RUNNING, DONE, FAILED = "running", "done", "failed"


class NotEmpty(Exception):
    """Somebody has an account here: the demonstration keeps out."""


def fill(
    now, *, pairs=people.PAIRS, later_pairs=people.LATER_PAIRS, headcount=people.HEADCOUNT, tell=lambda **step: None
):
    """Play the whole story up to `now`. Raises NotEmpty where there is an account, or where somebody else is filling."""
    with closed(), remembering(), transaction.atomic():
        _keep_out_others()
        play = Play(story.begins(now), now, lambda done, total, at: tell(done=done, total=total, step=_day(at)))
        story.put_on(play, pairs=pairs, later_pairs=later_pairs, headcount=headcount)
        play.run()
        # What the verbs would have asked of a worker after each commit, the sweeps of the play have done.
        connection.run_on_commit.clear()


def is_empty():
    return not Account.objects.exists()


def _keep_out_others():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0] or not is_empty():
            raise NotEmpty


def _day(moment):
    return formats.date_format(moment, "j F Y")


def fill_and_say(now, **size):
    """The same, with its state where the sign-in page looks for it."""
    say = _Saying()
    try:
        fill(now, **size, tell=say)
    except NotEmpty:
        raise
    except Exception:
        cache.set(KEY, {"state": FAILED}, KEPT)
        raise
    cache.delete(KEY)


class _Saying:
    """Four times a second is often enough for anybody who looks."""

    def __init__(self):
        self._next = 0.0

    def __call__(self, *, done, total, step):
        if time.monotonic() >= self._next or done == total:
            cache.set(KEY, {"state": RUNNING, "done": done, "total": total, "step": step}, FRESH)
            self._next = time.monotonic() + 0.25


def state():
    """{"state", "done", "total", "step"}, or None where the database holds accounts that are none of the demonstration's."""
    first = people.offered()[0][1][0]
    if Account.objects.filter(email=first.email).exists():
        return {"state": DONE}
    if not is_empty():
        return None
    return cache.get(KEY) or {"state": "waiting"}
