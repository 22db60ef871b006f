from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organizations.registries import in_slot

from .. import access
from ..actions import log_session
from ..log_form import LogForm
from ..meetings import meeting


@require_http_methods(["GET", "HEAD", "POST"])
def log(request, pk):
    """The log, and on the same screen what others ask after a session (page slot "session_log", sessions.slots.LogPart)."""
    it = meeting(access.session_of(request.membership, pk), request.membership.person)
    page_url = request.membership.url("sessions:session", pk=it.session.pk)
    if not it.session.may_be_logged(request.now):
        messages.info(request, _("This session has not begun. Log it once you have met."))
        return redirect(page_url)
    form = LogForm(request.POST or None, meeting=it)
    parts = [
        part.bind(request.POST or None) for part in in_slot("session_log", request.membership, it.session, request.now)
    ]
    if request.method == "POST" and _saved(request, it, form, parts):
        messages.success(request, _("Logged. Either of you can still mend it."))
        return redirect(page_url)
    return render(request, "sessions/log.html", {"meeting": it, "form": form, "parts": parts})


def _saved(request, it, form, parts):
    if not all([form.is_valid(), *(part.is_valid() for part in parts)]):
        return False
    try:
        log_session(it.session, form.log, by=request.membership, now=request.now)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    if form.log.held:
        for part in parts:
            part.save()
    return True
