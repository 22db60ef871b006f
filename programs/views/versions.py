"""Every version of the lab rules and the charter, what each changed, and who signed which."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from organizations.access import one
from organizations.paging import newest, page
from organizations.tabs import tabs

from .. import access, signing
from .. import version_pdf as printed
from ..models import CharterSignature
from ..versions import changes, is_in_another_order
from .answers import pdf

SIZE = 50
PLACES = ("person__family_name", "person__given_name", "id")
SIGNERS = ("enrolment__person__family_name", "enrolment__person__given_name", "id")


def _titles():
    return {"rules": _("Lab rules"), "charter": _("Role charter")}


@require_safe
def versions(request, pk, paper):
    cohort = access.cohort_for_reader(request.membership, pk)
    in_charge = access.is_in_charge(request.membership, cohort)
    among = [] if in_charge else [access.own_and_partners(request.membership, cohort)]
    rows = access.versions(cohort, paper).select_related("written_by").with_signers(*among).newest_first()
    found, after = newest(rows, request.GET.get("before"), SIZE)
    context = {"cohort": cohort, "paper": paper, "title": _titles()[paper], "versions": found}
    context |= {
        "is_in_charge": in_charge,
        "next_url": f"?before={after}" if after else "",
        "first_url": request.path if "before" in request.GET else "",
    }
    return render(request, "programs/versions.html", context)


@require_safe
def version(request, pk, paper, number):
    """As it reads, and word by word what is different from the one before, or from the one that ?since= names."""
    cohort = access.cohort_for_reader(request.membership, pk)
    rows = access.versions(cohort, paper).select_related("written_by", "cohort")
    it = one(rows, number=number)
    before = rows.filter(number=_since(request, it)).first()
    signed = page(access.signatures_under(request.membership, it), SIGNERS, request.GET.get("after", ""), SIZE)
    context = {"cohort": cohort, "paper": paper, "title": _titles()[paper], "version": it, "page": signed}
    context |= {"before": before, "after_it": rows.filter(number=number + 1).first()}
    context |= {"is_in_charge": access.is_in_charge(request.membership, cohort)}
    context |= {"filters": urlencode({"since": before.number}) if before else ""}
    return render(request, "programs/paper_version.html", context | (_compared(before, it) if before else {}))


@require_safe
def version_pdf(request, pk, paper, number):
    """On paper, in force or not, with the names that its reader finds on the version's page."""
    me = request.membership
    cohort = access.cohort_for_reader(me, pk)
    rows = access.versions(cohort, paper).select_related("cohort__organization")
    it, until = one(rows, number=number), rows.filter(number=number + 1).first()
    nobody = (
        _("Signed by nobody") if access.is_in_charge(me, cohort) else _("Signed neither by you nor by your partner")
    )
    signed = access.signatures_under(me, it)
    page_of = {"until": until, "nobody": nobody, "now": request.now}
    return pdf(printed.page(paper, _titles()[paper], it, signed, **page_of), printed.file_name(paper, it))


def _since(request, version):
    """The number of an older version; the one before unless another is named."""
    named = request.GET.get("since", "")
    return int(named) if named.isdecimal() and 0 < int(named) < version.number else version.number - 1


def _compared(before, after):
    moved = is_in_another_order(before.parts, after.parts)
    return {"changes": changes(before.parts, after.parts), "moved": moved}


@require_safe
def signatures(request, pk):
    """For those in charge: who has signed what, by name, and who hasn't signed what is in force."""
    cohort = access.cohort_for_sponsor(request.membership, pk)
    places = signing.places(cohort)
    counts = signing.counts(places)
    show = request.GET.get("show") if request.GET.get("show") in counts else "all"
    found = page(signing.shown(places, show), PLACES, request.GET.get("after", ""), SIZE)
    latest = CharterSignature.objects.latest(found.rows)
    context = {"cohort": cohort, "counts": counts, "headline": _headline(counts), "tabs": _tabs(counts, show)}
    context |= {"rows": [(place, latest.get(place.pk)) for place in found.rows], "page": found}
    return render(request, "programs/signatures.html", context | {"filters": urlencode({"show": show})})


def _headline(counts):
    if not counts["all"]:
        return _("Nobody is asked to sign yet.")
    if not counts["signed"]:
        return _("Nobody has signed yet.")
    if not counts["open"]:
        return _("Everyone has signed.")
    says = ngettext("%(signed)s of %(n)s person has signed.", "%(signed)s of %(n)s people have signed.", counts["all"])
    return says % {"signed": counts["signed"], "n": counts["all"]}


def _tabs(counts, show):
    return tabs({"all": _("Everyone"), "open": _("Not signed yet"), "signed": _("Signed")}, show, counts)
