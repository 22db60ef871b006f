"""For a cohort's sponsors: what each will read, publishing it, and the pairs that came of it."""

from collections import ChainMap

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.paging import ways_on
from organizations.registries import in_slot

from .. import access, leading, listing
from .. import publishing as verbs


@require_safe
def preview(request, pk, number):
    run = access.run_of(request.membership, pk, number)
    return _preview(request, run)


def _preview(request, run, problems=(), status=200):
    everything = verbs.preview(run, by=request.membership)
    told = [it for it in everything if not it.objection]
    found = listing.page(told, everything, request.GET.get("after", ""))
    page = {
        "run": run,
        "cohort": run.cohort,
        "count": len(told),
        "told": found.rows,
        "left_out": [it for it in everything if it.objection],
        "may_publish": run.is_newest and not run.published_at,
        "problems": problems,
    }
    here = request.membership.url("pairing:preview", pk=run.cohort_id, number=run.number)
    page |= {
        "next_url": f"{here}?after={found.after}" if found.after else "",
        "first_url": "" if found.is_first else here,
    }
    return render(request, "pairing/preview.html", page, status=status)


@require_safe
def reading(request, pk, number, leader):
    """One proposal as its two would read it."""
    run = access.run_of(request.membership, pk, number)
    found = verbs.reading(run, leader, by=request.membership)
    if found is None:
        raise Http404
    told, both = found
    return render(request, "pairing/reading.html", {"run": run, "cohort": run.cohort, "told": told, "both": both})


@require_POST
def publish(request, pk, number):
    run = access.run_of(request.membership, pk, number)
    try:
        pairs = verbs.publish(run, by=request.membership, now=request.now)
    except ValidationError as error:
        return _preview(request, run, error.messages, status=422)
    said = ngettext(
        "%(n)s pair is published. Both are told now.", "%(n)s pairs are published. All are told now.", len(pairs)
    )
    messages.success(request, said % {"n": len(pairs)})
    return redirect(request.membership.url("pairing:pairs", pk=pk))


@require_safe
def pairs(request, pk):
    cohort = access.cohort_to_pair(request.membership, pk)
    it = leading.standing(request.membership, cohort, request.now)
    past, breaches = [pair for pair in it.pairs if not pair.is_open], leading.breaches_of(it.breached)
    pages = {"open": it.open, "past": past}
    pages = {name: listing.page(them, it.pairs, request.GET.get(name, "")) for name, them in pages.items()}
    page = {"cohort": cohort, "standing": it} | ways_on(pages, request.GET)
    lines = ChainMap(*in_slot("pairs", request.membership, it.pairs, request.now))
    for name, found in pages.items():
        page[name] = [_row(pair, it.answers, breaches, lines) for pair in found.rows]
    return render(request, "pairing/pairs.html", page)


def _row(pair, answers, breaches, lines):
    says = {"says": leading.says(pair, answers), "breach": breaches.get(pair.pk), "away": leading.away(pair)}
    return {"pair": pair, "rhythm": lines.get(pair.pk), **says}


@require_http_methods(["GET", "HEAD", "POST"])
def end(request, pk, pair):
    """A sponsor ends a pair, or takes a proposal back (N8)."""
    found = access.pair_to_lead(request.membership, pk, pair)
    back = request.membership.url("pairing:pairs", pk=pk)
    if request.method == "POST":
        found.end(by=request.membership, now=request.now)
        messages.success(request, _("The pair has ended. Both keep what they have done."))
        return redirect(back)
    page = {
        "title": _("End the pair of %(leader)s and %(mentor)s?") % {"leader": found.leader, "mentor": found.mentor},
        "text": _("It can’t be taken up again. Both can be paired anew."),
        "consequences": [_("Both read that their lab has ended, and no reason."), _("No more sessions take place.")],
        "action": request.path,
        "label": _("End the pair"),
        "alert": True,
        "back_url": back,
    }
    return render(request, "confirm_page.html", page)
