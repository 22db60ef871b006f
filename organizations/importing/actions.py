"""What people do with an import. The work itself is the worker's (`work`)."""

from django.db import transaction
from django.utils.translation import gettext as _

from ..models import Job, StoredFile
from ..roster import read_table
from . import stages
from .comparing import Choices
from .stages import NotNow, Stage


def upload(*, file, by, now, job_id=None):
    """Keep the file and have it looked at. RosterError when it is not a table at all."""
    with read_table(file, file.name):
        file.seek(0)
    stored = StoredFile.keep(
        name=file.name[-255:],
        content_type=(getattr(file, "content_type", "") or "application/octet-stream")[:120],
        content=file.read(),
        owner=by.person,
        now=now,
    )
    job = Job.objects.create(
        **({"id": job_id} if job_id else {}),
        kind=stages.KIND,
        file=stored,
        asked_by=by.person,
        asked_at=now,
        params={"name": stored.name},
    )
    _enqueue(job)
    return job


def remap(*, job, choices, by, now):
    """Look again, with a person's choices."""
    _demand(job, by, Stage.PREVIEW, Stage.REFUSED, Stage.STOPPED)
    if job.file_id is None:
        raise NotNow(_("The file was erased after a day. Upload it again."))
    params = job.params | {"choices": vars(choices), "confirmed": ""}
    _requeue(job, params)


def confirm(*, job, fingerprint, by, now):
    """Have written what the preview with this fingerprint shows. A second click finds it on its way."""
    if stages.stage(job) in (Stage.WORKING, Stage.WRITTEN) and job.params.get("confirmed") == fingerprint:
        return
    _demand(job, by, Stage.PREVIEW)
    if fingerprint != job.result["fingerprint"]:
        raise NotNow(_("This page was out of date. Here is what the import would do now."))
    _requeue(job, job.params | {"confirmed": fingerprint})


def cancel(*, job, by, now):
    _demand(job, by, Stage.PREVIEW, Stage.REFUSED, Stage.STOPPED, Stage.LAPSED)
    stages.results(job).delete()
    StoredFile.objects.filter(pk=job.file_id).only("id").delete()
    job.file_id, job.failure = None, ""
    job.result, job.state, job.finished_at = {"stage": Stage.CANCELLED}, Job.State.DONE, now
    job.save()


def _demand(job, by, *allowed):
    if job.asked_by_id != by.person_id:
        raise NotNow(_("Only the person who uploaded the file can go on with it."))
    if stages.stage(job) not in allowed:
        raise NotNow(_("The import has gone on meanwhile. Here is where it stands."))


def _requeue(job, params):
    job.params, job.state = params, Job.State.QUEUED
    job.done = job.total = 0
    job.step = job.failure = ""
    job.finished_at = None
    job.save()
    _enqueue(job)


def _enqueue(job):
    from .tasks import go_on

    transaction.on_commit(lambda: go_on.delay(str(job.organization_id), str(job.pk)))


__all__ = ["Choices", "cancel", "confirm", "remap", "upload"]
