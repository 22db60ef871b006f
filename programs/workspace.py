"""What the pages of cohorts show, put together for their templates."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import in_slot

from . import launching
from .access import in_charge_of
from .clauses import tools_of
from .models import Cohort
from .words import NEXT, headline


def page(cohort, membership, now):
    """`panels` come from higher apps through the page slot "cohort":
    {"template": path, "context": {…}, "place": number}; the template finds its context as `panel`.
    """
    gate = cohort.gate(now) if cohort.next_state else None
    panels = sorted(in_slot("cohort", membership, cohort, now), key=lambda panel: panel["place"])
    return {
        "cohort": cohort,
        "headline": headline(cohort, gate, now),
        "steps": steps(cohort, gate),
        "history": history(cohort),
        "missing": [asked(item) for item in gate.missing] if gate else [],
        "advice": [asked(item) for item in in_slot("gate", membership, cohort, now)] if gate else [],
        "ready": gate.standing if gate else [],
        "is_open": bool(gate and gate.is_open),
        "action": NEXT.get(cohort.state),
        "panels": panels,
        "launch": launching.section(cohort, membership, now),
        "documents": documents(cohort, membership),
        "in_charge": cohort.in_charge,
        "runs": runs(cohort, membership),
    }


def runs(cohort, membership):
    """The cohort that this one runs again, and those that run this one again, of those in this person's charge."""
    mine = membership.once(in_charge_of)
    earlier = (it for it in mine if it.pk == cohort.copied_from_id)
    return {"earlier": next(earlier, None), "later": [it for it in mine if it.copied_from_id == cohort.pk]}


def asked(missing):
    return {"text": missing.says, "who": missing.who, "url": missing.url, "label": missing.action}


def steps(cohort, gate):
    """The stepper: what is done, with its day; where it is; whether the next gate is shut."""
    zone = cohort.organization.zone
    first = {step.after: step.at for step in reversed(cohort.once(steps_taken))}  # it runs again after a rest
    since = {Cohort.State.DRAFT: cohort.made_at} | first
    last = len(cohort.LIFE) if cohort.is_over else cohort.LIFE.index(_place(cohort))
    rows = []
    for number, state in enumerate(cohort.LIFE):
        mark = _mark(number - last, state in since, gate)
        day = since[state].astimezone(zone).date() if state in since else None
        rows.append({"label": state.label, "day": day, "state": mark})
    return rows


def _place(cohort):
    """One that rests stands where it will go on."""
    return Cohort.State.RUNNING if cohort.rests else cohort.state


def steps_taken(cohort):
    return list(cohort.steps.select_related("taken_by").order_by("id"))


def history(cohort):
    """Each step, the newest first: who took it, when, and what the gate saw."""
    zone = cohort.organization.zone
    return [
        {
            "before": step.get_before_display(),
            "after": step.get_after_display(),
            "at": step.at.astimezone(zone),
            "who": step.taken_by.name if step.taken_by else _("someone no longer on the roster"),
            "saw": step.saw,
        }
        for step in reversed(cohort.once(steps_taken))
    ]


def _mark(ahead, reached, gate):
    if ahead == 0:
        return "now"
    if ahead < 0:
        return "done" if reached else ""
    return "shut" if ahead == 1 and gate and not gate.is_open else ""


def documents(cohort, membership):
    """Rules and charter with how many have signed, and the register if the program needs it."""
    shown = [
        (_("Lab rules"), cohort.papers["rules"], "programs:rules"),
        (_("Role charter"), cohort.papers["charter"], "programs:charter"),
    ]
    return {
        "papers": [_paper(cohort, title, paper, view) for title, paper, view in shown if paper],
        "tools": cohort.once(tools_of) if cohort.program.teaches_ai else None,
    }


def _paper(cohort, title, paper, view):
    people = cohort.people["all"]
    return {
        "title": title,
        "paper": paper,
        "titles": [part["title"] for part in paper.parts],
        "url": cohort.organization.url(view, pk=cohort.pk),
        "signed": ngettext("%(signed)d of %(n)d has signed", "%(signed)d of %(n)d have signed", people)
        % {"signed": paper.signed, "n": people}
        if people
        else "",
        "all": bool(people) and paper.signed == people,
    }


def pausing(cohort, request):
    url = request.membership.url
    return {
        "title": _("Let this cohort rest?"),
        "text": _("“%(name)s” stands still until one of you takes it up again.") % {"name": cohort.name},
        "consequences": [
            _("No sessions, reminders, check-ins or surveys meanwhile. A session that is under way is finished."),
            _("Its last day moves by the days that it rests. What was written stays."),
            _("Everyone who takes part is told by mail, and again when it goes on."),
        ],
        "action": url("programs:pause", pk=cohort.pk),
        "label": _("Let it rest"),
        "back": _("Keep it running"),
        "back_url": url("programs:cohort", pk=cohort.pk),
    }


def cancelling(cohort, request):
    url = request.membership.url
    return {
        "title": _("Cancel this cohort?"),
        "text": _("“%(name)s” ends now and can’t be taken up again.") % {"name": cohort.name},
        "consequences": [
            _("Its pairs end. No more sessions, reminders, check-ins or surveys."),
            _("Everyone who takes part is told by mail."),
            _("What was written stays with those who could read it before."),
        ],
        "action": url("programs:cancel", pk=cohort.pk),
        "label": _("Cancel the cohort"),
        "alert": True,
        "back": _("Keep it"),
        "back_url": url("programs:cohort", pk=cohort.pk),
    }
