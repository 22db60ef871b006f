"""For a cohort's sponsors: the proposal for everyone at once, and what they say about it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import access, actions, leading
from .. import board as drawing
from ..forms import RuleForm, WeightsForm

UNPROCESSABLE = 422


@require_safe
def board(request, pk):
    cohort = access.cohort_to_pair(request.membership, pk)
    return _board(request, cohort, cohort.pairing_runs.newest())


@require_safe
def run(request, pk, number):
    found = access.run_of(request.membership, pk, number)
    return _board(request, found.cohort, found)


def _board(request, cohort, run, *, weights_form=None, rule_form=None, problems=(), status=200):
    """The page with whatever form could not be taken, told where it happened."""
    people = {str(it.pk): it for it in access.enrolments_to_pair(request.membership, cohort)}
    page = {
        "cohort": cohort,
        "weights_form": weights_form or WeightsForm(initial=run.weights if run else actions.USUAL),
        "rule_form": rule_form or RuleForm(request.membership, cohort),
        "problems": problems,
        "runs": list(cohort.pairing_runs.newest_first()),
        "job": actions.jobs_of(cohort).first(),
        "leaders": sum(it.is_leader for it in people.values()),
        "mentors": sum(not it.is_leader for it in people.values()),
        "apart": leading.apart(request.membership, cohort),
    }
    if run:
        run.cohort = cohort
        page |= drawing.page(request.membership, run, people) | {"is_newest": page["runs"][0].pk == run.pk}
    return render(request, "pairing/board.html", page, status=status)


@require_POST
def runs(request, pk):
    """Run it, with new weights if the form brings some."""
    cohort = access.cohort_to_pair(request.membership, pk)
    form = WeightsForm(request.POST) if "goal" in request.POST else None
    if form and not form.is_valid():
        return _board(request, cohort, cohort.pairing_runs.newest(), weights_form=form, status=UNPROCESSABLE)
    try:
        weights = form and form.cleaned_data
        job = actions.ask_for_run(cohort, by=request.membership, now=request.now, weights=weights)
    except ValidationError as error:
        return _refused(request, cohort, error)
    return redirect(request.membership.url("pairing:job", pk=cohort.pk, job=job.pk))


def _refused(request, cohort, error):
    newest = cohort.pairing_runs.newest()
    return _board(request, cohort, newest, problems=error.messages, status=UNPROCESSABLE)


@require_safe
def job(request, pk, job):
    """How far a run is: a page that can be left, and the fragment that asks again."""
    found = access.job_of(request.membership, pk, job)
    template = "pairing/_job.html" if request.htmx else "pairing/job.html"
    cohort = access.cohort_to_pair(request.membership, pk)
    return render(request, template, {"job": found, "cohort": cohort})


@require_POST
def rules(request, pk):
    """Together, or never; a pin that can't stand is refused here."""
    cohort = access.cohort_to_pair(request.membership, pk)
    form = RuleForm(request.membership, cohort, request.POST)
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
            return redirect(request.membership.url("pairing:board", pk=cohort.pk))
    return _board(request, cohort, cohort.pairing_runs.newest(), rule_form=form, status=UNPROCESSABLE)


@require_POST
def release(request, pk, rule):
    found = access.rule_of(request.membership, pk, rule)
    actions.release(found, by=request.membership, now=request.now)
    messages.success(request, _("Released. Run again to see what moves."))
    return redirect(request.membership.url("pairing:board", pk=pk))
