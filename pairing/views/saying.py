"""What a sponsor says about the proposal: together, never, swapped, one seat more, and whom to ask."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from .. import access, actions
from ..everyone import people_of
from ..forms import AskForm, RuleForm, SeatsForm, SwapForm
from .board import UNPROCESSABLE, draw, start_run


def _form(request, cohort, form):
    return form(people_of(request.membership, cohort).values(), request.POST)


def _not_taken(request, cohort, **form):
    return draw(request, cohort, status=UNPROCESSABLE, **form)


def _to_board(request, cohort):
    return redirect(request.membership.url("pairing:board", pk=cohort.pk))


@require_POST
def rules(request, pk):
    """Together, or never; a pin that can't stand is refused here."""
    cohort = access.cohort_to_pair(request.membership, pk)
    form = _form(request, cohort, RuleForm)
    if form.is_valid():
        try:
            rule = actions.say(cohort, **form.cleaned_data, by=request.membership, now=request.now)
        except ValidationError as error:
            form.add_error("mentor", error)
        else:
            said = {
                "leader": rule.leader.person.name,
                "mentor": rule.mentor.person.name,
                "says": rule.get_says_display(),
            }
            messages.success(request, _("%(leader)s and %(mentor)s: %(says)s. Run again to see what moves.") % said)
            return _to_board(request, cohort)
    return _not_taken(request, cohort, rule_form=form)


@require_POST
def release(request, pk, rule):
    """Taken back; with `run`, what moves is looked at in the same go."""
    cohort = access.cohort_to_pair(request.membership, pk)
    found = access.rules_to_lead(request.membership, cohort).filter(pk=rule).first()
    if found is None:
        messages.info(request, _("That was released already."))
        return _to_board(request, cohort)
    actions.release(found, by=request.membership, now=request.now)
    if "run" in request.POST:
        return start_run(request, cohort, keeps=True)
    messages.success(request, _("Released. Run again to see what moves."))
    return _to_board(request, cohort)


@require_POST
def swaps(request, pk, number):
    """Two leaders get each other's mentors, and the others are moved as little as can be."""
    run = access.run_of(request.membership, pk, number)
    form = _form(request, run.cohort, SwapForm)
    if form.is_valid():
        try:
            actions.swap(run, **form.cleaned_data, by=request.membership, now=request.now)
        except ValidationError as error:
            form.add_error("other", error)
        else:
            return start_run(request, run.cohort, keeps=True)
    return _not_taken(request, run.cohort, swap_form=form)


@require_POST
def seats(request, pk):
    cohort = access.cohort_to_pair(request.membership, pk)
    form = _form(request, cohort, SeatsForm)
    if form.is_valid():
        try:
            actions.give_seats(cohort, **form.cleaned_data, by=request.membership, now=request.now)
        except ValidationError as error:
            form.add_error("seats", error)
        else:
            return _given(request, cohort, form.cleaned_data)
    return _not_taken(request, cohort, seats_form=form)


def _given(request, cohort, said):
    if "run" in request.POST:
        return start_run(request, cohort, keeps=True)
    says = ngettext("%(name)s has %(n)d seat. Run again.", "%(name)s has %(n)d seats. Run again.", said["seats"])
    messages.success(request, says % {"name": said["mentor"].person.name, "n": said["seats"]})
    return _to_board(request, cohort)


@require_POST
def departments(request, pk):
    cohort = access.cohort_to_pair(request.membership, pk)
    actions.allow_departments(cohort, by=request.membership, now=request.now)
    return start_run(request, cohort, keeps=True)


@require_POST
def asking(request, pk):
    """Ask someone to widen hours or languages: they get a notice, and nobody else hears of it."""
    cohort = access.cohort_to_pair(request.membership, pk)
    form = _form(request, cohort, AskForm)
    if not form.is_valid():
        messages.warning(request, _("This person takes part no longer. Run again."))
        return _to_board(request, cohort)
    actions.ask(form.cleaned_data["enrolment"], now=request.now)
    messages.success(request, _("%(name)s is asked.") % {"name": form.cleaned_data["enrolment"].person.name})
    return _to_board(request, cohort)
