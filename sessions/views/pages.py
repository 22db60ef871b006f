from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organizations.registries import in_slot

from .. import access
from ..actions import affirm_rules
from ..live_page import is_at_hand
from ..meetings import courses_of, meeting
from ..models import Homework, SessionNote, Undo
from ..wording import DID


@require_safe
def sessions(request):
    """Mine, of all pairs: the next one large, what comes, what has been held, homework."""
    person = request.membership.person
    courses = courses_of(access.pairs_of(person), person, request.now)
    coming = [course.next for course in courses if course.next]
    page = {"courses": courses, "next": min(coming, key=lambda it: it.session.starts_at, default=None)}
    page["leads"] = any(course.pair.leader_id == person.pk for course in courses)
    page["keep"] = access.kept_for([course.pair.leader_id for course in courses if course.pair.is_open], person)
    page["calendars"] = access.kept_by(request.membership)
    return render(request, "sessions/sessions.html", page)


@require_safe
def session(request, pk):
    """`panels` come from other apps through the page slot "session": {"template", "context", "place"}; `panel` is the context."""
    it = meeting(access.session_of(request.membership, pk), request.membership.person)
    undo = Undo.objects.offered(it.session, it.reader.pk, request.now)
    question, turn = it.question(), request.GET.get("opening", "")
    page = {
        "meeting": it,
        "question": question,
        "opening": it.opening(question, int(turn) if turn.isdecimal() and len(turn) < 3 else 0),
        "brought": it.brought(),
        "affirmation": it.rules(),
        "room": it.room(),
        "note": SessionNote.objects.filter(session=it.session).first(),
        "homework": it.session.homework.exclude(state=Homework.State.DROPPED).select_related("owner").in_order(),
        "undo": undo and DID[undo.act],
        "may_live": is_at_hand(it.session, request.now),
        "may_log": it.session.may_be_logged(request.now),
        "is_ahead": it.session.starts_at > request.now,
        "panels": sorted(in_slot("session", request.membership, it.session, request.now), key=lambda it: it["place"]),
    }
    return render(request, "sessions/session.html", page)


@require_POST
def affirm(request, pk):
    row, me = access.session_of(request.membership, pk, True), request.membership
    try:
        affirm_rules(row, by=me, now=request.now)
        messages.success(request, _("You affirmed the lab rules."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(access.Planner(me.person, me).after(row))


@require_POST
def homework_state(request, pk):
    """One tap: done, or open again."""
    homework = access.homework_of(request.membership, pk)
    state = Homework.State.OPEN if request.POST.get("state") == Homework.State.OPEN else Homework.State.DONE
    if homework.state != state:
        homework.settle(state)
    return redirect(request.membership.url("sessions:sessions"))
