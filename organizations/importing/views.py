"""The pages of the roster import. One address is one import, wherever it stands."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from ..models import Job
from ..roster import RosterError
from . import access, actions, pages, stages
from .comparing import sentence
from .forms import UploadForm
from .stages import NotNow, Stage

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    imports = access.imports(request.membership)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (job := _uploaded(request, form)):
        return redirect(request.membership.url("organizations:import_job", pk=job.pk))
    entries = [pages.entry(job, request.membership) for job in imports[:SHOWN]]
    return render(request, "organizations/importing/start.html", {"form": form, "entries": entries})


def _uploaded(request, form):
    if before := form.repeated(access.imports(request.membership)):
        return before
    try:
        file = form.cleaned_data["file"]
        return actions.upload(file=file, by=request.membership, now=request.now, job_id=form.row_id)
    except RosterError as error:
        form.add_error("file", sentence(error))
        return None


@require_safe
def job(request, pk):
    found = access.roster_import(request.membership, pk)
    stage, mine = stages.stage(found), _is_mine(request, found)
    if stage in (Stage.PREVIEW, Stage.REFUSED) and mine and (preview := pages.Preview(found)).shown:
        return _preview(request, preview)
    page = {"job": found, "stage": stage, "mine": mine, "entry": pages.entry(found, request.membership)}
    if stage == Stage.WORKING:
        return render(request, "organizations/importing/working.html", page | {"progress": pages.progress(found)})
    page["numbers"] = pages.numbers(found.result["summary"]) if "summary" in found.result else []
    return render(request, "organizations/importing/over.html", page)


def _preview(request, preview, status=200):
    page = {"preview": preview, "job": preview.job, "form": preview.form}
    return render(request, "organizations/importing/preview.html", page, status=status)


@require_safe
def progress(request, pk):
    """What the page asks for every two seconds; when the work is over the page itself has more to say."""
    found = access.roster_import(request.membership, pk)
    if found.is_over:
        return HttpResponseClientRedirect(request.membership.url("organizations:import_job", pk=pk))
    page = {"job": found, "progress": pages.progress(found)}
    return render(request, "organizations/importing/progress.html", page)


@require_POST
def columns(request, pk):
    """Check again."""
    found = access.roster_import_to_move(request.membership, pk)
    return _moved(request, found, lambda choices: _look_again(request, found, choices))


@require_POST
def writing(request, pk):
    """Write what the page shows; what was chosen on it meanwhile is looked at first."""
    found = access.roster_import_to_move(request.membership, pk)

    def confirm(choices):
        if choices != actions.Choices.of(found):
            _look_again(request, found, choices)
        else:
            fingerprint = request.POST.get("fingerprint", "")
            actions.confirm(job=found, fingerprint=fingerprint, by=request.membership, now=request.now)

    return _moved(request, found, confirm)


@require_POST
def cancelling(request, pk):
    found = access.roster_import_to_move(request.membership, pk)
    _mine_or_403(request, found)
    return _done(request, found, lambda: actions.cancel(job=found, by=request.membership, now=request.now))


def _moved(request, found, verb):
    """`verb(choices)` with what the preview's form says, if it stands in order."""
    _mine_or_403(request, found)
    if stages.stage(found) not in (Stage.PREVIEW, Stage.REFUSED):
        return _done(request, found, lambda: verb(actions.Choices.of(found)))
    preview = pages.Preview(found, request.POST)
    if preview.shown is None:
        return _done(request, found, lambda: verb(actions.Choices.of(found)))
    if not preview.form.is_valid():
        return _preview(request, preview, status=422)
    return _done(request, found, lambda: verb(preview.form.choices))


def _look_again(request, found, choices):
    actions.remap(job=found, choices=choices, by=request.membership, now=request.now)


def _done(request, found, verb):
    try:
        verb()
    except NotNow as reason:
        messages.warning(request, str(reason))
    return redirect(request.membership.url("organizations:import_job", pk=found.pk))


@require_safe
def names(request, pk, kind):
    found = access.roster_import(request.membership, pk)
    _mine_or_403(request, found)
    preview = pages.Preview(found)
    if preview.shown is None or kind not in pages.LISTS:
        raise Http404
    listed = pages.names(preview, kind, _page_number(request))
    return render(request, "organizations/importing/names.html", {"job": found, "kind": kind, "listed": listed})


def _page_number(request):
    given = request.GET.get("page", "1")
    return max(int(given), 1) if given.isascii() and given.isdigit() and len(given) < 4 else 1


@require_safe
def lines(request, pk):
    """The lines to mend as a file."""
    found = access.roster_import(request.membership, pk)
    _mine_or_403(request, found)
    stored = access.stored(found, "lines")
    if stored is None:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="lines-to-mend.csv"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(stored.content), content_type="text/csv; charset=utf-8", headers=headers)


def _is_mine(request, found: Job):
    return found.asked_by_id == request.membership.person_id


def _mine_or_403(request, found):
    if not _is_mine(request, found):
        raise PermissionDenied
