"""Cohorts: the list, opening one, its page, and the steps of its life."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.models import AuditEntry
from organizations.registries import facts

from .. import access, side_by_side, workspace
from ..actions import make_cohort
from ..facts import CohortDaysChanged
from ..forms.cohorts import CohortEditForm, CohortForm, SponsorForm
from ..gate import GateClosed
from ..models import Cohort
from ..models.cohorts import TakesPart


def to_cohort(request, pk):
    return redirect(request.membership.url("programs:cohort", pk=pk))


@require_safe
def cohorts(request):
    programs = access.programs(request.membership)
    mine = access.cohorts_for_sponsor(request.membership)
    shown = side_by_side.overview(request.membership, mine, request.GET, request.now)
    return render(request, "programs/cohorts.html", {"programs": programs, **shown})


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_new(request, pk):
    program = access.program(request.membership, pk)
    form = CohortForm(request.POST or None, membership=request.membership)
    if request.method == "POST" and form.is_valid() and (cohort := _made(request, form, program)):
        return to_cohort(request, cohort.pk)
    return render(request, "programs/cohort_new.html", {"form": form, "program": program})


def _made(request, form, program):
    """The cohort, or None where the template's pages can't stand in it: the form says why."""
    said = {name: form.cleaned_data[name] for name in ("name", "starts_on", "ends_on", "contact")}
    how = {"program": program, "by": request.membership, "now": request.now, "pk": form.row_id}
    try:
        return form.repeated(Cohort.objects) or make_cohort(**how, **said)
    except ValidationError as error:
        form.add_error(None, error)
    return None


@require_safe
def cohort(request, pk):
    cohort = access.cohort_and_facts(request.membership, pk)
    return render(request, "programs/cohort.html", workspace.page(cohort, request.membership, request.now))


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_edit(request, pk):
    cohort = access.cohort_to_change(request.membership, pk)
    form = CohortEditForm(request.POST or None, instance=cohort)
    if request.method == "POST" and form.is_valid():
        form.save()
        AuditEntry.record("changed", cohort, by=request.membership, now=request.now, fields=form.changed_data)
        if {"starts_on", "ends_on"} & set(form.changed_data):
            facts.tell(CohortDaysChanged(cohort.pk), now=request.now)
        return to_cohort(request, pk)
    return render(request, "programs/cohort_edit.html", {"form": form, "cohort": cohort})


@require_POST
def advance(request, pk, leaving):
    cohort = access.cohort_for_sponsor(request.membership, pk)
    try:
        step = cohort.advance(leaving=leaving, by=request.membership, now=request.now)
    except GateClosed:
        messages.warning(request, _("Something is missing by now. It stands below."))
    else:
        if step is None:
            messages.info(request, _("Someone took this step already."))
    return to_cohort(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request, pk):
    cohort = access.cohort_to_change(request.membership, pk)
    if request.method == "POST" and cohort.pause(by=request.membership, now=request.now):
        messages.success(request, _("The cohort rests. Everyone who takes part is told."))
    elif cohort.state != Cohort.State.RUNNING:
        messages.info(request, _("It rests already.") if cohort.rests else _("Only a cohort that runs can rest."))
    else:
        return render(request, "confirm_page.html", workspace.pausing(cohort, request))
    return to_cohort(request, pk)


@require_POST
def resume(request, pk):
    cohort = access.cohort_to_change(request.membership, pk)
    if cohort.resume(by=request.membership, now=request.now):
        messages.success(request, _("The cohort goes on. Everyone who takes part is told."))
    else:
        messages.info(request, _("It does not rest: somebody has taken it up already."))
    return to_cohort(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, pk):
    cohort = access.cohort_to_change(request.membership, pk)
    if request.method == "POST":
        if cohort.cancel(by=request.membership, now=request.now):
            messages.success(request, _("The cohort was cancelled. What was written stays readable."))
        return to_cohort(request, pk)
    return render(request, "confirm_page.html", workspace.cancelling(cohort, request))


@require_http_methods(["GET", "HEAD", "POST"])
def sponsors(request, pk):
    cohort = access.cohort_to_change(request.membership, pk)
    form = SponsorForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        try:
            cohort.add_sponsor(form.cleaned_data["sponsor"], by=request.membership, now=request.now)
        except TakesPart:
            form.add_error("sponsor", _("This person takes part in the cohort, and so can’t be in charge of it."))
        else:
            return to_cohort(request, pk)
    in_charge = cohort.sponsors.select_related("person").order_by("id")
    return render(request, "programs/sponsors.html", {"form": form, "cohort": cohort, "in_charge": in_charge})
