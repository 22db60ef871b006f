"""What the clock erases: uploads after a day, and its own past."""

import datetime

from organizations.models import StoredFile
from organizations.registries import clock_kinds
from organizations.tenancy.scope import current

from .models import Due

FILES_KEPT = datetime.timedelta(hours=24)
DONE_KEPT = datetime.timedelta(days=90)
FORGET = "erase-done"


def plan_file(fact, *, now):
    Due.objects.plan("erase-files", fact.file_id, now + FILES_KEPT)


def file_is_there(due, now):
    return StoredFile.objects.filter(pk=due.subject_id).exists()


def erase_file(due, now):
    StoredFile.objects.filter(pk=due.subject_id).only("id").delete()  # else 50 MB come along to be thrown away


def plan_forgetting(*, now):
    """Once for each week in which anything happens; where nothing does there is nothing to forget."""
    year, week, _ = now.date().isocalendar()
    next_monday = datetime.date.fromisocalendar(year, week, 1) + datetime.timedelta(days=7)
    at = datetime.datetime.combine(next_monday, datetime.time(3), datetime.UTC)
    Due.objects.plan(FORGET, current().organization, at, occurrence=f"{year}-{week}")


def always(due, now):
    return True


def forget_done(due, now):
    """Of other kinds the row is what keeps an occurrence from being planned and done once more: those stay."""
    kinds = [kind.key for kind in clock_kinds if kind.once]
    Due.objects.settled().filter(kind__in=kinds, done_at__lt=now - DONE_KEPT).delete()
