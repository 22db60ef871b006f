"""Lab rules and role charter as those read them who take part or are in charge: on the page, on paper, signed."""

from itertools import chain

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organizations.registries import in_slot

from .. import access, backing, papers_pdf, signing
from .. import scope as cards
from ..forms.documents import SignForm
from ..models import CharterSignature
from ..models.documents import Outdated, papers_in_force
from .answers import pdf


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request, pk):
    cohort = access.cohort_for_reader(request.membership, pk)
    enrolment = access.own_place(request.membership, cohort)
    in_force = papers_in_force(cohort)
    form = SignForm(request.POST or None, papers=in_force)
    if request.method == "POST":
        if enrolment is None or not all(in_force.values()):
            raise PermissionDenied  # its sponsors read these pages, those who take part sign them once they are written
        if form.is_valid() and _sign(request, form, enrolment):
            messages.success(request, _("Signed. Thank you."))
            return redirect(request.membership.url("programs:papers", pk=pk))
    page = {"cohort": cohort, "enrolment": enrolment, "form": form, **in_force}
    page["printed"] = list(chain(*in_slot("papers", request.membership, cohort, request.now)))
    return render(request, "programs/papers.html", page | _signed(request.membership, cohort, enrolment, in_force))


def _sign(request, form, enrolment):
    try:
        return CharterSignature.objects.sign(enrolment, by=request.membership, now=request.now, **form.cleaned_data)
    except Outdated:
        form.outdated()
    return None


def _signed(membership, cohort, enrolment, in_force):
    """What the reader and their partners have signed last, and what has changed since the reader did."""
    places = access.own_and_partners(membership, cohort) if enrolment else []
    latest = CharterSignature.objects.latest(places)
    own = latest.get(enrolment.pk) if enrolment else None
    changed = signing.changed_since(own, in_force) if own and all(in_force.values()) else []
    return {
        "is_signed": own is not None and not changed,
        "changed": changed,
        "signers": [(place, latest.get(place.pk), _holds(latest.get(place.pk), in_force)) for place in places],
    }


def _holds(signature, in_force):
    return bool(signature) and (signature.rules, signature.charter) == (in_force["rules"], in_force["charter"])


@require_safe
def papers_pdf_for_hand(request, pk):
    """With two open lines: who is paired gets a page with both names from pairing."""
    cohort = access.cohort_for_reader(request.membership, pk)
    in_force = papers_in_force(cohort)
    if not all(in_force.values()):
        raise Http404
    return pdf(papers_pdf.page(cohort, in_force, papers_pdf.for_hand(), now=request.now), papers_pdf.FILE)


@require_safe
def scope(request, pk):
    """The card by itself, for those who come from a mail."""
    cohort = access.cohort_for_reader(request.membership, pk)
    return render(request, "programs/scope.html", {"cohort": cohort, "parts": cards.parts(cohort)})


@require_safe
def backing_page(request, pk):
    """What the mentor's line manager gets to read, for those who send them there."""
    cohort = access.cohort_for_reader(request.membership, pk)
    return render(request, "programs/backing.html", {"cohort": cohort, "backing": backing.said(cohort)})


@require_safe
def backing_pdf(request, pk):
    cohort = access.cohort_for_reader(request.membership, pk)
    return pdf(backing.page(cohort, now=request.now), backing.FILE)
