"""Which imports a membership may open."""

from ..access import one, require_admin
from ..models import Job
from . import stages


def imports(membership):
    require_admin(membership)
    return Job.objects.filter(kind=stages.KIND).select_related("asked_by").newest_first()


def roster_import(membership, pk):
    return one(imports(membership), pk=pk)


def roster_import_to_move(membership, pk):
    """For a verb: its row stays as it is read until the transaction ends."""
    return one(imports(membership).select_for_update(of=("self",)), pk=pk)


def stored(job, key):
    """A file made of the import, "preview" or "lines"; None when it is not there, or somebody else's."""
    wanted = job.result.get(key)
    return stages.results(job).defer(None).filter(pk=wanted).first() if wanted else None
