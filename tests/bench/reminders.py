"""Reminders a second, one by one and each with its mail, over raw inserts of single rows: both commit row by row."""

import itertools

from django.db import connection

from notifications.models import Due
from notifications.news import news
from notifications.sweep import sweep
from organizations.models import Person
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import WORKER, scope
from tests.cast import assemble
from tests.factories import NOW, PersonFactory
from tests.notifications.kinds import NEWS, Trial, remind

from .rounds import medians
from .world import become

AT_ONCE, RAW = 200, 2000


def over_raw_inserts(rounds: int) -> tuple[float, float]:
    """(reminders a second, their share of raw inserts a second)"""
    trial = Trial("bench")
    trial.does = remind
    trial.register()
    news.add(NEWS)
    _as_owner("CREATE TABLE bench_raw (id uuid PRIMARY KEY, said text)", "GRANT INSERT ON bench_raw TO app_worker")
    _plan(assemble("Measured", "measured.test").organization.pk, trial.key, times=rounds + 1)
    become("app_worker")
    took = medians({"reminders": _remind, "raw": _insert}, rounds=rounds)
    trial.unregister()
    news.remove(NEWS)
    become("app_web")
    return AT_ONCE / took["reminders"], (AT_ONCE / took["reminders"]) / (RAW / took["raw"])


def _plan(organization, kind, *, times):
    with scope(WORKER, organization):
        people = Person.objects.bulk_create(PersonFactory.build_batch(AT_ONCE, organization_id=organization))
        for number, person in itertools.product(range(times), people):
            Due.objects.plan(kind, organization, NOW, person.pk, str(number))


def _remind():
    done = sweep(NOW, limit=AT_ONCE, beat=False)
    if done != {"done": AT_ONCE}:
        raise RuntimeError(f"Not all were sent: {done}")


def _insert():
    with connection.cursor() as cursor:
        for _ in range(RAW):
            cursor.execute("INSERT INTO bench_raw VALUES (%s, %s)", [uuid7(), "A reminder went out."])


def _as_owner(*statements):
    become("app_owner")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    become("app_web")
