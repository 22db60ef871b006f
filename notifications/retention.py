"""What the clock erases."""

import datetime

from organizations.models import StoredFile

from .models import Due

FILES_KEPT = datetime.timedelta(hours=24)


def plan_file(fact, *, now):
    Due.objects.plan("erase-files", fact.file_id, now + FILES_KEPT)


def file_is_there(due, now):
    return StoredFile.objects.filter(pk=due.subject_id).exists()


def erase_file(due, now):
    StoredFile.objects.filter(pk=due.subject_id).only("id").delete()  # else 50 MB come along to be thrown away
