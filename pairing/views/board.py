"""For a cohort's sponsors: the proposal for everyone at once, and the runs that it comes from."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from organizations.models import AuditEntry
from organizations.tabs import tabs

from .. import access, actions, leading
from .. import board as drawing
from ..comparing import compared
from ..everyone import people_of
from ..forms import RuleForm, RunNameForm, SeatsForm, SwapForm, WeightsForm
from ..readiness import missing
from ..reasons import of_leader

UNPROCESSABLE, ROOMY = 422, 40


@require_safe
def board(request, pk):
    cohort = access.cohort_to_pair(request.membership, pk)
    return draw(request, cohort)


@require_safe
def run(request, pk, number):
    found = access.run_of(request.membership, pk, number)
    return draw(request, found.cohort, number)


def draw(request, cohort, number=None, *, problems=(), status=200, **forms):
    """The page of a run, the newest unless a number is told, with whatever form could not be taken where it happened."""
    runs, drawn = list(cohort.pairing_runs.newest_first()), {"drawn": request.now}
    run = next((it for it in runs if number in (None, it.number)), None)
    people = people_of(request.membership, cohort)
    page = {
        "cohort": cohort,
        "weights_form": WeightsForm(initial=run.weights if run else actions.USUAL),
        "rule_form": RuleForm(people.values(), initial=drawn),
        "swap_form": SwapForm(people.values(), initial=drawn),
        "seats_form": SeatsForm(people.values(), initial={"seats": 2}),
        "drawn": request.now.isoformat(),
        "problems": problems,
        "runs": runs,
        "job": actions.jobs_of(cohort).first(),
        "leaders": sum(it.is_leader for it in people.values()),
        "mentors": sum(not it.is_leader for it in people.values()),
        "apart": leading.apart(request.membership, cohort),
        "missing": missing(request.membership, cohort, people),
    } | forms
    page["may_say"] = bool(forms) or bool(page["leaders"] and page["mentors"])
    if run:
        run.cohort = cohort
        before = next((it for it in runs if it.number < run.number), None)
        page |= drawing.page(request.membership, run, before, people, request.GET) | {"is_newest": runs[0].pk == run.pk}
        page |= narrowing(page, request.GET.get("view", ""))
    return render(request, "pairing/board.html", page, status=status)


def narrowing(page, view):
    """Tabs, the switch between roomy and compact, and the way on: each keeps what the others say."""
    view = view if view in ("roomy", "compact") else ""
    compact = view == "compact" if view else page["count"] > ROOMY
    asked = {"show": page["show"], "q": page["q"], "view": view}

    def to(**more):
        return "?" + urlencode({name: value for name, value in {**asked, **more}.items() if value})

    words = {"all": _("All"), "look": _("Look again"), "pinned": _("Pinned"), "moved": _("Moved")}
    views = {"roomy": _("Roomy"), "compact": _("Compact")}
    found = page["page"]
    return {
        "view": view,
        "compact": compact,
        "tabs": tabs(words, page["show"], {}, to=lambda key: to(show=key)),
        "views": tabs(views, "compact" if compact else "roomy", {}, to=lambda key: to(view=key)),
        "next_url": to(after=found.after) if found.after else "",
        "first_url": "" if found.is_first else to(),
        "page_says": _("%(n)d pairs in this run") % {"n": page["count"]},
    }


def refused(request, cohort, error):
    return draw(request, cohort, problems=error.messages, status=UNPROCESSABLE)


@require_POST
def runs(request, pk):
    """Run it, with new weights if the form brings some."""
    cohort = access.cohort_to_pair(request.membership, pk)
    form = WeightsForm(request.POST) if "goal" in request.POST else None
    if form and not form.is_valid():
        return draw(request, cohort, weights_form=form, status=UNPROCESSABLE)
    return start_run(request, cohort, weights=form and form.cleaned_data, keeps="keeps" in request.POST)


def start_run(request, cohort, *, weights=None, keeps=False):
    try:
        job = actions.ask_for_run(cohort, by=request.membership, now=request.now, weights=weights, keeps=keeps)
    except ValidationError as error:
        return refused(request, cohort, error)
    return redirect(request.membership.url("pairing:job", pk=cohort.pk, job=job.pk))


@require_safe
def job(request, pk, job):
    """How far a run is: a page that can be left, and the fragment that asks again; when it is over the whole page says so."""
    found = access.job_of(request.membership, pk, job)
    whole = not request.htmx or "whole" in request.GET
    if request.htmx and whole and found.is_over:
        return HttpResponseClientRefresh()
    template = "pairing/_job.html" if request.htmx else "pairing/job.html"
    cohort = access.cohort_to_pair(request.membership, pk)
    page = {"job": found, "cohort": cohort, "poll_url": f"{request.path}?whole=1" if whole else ""}
    return render(request, template, page)


@require_POST
def calling_off(request, pk, job):
    found = access.job_of(request.membership, pk, job)
    if found.call_off(now=request.now):
        messages.success(request, _("The run is called off. Nothing was changed."))
    else:
        messages.info(request, _("This run was over already."))
    return redirect(request.membership.url("pairing:board", pk=pk))


@require_safe
def leader(request, pk, number, leader):
    """Why a leader has this mentor, and what each other one would cost: a page, or what unfolds on the board."""
    run = access.run_of(request.membership, pk, number)
    found, people = access.leader_of(request.membership, run, leader), people_of(request.membership, run.cohort)
    people.meet([found])
    page = {"run": run, "cohort": run.cohort, "is_newest": run.is_newest, "drawn": request.now.isoformat()}
    page |= of_leader(run, found, people)
    return render(request, "pairing/_reasons.html" if request.htmx else "pairing/leader.html", page)


@require_safe
def comparison(request, pk, number, other):
    one, two = (access.run_of(request.membership, pk, each) for each in (number, other))
    people = people_of(request.membership, one.cohort)
    page = {"cohort": one.cohort, "one": one, "two": two, **compared(request.membership, one, two, people)}
    return render(request, "pairing/comparison.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def naming(request, pk, number):
    run = access.run_of(request.membership, pk, number)
    form = RunNameForm(request.POST if request.method == "POST" else None, instance=run)
    if form.is_valid():
        form.save()
        AuditEntry.record("changed", run, by=request.membership, now=request.now, fields=["name"])
        return redirect(request.membership.url("pairing:run", pk=pk, number=number))
    return render(request, "pairing/naming.html", {"form": form, "run": run, "cohort": run.cohort})
