"""The research question: read by its readers, written by its leader with a coach beside them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import access
from ..coaching import aloud, hints_for, hints_on, mark_of
from ..differences import differences
from ..forms.enrolments import readers_of
from ..forms.questions import QuestionForm
from ..models.questions import CannotDecide
from ..wordings import changes, since_decided
from .answers import repeat_as_it_stands

FIELDS = ("text", "because", "known_by")


@require_safe
def question(request, pk):
    enrolment = access.question_of(request.membership, pk)
    versions = list(enrolment.questions.newest_first())
    for version in versions:
        version.enrolment = enrolment
    is_own = enrolment.person_id == request.membership.person_id
    context = {"enrolment": enrolment, "versions": versions, "newest": versions[0] if versions else None}
    context |= {"history": _history(versions), "suggested": any(it.suggestion for it in versions)}
    context |= {"is_own": is_own, "may_write": is_own and enrolment.is_active}
    context["readers"] = readers_of(enrolment) if is_own else None
    context |= _revisits(enrolment, context["newest"])
    context["in_charge"] = not is_own and access.is_in_charge(request.membership, enrolment.cohort)
    if context["in_charge"]:
        context |= _for_sponsor(context["newest"], versions)
    return render(request, "programs/question.html", context)


def _revisits(enrolment, newest):
    """What was said of it at each review, in time order; and whether the last word was that it is to be refined."""
    said = list(enrolment.revisits.in_time_order().select_related("question"))
    return {"revisits": said, "refining": bool(said) and said[-1].asks_for_a_wording(newest)}


def _history(versions):
    """(version, what it changed against the one before, what was suggested to it), the newest first."""
    befores = [*versions[1:], None] if versions else []
    return [
        (it, changes(before, it) if before else [], differences(it.text, it.suggestion) if it.suggestion else [])
        for it, before in zip(versions, befores, strict=True)
    ]


def _for_sponsor(newest, versions):
    """What helps to decide: the coach's hints, and what is new since the last decision."""
    if newest is None or newest.state == newest.State.SETTLED:
        return {}
    return {"hints": hints_on(newest), "since": since_decided(versions)}


@require_http_methods(["GET", "HEAD", "POST"])
def write(request, pk):
    enrolment = access.own_question(request.membership, pk)
    given = {"enrolment": enrolment, "newest": enrolment.questions.newest(), "readers": readers_of(enrolment)}
    if request.method == "POST" and "look" not in request.POST:
        form = QuestionForm(request.POST, **given)
        if form.is_valid():
            enrolment.ask(by=request.membership, now=request.now, **form.wording)
            messages.success(request, _("Your question is kept. Your sponsor reads it next."))
            return redirect(request.membership.url("programs:question", pk=enrolment.pk))
    else:  # looked at by the coach: nothing is saved, nothing is held against it
        form = QuestionForm(initial=request.POST.dict() | _topics_typed(request), **given)
    context = {"enrolment": enrolment, "form": form, "newest": given["newest"]}
    context |= _coached(form)
    return render(request, "programs/question_write.html", context)


def _topics_typed(request):
    return {
        name: int(value)
        for name, value in request.POST.items()
        if name.startswith("topic_") and value in ("0", "1", "2", "3")
    }


def _coached(form):
    said = {name: form[name].value() or "" for name in ("kind", *FIELDS)}
    topics = [field.label for field in form.topic_rows if str(field.value()) not in ("0", "", "None")]
    found, anything = hints_for(**said, topics=topics), bool(said["text"].strip())
    return {"hints": found, "said": anything, "mark": mark_of(found, anything), "aloud": aloud(found, anything)}


@require_POST
def hints(request, pk):
    """The coach's corner alone, while the leader types; nothing is saved, and nothing sent that stands there already."""
    enrolment = access.own_question(request.membership, pk)
    coached = _coached(QuestionForm(request.POST, enrolment=enrolment))
    if request.POST.get("shown") == coached["mark"]:
        return HttpResponse(status=204)
    return render(request, "programs/question_corner.html", coached)


@require_POST
def going_ahead(request, pk):
    enrolment = access.own_question(request.membership, pk)
    newest = enrolment.questions.newest()
    try:
        if newest is None:
            raise CannotDecide
        newest.go_ahead(by=request.membership, now=request.now)
    except CannotDecide:
        return repeat_as_it_stands(request, enrolment)
    messages.success(request, _("Your question holds from now on."))
    return redirect(request.membership.url("programs:question", pk=enrolment.pk))
