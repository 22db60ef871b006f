"""The worker's part of an import: look at the file, or write what was confirmed. All or nothing."""

import contextlib
import logging
import tempfile

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from ..models import Membership, StoredFile
from ..models.jobs import Progress
from ..models.people import LastAdmin
from ..roster import RosterError
from . import previews, stages
from .comparing import Choices, compare, sentence
from .writing import write

SLICE = 8 * 1024 * 1024
logger = logging.getLogger(__name__)


class Stopped(Exception):
    """Cannot go on, for a reason that is said to the person who asked."""


def carry_on(job, *, now):
    """Does nothing when the job was done already: the broker may deliver twice.

    Job's row is written only after Progress has let go of it: it writes the same row on a connection of its own.
    """
    if job.is_over:
        return
    try:
        with transaction.atomic():
            result = _write(job, now) if stages.writing(job) else _look(job, now)
    except (RosterError, Stopped) as error:
        job.fail(sentence(error) if isinstance(error, RosterError) else str(error), now=now)
    except LastAdmin:
        job.fail(
            _("By this file nobody who is an admin would be left. Nothing is written. Name another admin first."),
            now=now,
        )
    except IntegrityError:
        logger.exception("roster import refused by the database")
        job.fail(_("Somebody changed the roster at the same moment. Nothing is written. Check again."), now=now)
    except Exception:
        logger.exception("roster import failed")  # the row says so to the person; raising would take the row back
        job.fail(_("Something broke on our side. Nothing is written. Check again, or upload the file anew."), now=now)
    else:
        job.finish(result, now=now)


def _look(job, now):
    """The result of looking: counts, and the ids of what is stored beside them."""
    with Progress(job) as say:
        return _shown(job, _compare(job, now, say), now)


def _compare(job, now, say, lock=False):
    today = now.astimezone(job.organization.zone).date()
    with upload_on_disk(job) as path:
        return compare(path, job.params["name"], Choices.of(job), today, say, lock)


def _shown(job, comparison, now, **also):
    stages.results(job).delete()
    result = previews.counts(comparison) | also
    content = previews.details(comparison).encode()
    result["preview"] = _keep(job, "preview.json", "application/json", content, now)
    lines = previews.problem_lines(comparison.plan) if comparison.plan else b""
    if lines:
        result["lines"] = _keep(job, "lines-to-mend.csv", "text/csv", lines, now)
    return result


def _keep(job, name, content_type, content, now):
    stored = StoredFile.keep(name=name, content_type=content_type, content=content, owner=job.asked_by, now=now)
    return str(stored.pk)


def _write(job, now):
    by = Membership.objects.active().filter(person=job.asked_by_id, is_admin=True).first()
    if by is None:
        raise Stopped(_("Only an admin can import a roster. Nothing is written."))
    with Progress(job) as say:
        comparison = _compare(job, now, say, lock=True)
        if unchanged := comparison.fingerprint == job.params["confirmed"]:
            fields = write(comparison.plan, by=by, now=now, say=say)
    if not unchanged:
        job.params = job.params | {"confirmed": ""}
        job.save(update_fields=["params"])
        return _shown(job, comparison, now, changed_since=True)
    StoredFile.objects.filter(pk=job.file_id).only("id").delete()
    job.file_id = None
    return job.result | {"stage": stages.Stage.WRITTEN, "fields": fields}


@contextlib.contextmanager
def upload_on_disk(job):
    """The upload as a path, brought over slice by slice: whole it would be in memory twice."""
    with tempfile.NamedTemporaryFile(suffix=".upload") as file:
        for piece in _slices(job.file_id):
            file.write(piece)
        file.flush()
        yield file.name


def _slices(file_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(content) FROM organizations_storedfile WHERE id = %s", [file_id])
        row = cursor.fetchone()
        if row is None:
            raise Stopped(_("The file was erased after a day. Nothing is written. Upload it again."))
        for start in range(1, row[0] + 1, SLICE):
            cursor.execute(
                "SELECT substring(content FROM %s FOR %s) FROM organizations_storedfile WHERE id = %s",
                [start, SLICE, file_id],
            )
            yield bytes(cursor.fetchone()[0])
