"""A pair's lab report: its two write and release it; who looks after them reads what was released."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pairing.partners import voice_of
from pairing.words import called

from .. import access, reporting
from ..forms.reports import ReportForm
from ..models import ReportNotDelivered
from ..models.reports import Overtaken
from ..report_panels import headline
from ..report_words import is_unfinished


@require_http_methods(["GET", "HEAD", "POST"])
def lab_report(request, pk):
    """Begun by the product from what both may read; either of the two changes it, at any time."""
    me, pair = request.membership, access.pair_to_report(request.membership, pk)
    if request.method == "POST":
        pair.lock()  # the first words of both at once come one after the other
    report = reporting.report_of(pair)
    form = ReportForm(request.POST or None, instance=report, pair=pair, person_id=me.person_id)
    if form.is_valid():
        form.keep(by=me, now=request.now)
        messages.success(request, _("Saved. Only you two read it until both of you release it."))
        return redirect(me.url("metrics:lab_report", pk=pk))
    pair = reporting.standing(pair, me.person_id)
    page = {"pair": pair, "report": report, "form": form, "headline": headline(pair, me.person_id)}
    page["unfinished"] = is_unfinished(report.words.values())
    page |= {"partner": pair.partner_of(me.person_id), "voice": voice_of(pair, me.person_id)}
    return render(request, "metrics/lab_report.html", page, status=422 if form.errors else 200)


@require_POST
def release(request, pk):
    """Of the wording that the page showed: whoever presses has read it."""
    pair = access.pair_to_report(request.membership, pk)
    report, partner = reporting.report_of(pair), pair.partner_of(request.membership.person_id)
    try:
        both = report.release(request.POST.get("edition"), by=request.membership, now=request.now)
    except Overtaken:
        messages.warning(request, _("The words have changed meanwhile. Read them once more, then release them."))
    else:
        messages.success(request, _released(both, called(partner)))
    return redirect(request.membership.url("metrics:lab_report", pk=pk))


def _released(both, name):
    if both:
        return _("Released by both of you. The sponsors who look after your pair can read it now.")
    return _("Released by you. Others read it once %(name)s has released it too.") % {"name": name}


@require_POST
def taking_back(request, pk):
    report = reporting.report_of(access.pair_to_report(request.membership, pk))
    if report.take_back(by=request.membership):
        messages.success(request, _("Taken back. Only you two read it."))
    return redirect(request.membership.url("metrics:lab_report", pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def none(request, pk):
    """By one of the two: there will be no report. Nobody asks why, and it can still be written."""
    pair = access.pair_to_report(request.membership, pk)
    back = request.membership.url("metrics:lab_report", pk=pk)
    if request.method == "POST":
        if ReportNotDelivered.mark(pair, by=request.membership, now=request.now):
            messages.success(request, _("Said. You are not asked for it any more."))
        else:
            messages.warning(request, _("You have both released it: it is with your sponsors already."))
        return redirect(back)
    page = {
        "title": _("No lab report from you two?"),
        "text": _("You need no reason, and nobody is asked for one."),
        "consequences": [
            _("Your sponsors read that your pair will write none, not which of you said so."),
            _("If you write and release one all the same, it counts."),
        ],
        "action": request.path,
        "label": _("We will not write one"),
        "back_url": back,
    }
    return render(request, "confirm_page.html", page)


@require_safe
def lab_reports(request, pk):
    """Of a cohort's pairs that have met: what was released, and whose report is missing."""
    cohort = access.cohort(request.membership, pk)
    page = {"cohort": cohort, "reports": cohort.once(reporting.reports_of)}
    return render(request, "metrics/lab_reports.html", page)


@require_safe
def released(request, pk, pair):
    report = access.released_report(request.membership, pk, pair)
    return render(request, "metrics/released_report.html", {"report": report, "pair": report.pair, "cohort_id": pk})


@require_http_methods(["GET", "HEAD", "POST"])
def not_delivered(request, pk, pair):
    """By a sponsor who looks after the pair, so that the others need not wait for it."""
    found, back = (
        access.pair_to_mark(request.membership, pk, pair),
        request.membership.url("metrics:lab_reports", pk=pk),
    )
    names = {"leader": found.leader.name, "mentor": found.mentor.name}
    if request.method == "POST":
        if ReportNotDelivered.mark(found, by=request.membership, now=request.now):
            messages.success(request, _("Marked: no lab report of %(leader)s and %(mentor)s.") % names)
        else:
            messages.warning(
                request, _("%(leader)s and %(mentor)s have released theirs: there is nothing to mark.") % names
            )
        return redirect(back)
    page = {
        "title": _("No lab report of %(leader)s and %(mentor)s?") % names,
        "text": _("Your cohort can be completed without it."),
        "consequences": [
            _("Both read on their page that it is marked as not delivered."),
            _("They can still write and release one: it then takes the place of this mark."),
        ],
        "action": request.path,
        "label": _("Mark as not delivered"),
        "back_url": back,
    }
    return render(request, "confirm_page.html", page)
