"""The page that both have open in the hour. Its script sends the same forms as a click does, and asks whether anything changed."""

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.tenancy.scope import WEB, scope

from .. import access, merging
from ..actions import affirm_rules
from ..actions import live as actions
from ..links import PulseLink
from ..live_forms import NotesForm, StepForm
from ..live_page import LivePage, milliseconds
from ..meetings import meeting
from ..models import LiveHour, SessionNote

SCRIPT = "X-Live"  # the header by which the page's script is known


@require_safe
def live(request, pk):
    page = _page(request, pk)
    parts = _parts(page)
    text = merging.plain(parts["note"].notes) if parts["note"] else ""
    form = NotesForm(initial={"text": text, "base": text, "number": 1, "page": secrets.token_hex(8)}, page=page)
    return render(request, "sessions/live.html", parts | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def live_pulse(request, token):
    """204 while nothing has changed since `seen`, 200 once something has: asked every second or so by each open page."""
    link = PulseLink.read(token)
    if link is None:
        raise Http404
    with scope(WEB, link.organization_id, link.person_id):
        stamp = LiveHour.objects.stamp(link.session_id, of=link.person_id)
    if stamp is None:
        raise Http404
    return _beats(request, stamp)


@require_safe
def _beats(request, stamp):
    headers = {"X-Live-Now": str(milliseconds(request.now)), "X-Live-Stamp": stamp, "Cache-Control": "no-store"}
    same = request.GET.get("seen") == stamp
    return HttpResponse(status=204 if same else 200, content_type="text/plain", headers=headers)


@require_safe
def live_state(request, pk):
    """What the page shows, if anything has changed since `seen`."""
    page = _page(request, pk)
    same = request.GET.get("seen") == page.stamp
    answer = HttpResponse(status=204) if same else render(request, "sessions/_live.html", _parts(page))
    answer.headers["X-Live-Now"] = str(milliseconds(request.now))
    return answer


@require_POST
def live_begin(request, pk):
    return _pressed(request, pk, lambda page: actions.begin(page.meeting.session, **_by(request)))


@require_POST
def live_next(request, pk):
    form = StepForm(request.POST)
    return _pressed(request, pk, lambda page: form.go_on(page, **_by(request)))


@require_POST
def live_more(request, pk):
    form = StepForm(request.POST)
    return _pressed(request, pk, lambda page: form.lengthen(page, **_by(request)))


@require_POST
def live_end(request, pk):
    return _pressed(request, pk, lambda page: actions.end(page.meeting.session, **_by(request)), leads="sessions:log")


@require_POST
def live_rules(request, pk):
    return _pressed(request, pk, lambda page: affirm_rules(page.meeting.session, **_by(request)))


@require_POST
def live_homework(request, pk, homework):
    row, state = access.homework_of(request.membership, homework), request.POST.get("state", "")
    return _pressed(request, pk, lambda page: actions.settle_homework(page.meeting.session, row, state, **_by(request)))


@require_POST
def live_notes(request, pk):
    """What was typed since the page and the server last agreed; the answer is what makes the merged text of it."""
    session = access.noted_session_of(request.membership, pk)
    form = NotesForm(request.POST)
    try:
        note = actions.take_notes(session, form.delivery(), **_by(request))
    except ValidationError as error:
        return _refused(request, session, error)
    if SCRIPT not in request.headers:
        return redirect(_url(request, session))
    changes = merging.edits(form.delivery().text, merging.plain(note.notes) if note else "")
    return JsonResponse({"version": note.version if note else 0, "edits": changes})


def _meeting(request, pk):
    session = access.session_of(request.membership, pk, request.method == "POST")
    return meeting(session, request.membership.person)


def _page(request, pk):
    it = _meeting(request, pk)
    return LivePage(it, LiveHour.objects.of(it.session), LiveHour.objects.stamp(pk), request.now)


def _parts(page):
    it = page.meeting
    note = SessionNote.objects.filter(session=it.session).first()
    return {"live": page, "meeting": it, "note": note, "brought": it.brought(), "affirmation": it.rules()}


def _pressed(request, pk, act, leads="sessions:live"):
    it = _meeting(request, pk)
    try:
        act(LivePage(it, None, "", request.now))
    except ValidationError as error:
        return _refused(request, it.session, error)
    if SCRIPT in request.headers:
        return HttpResponse(status=204)
    return redirect(_url(request, it.session, leads))


def _refused(request, session, error):
    """To the script a sentence, and what was typed stays on its page; to a click the page, with the sentence on top."""
    if SCRIPT in request.headers:
        return JsonResponse({"says": " ".join(error.messages)}, status=422)
    messages.error(request, " ".join(error.messages))
    return redirect(_url(request, session))


def _url(request, session, view="sessions:live"):
    if session.gave_way:
        return request.membership.url("sessions:sessions")
    return request.membership.url(view, pk=session.pk)


def _by(request):
    return {"by": request.membership, "now": request.now}
