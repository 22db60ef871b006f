"""Several cohorts side by side: where each stands, what its next gate lacks, who is ready, what comes next."""

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.paging import newest
from organizations.registries import cohort_answers, in_slot
from organizations.tabs import tabs

from .clauses import contact_objection, tools_of
from .contacts import objections
from .gate import gate_of
from .models import Cohort, Enrolment, LabRules, RoleCharter
from .models.cohorts import papers_of, people_of
from .words import NEXT, day_of

SIZE = 20
BADGES = {
    Cohort.State.RUNNING: "now",
    Cohort.State.PAUSED: "wait",
    Cohort.State.COMPLETED: "done",
    Cohort.State.CANCELLED: "",
}


def overview(membership, mine, asked, now):
    """A page of them, newest first: those under way, or with `show=over` the others. As many queries for 20 as for one."""
    over = asked.get("show") == "over"
    counts = mine.aggregate(all=Count("pk"), over=Count("pk", filter=Q(state__in=Cohort.OVER)))
    rows = mine.with_facts().newest_first()
    shown, before = newest(rows.over() if over else rows.alive(), asked.get("before", ""), SIZE)
    tell(shown)
    columns = in_slot("cohorts", membership, shown, now)
    return {
        "counts": counts,
        "headline": _says(counts["all"] - counts["over"], counts["all"]),
        "tabs": _tabs(counts, over),
        "columns": columns,
        "shown": [_row(cohort, columns, now) for cohort in shown],
        "next_url": before and f"?show={'over' if over else 'alive'}&before={before}",
        "first_url": asked.get("before") and f"?show={'over' if over else 'alive'}",
    }


def tell(cohorts):
    """What their gates would ask of each alone."""
    for ask, read in cohort_answers.items():
        answers = read(cohorts)
        for cohort in cohorts:
            cohort.told(ask, answers[cohort.pk])


def _says(alive, every):
    if alive:
        says = ngettext("You are in charge of %(n)s cohort.", "You are in charge of %(n)s cohorts.", alive)
        return says % {"n": apnumber(alive)}
    return _("No cohort of yours is under way.") if every else _("You have no cohort yet.")


def _tabs(counts, over):
    words = {"alive": _("Under way"), "over": _("Over")}
    return tabs(words, "over" if over else "alive", counts | {"alive": counts["all"] - counts["over"]})


def _row(cohort, columns, now):
    gate = gate_of(cohort, now) if cohort.next_state else None
    return {
        "cohort": cohort,
        "badge": BADGES.get(cohort.state, "wait"),
        "day": _day(cohort, now),
        "ready": _ready(cohort.people),
        "cells": [(column["label"], column["cells"].get(cohort.pk, "–")) for column in columns],
        "missing": _missing(gate.missing) if gate else "",
        "next": _next(cohort, gate),
    }


def _day(cohort, now):
    if not (cohort.state == Cohort.State.RUNNING or cohort.rests) or not (cohort.starts_on and cohort.ends_on):
        return ""
    return day_of(cohort, cohort.today(now))


def _ready(people):
    return _("%(ready)d of %(all)d people") % people if people["all"] else "–"


def _missing(missing):
    return ngettext("%d thing missing:", "%d things missing:", len(missing)) % len(missing) if missing else ""


def _next(cohort, gate):
    """Where the first thing that is missing is mended, or the step itself on the cohort's page."""
    page = cohort.organization.url("programs:cohort", pk=cohort.pk)
    if gate is None:
        return {"text": _("Take it up again"), "url": f"{page}#rest"} if cohort.rests else None
    if gate.is_open:
        return {"text": NEXT[cohort.state], "url": f"{page}#gate"}
    first = gate.missing[0]
    return {"text": first.action or first.says, "url": first.url or f"{page}#gate"}


# --- what programs' own clauses ask, for many cohorts at once ---------------------------------------------------------
def _papers(cohorts):
    newest = {it.pk: {"rules": None, "charter": None} for it in cohorts}
    for name, model in (("rules", LabRules), ("charter", RoleCharter)):
        for version in model.objects.filter(cohort__in=cohorts).with_signed().order_by("number"):
            newest[version.cohort_id][name] = version
    return newest


def _tools(cohorts):
    return dict.fromkeys((it.pk for it in cohorts), tools_of(cohorts[0]) if cohorts else [])


def register():
    cohort_answers.add(people_of, lambda cohorts: Enrolment.objects.counts_of(cohorts))
    cohort_answers.add(papers_of, _papers)
    cohort_answers.add(tools_of, _tools)
    cohort_answers.add(contact_objection, objections)
