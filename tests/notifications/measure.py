"""How many reminders a sweep does in a second, one by one: `DATABASE_ROLE=app_worker python -m tests.notifications.measure`.

It fills the database that DATABASE_URL names with an organization of its own and takes it away again.
"""

import contextlib
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
ROWS = 1000


@contextlib.contextmanager
def organization():
    from organizations.models import Organization, Person
    from organizations.tenancy.models import uuid7
    from organizations.tenancy.scope import WORKER, scope
    from tests.factories import OrganizationFactory

    key = uuid7()
    with scope(WORKER, key):
        OrganizationFactory(id=key, name="Measured")
    try:
        yield key
    finally:
        with scope(WORKER, key):
            Person.objects.all().delete()  # and with them all that was planned and written for them
            Organization.objects.filter(pk=key)._raw_delete(
                "default"
            )  # nobody may delete audit entries: there are none


def fill(key, rows, kind):
    from notifications.models import Due
    from organizations.models import Person
    from organizations.tenancy.scope import WORKER, scope
    from tests.factories import NOW, PersonFactory

    with scope(WORKER, key):
        people = Person.objects.bulk_create(PersonFactory.build_batch(rows, organization_id=key))
        for person in people:
            Due.objects.plan(kind, key, NOW, person.pk)


def measure(key, rows, does, sweep):
    from tests.factories import NOW
    from tests.notifications.kinds import Trial

    trial = Trial(f"measured {does.__name__}")
    trial.does = does
    trial.register()
    fill(key, rows, trial.key)
    start, worked = time.perf_counter(), time.process_time()
    done = sweep(NOW, limit=rows)
    took, worked = time.perf_counter() - start, time.process_time() - worked
    trial.unregister()
    return done["done"], took, worked


def nothing(due, now):
    """The clock's own cost."""


def main():
    django.setup()
    from django.conf import settings

    from notifications.sweep import sweep
    from tests.notifications.conftest import TEMPLATES
    from tests.notifications.kinds import remind

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.TEMPLATES[0]["DIRS"].append(TEMPLATES)
    with organization() as key:
        for does in (nothing, remind):
            done, took, worked = measure(key, ROWS, does, sweep)
            own = f"{1000 * worked / done:.1f} ms of our own processor each"  # the rest is the database and the neighbours
            sys.stdout.write(f"{does.__name__}: {done} rows in {took:.1f} s, {done / took:.0f} a second, {own}\n")


if __name__ == "__main__":
    main()
