"""The sponsors' side of research questions: read, settle, or suggest a sharper wording once."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.access import one
from organizations.paging import page
from organizations.tabs import tabs

from .. import access
from ..coaching import hints_on
from ..forms.questions import SuggestionForm
from ..models import ResearchQuestion
from ..models.questions import CannotDecide
from .answers import posted, repeat_as_it_stands
from .enrolments import PERSON_NAMES


@require_safe
def questions(request, pk):
    """The leaders of a cohort with their newest versions, those that wait for a sponsor unless others are asked for."""
    cohort = access.cohort_for_sponsor(request.membership, pk)
    counts = cohort.enrolments.question_counts()
    show = request.GET.get("show", "")
    show = show if show in counts else "proposed" if counts["proposed"] else "all"
    leaders = cohort.enrolments.with_question(show).select_related("person").in_order()
    found = page(leaders, PERSON_NAMES, request.GET.get("after", ""))
    newest = {it.enrolment_id: it for it in ResearchQuestion.objects.filter(enrolment__in=found.rows).current()}
    rows = [(enrolment, newest.get(enrolment.pk)) for enrolment in found.rows]
    context = {"cohort": cohort, "counts": counts, "tabs": _tabs(counts, show), "page": found, "rows": rows}
    context["filters"] = f"show={show}"
    return render(request, "programs/questions.html", context)


def _tabs(counts, show):
    words = {
        "proposed": _("With you"),
        "returned": _("With the leader"),
        "settled": _("Settled"),
        "none": _("Not written"),
        "all": _("All"),
    }
    return tabs(words, show, counts)


def _decided_on(request, pk):
    """The version that the sponsor has read; it may have been superseded since."""
    enrolment = access.enrolment_to_decide(request.membership, pk)
    number = request.POST.get("number", "")
    version = one(enrolment.questions.all(), number=int(number) if number.isdecimal() and len(number) < 5 else 0)
    version.enrolment = enrolment
    return version


@require_POST
def settle(request, pk):
    version = _decided_on(request, pk)
    try:
        version.settle(by=request.membership, now=request.now)
    except CannotDecide:
        return repeat_as_it_stands(request, version.enrolment)
    messages.success(request, _("%(name)s’s question is settled.") % {"name": version.enrolment.person.name})
    return redirect(_next(request.membership, version.enrolment.cohort))


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request, pk):
    enrolment = access.enrolment_to_decide(request.membership, pk)
    version = _decided_on(request, pk) if request.method == "POST" else one(enrolment.questions.newest_first())
    if version.was_suggested_to or version.state == version.State.SETTLED:
        return repeat_as_it_stands(request, enrolment)
    version.enrolment = enrolment
    form = SuggestionForm(posted(request), instance=version, leader=enrolment.person.name)
    if form.is_valid():
        return _suggest(request, version, form.cleaned_data["suggestion"])
    form.initial["suggestion"] = version.text
    context = {"enrolment": enrolment, "version": version, "form": form, "hints": hints_on(version)}
    return render(request, "programs/question_suggestion.html", context)


def _suggest(request, version, text):
    try:
        version.suggest(text, by=request.membership, now=request.now)
    except CannotDecide:
        return repeat_as_it_stands(request, version.enrolment)
    messages.success(request, _("Your wording is with %(name)s.") % {"name": version.enrolment.person.name})
    return redirect(_next(request.membership, version.enrolment.cohort))


def _next(membership, cohort):
    """The question that waits next in this cohort; the list once none does."""
    waiting = cohort.enrolments.with_question("proposed").in_order().first()
    if waiting is None:
        return membership.url("programs:questions", pk=cohort.pk)
    return membership.url("programs:question", pk=waiting.pk)
