"""Where an import stands. One Job goes all the way: look, perhaps look again, write."""

from enum import StrEnum

from ..models import Job, StoredFile

KIND = "roster"


class Stage(StrEnum):
    WORKING = "working"  # a worker looks or writes
    PREVIEW = "preview"  # somebody decides
    REFUSED = "refused"  # a table, but no roster as its columns are read now
    LAPSED = "lapsed"  # the file was erased before anybody decided
    WRITTEN = "written"
    CANCELLED = "cancelled"
    STOPPED = "stopped"  # something broke; nothing is written


class NotNow(Exception):
    """The import is not where this can be done; the sentence says what to do."""


def stage(job):
    if not job.is_over:
        return Stage.WORKING
    if job.state == Job.State.FAILED:
        return Stage.STOPPED
    if "stage" in job.result:
        return Stage(job.result["stage"])
    if job.file_id is None:
        return Stage.LAPSED
    return Stage.REFUSED if "refusal" in job.result else Stage.PREVIEW


def writing(job):
    """Whether the worker is to write, not to look."""
    return bool(job.params.get("confirmed"))


def results(job):
    """The files made of this import, without their content: the preview and the lines to mend."""
    ids = [job.result[key] for key in ("preview", "lines") if job.result.get(key)]
    return StoredFile.objects.filter(pk__in=ids).only("id")
