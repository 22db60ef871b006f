from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organizations.registries import in_slot

from .. import access
from ..actions import log_session, undoable
from ..log_form import LogForm
from ..meetings import meeting
from ..models import Undo
from ..wording import no_log


@require_http_methods(["GET", "HEAD", "POST"])
def log(request, pk):
    """The log, and on the same screen what others ask after a session (page slot "session_log", sessions.slots.LogPart)."""
    it = meeting(access.session_of(request.membership, pk, request.method == "POST"), request.membership.person)
    page_url = request.membership.url("sessions:session", pk=it.session.pk)
    if request.method != "POST" and (why := no_log(it.session, request.now)):
        messages.info(request, why)
        return redirect(page_url)
    form = LogForm(request.POST or None, meeting=it, now=request.now)
    parts = [
        part.bind(request.POST or None) for part in in_slot("session_log", request.membership, it.session, request.now)
    ]
    if request.method == "POST" and (logged := _saved(request, it, form, parts)):
        undo_url = request.membership.url("sessions:undo", pk=logged.pk) if _may_undo(request, logged) else ""
        messages.success(request, _("Logged. Either of you can still mend it."), extra_tags=undo_url)
        return redirect(page_url)
    return render(request, "sessions/log.html", {"meeting": it, "form": form, "parts": parts})


def _may_undo(request, session):
    """A log that is saved as it stood leaves nothing to undo."""
    return Undo.objects.offered(session, request.membership.person_id, request.now)


def _saved(request, it, form, parts):
    if not all([form.is_valid(), *(part.is_valid() for part in parts)]):
        return None
    try:
        logged = undoable(log_session, it.session, form.log, by=request.membership, now=request.now)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    if form.log.held:
        for part in parts:
            part.save()
    return logged
