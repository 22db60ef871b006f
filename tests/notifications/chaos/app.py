"""The product's Celery application with the kind for trial: what `celery -A` is given here, instead of `config`.

Its time runs faster than ours by CHAOS_SPEED, so that leases, pauses and whatever else the clock waits for keep the lengths
that they have in production. CHAOS_MARKS_FIRST makes it the clock that it must not be.
"""

import datetime
import os
import time
from pathlib import Path

import django
from django.conf import settings

from config.celery import app

django.setup()

from notifications import sweep as clock  # noqa: E402 - models want Django set up
from notifications import tasks  # noqa: E402
from notifications.news import news  # noqa: E402
from tests.notifications.kinds import BY_NIGHT_TOO, Trial, mark_first, remind  # noqa: E402

__all__ = ["app"]
BEGAN, SPEED = float(os.environ["CHAOS_BEGAN"]), float(os.environ["CHAOS_SPEED"])


class Faster:
    """In place of django.utils.timezone, where a task reads the clock."""

    @staticmethod
    def now():
        return datetime.datetime.fromtimestamp(BEGAN + (time.time() - BEGAN) * SPEED, datetime.UTC)


settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parents[1] / "templates")
tasks.timezone = Faster
trial = Trial()
trial.does = remind
trial.register()
news.add(BY_NIGHT_TOO)
if os.environ.get("CHAOS_MARKS_FIRST"):
    clock.settle = mark_first
