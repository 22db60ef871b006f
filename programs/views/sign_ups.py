"""The page inside the organization on which people sign up, or name a colleague. It shows what the sponsor published, no more."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.models import AuditEntry

from .. import access, signing_up, weekly
from ..forms.sign_ups import NominationForm
from ..models import LabRules, Nomination
from ..models.sign_ups import SignUpClosed
from .answers import posted


@require_safe
def sign_ups(request):
    mine = list(access.own_applicants(request.membership).open().in_order())
    offered = signing_up.offered(request.membership, request.now)
    cohorts = list({it.cohort_id: it.cohort for it in offered}.values())
    context = {"mine": mine, "offers": [(it, [o for o in offered if o.cohort_id == it.pk]) for it in cohorts]}
    return render(request, "programs/sign_ups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request, pk):
    cohort, offers, mine = access.cohort_to_join(request.membership, pk)
    barred = _barred(request.membership, cohort)
    if request.method == "POST":
        _sign(request, offers, barred)
        return redirect(request.membership.url("programs:sign_up", pk=pk))
    rules = LabRules.objects.filter(cohort=cohort).in_force()
    context = {"cohort": cohort, "mine": mine, "barred": barred, "rules": rules.parts if rules else []}
    context["offers"] = [_shown(offer, request.now) for offer in offers]
    context["names"] = any(offer.takes_names(request.now) for offer in offers)
    context["may_sign"] = not barred and (mine is None or mine.is_taken_back)
    return render(request, "programs/sign_up.html", context)


def _shown(offer, now):
    minutes = weekly.minutes_a_week(leads=offer.is_for_leaders, session=offer.cohort.program.session_minutes)
    return {"offer": offer, "takes": offer.takes(now), "is_over": offer.is_over(now), "minutes": minutes}


def _barred(membership, cohort):
    """Why this person can't join, as a sentence to them; empty if they can."""
    if access.is_in_charge(membership, cohort):
        return _("You are in charge of this cohort. This is what others read.")
    place = access.own_enrolments(membership).filter(cohort=cohort).first()
    if place:
        return _("You take part already, as a leader.") if place.is_leader else _("You take part already, as a mentor.")
    if membership.person_id == cohort.contact_id:
        return _("You are the independent contact of this cohort, and stay outside it.")
    return ""


def _sign(request, offers, barred):
    offer = next((it for it in offers if it.role == request.POST.get("role")), None)
    if barred or offer is None:
        messages.warning(request, barred or _("Nothing was sent: say whether you want to learn or to lead."))
        return
    try:
        applicant = offer.sign_up(by=request.membership, now=request.now)
    except SignUpClosed:
        messages.warning(request, _("This sign-up takes nobody any more, or you have asked here before."))
        return
    says = (
        _("You have a place.")
        if applicant.state == "place"
        else _("All places are taken: you are on the waiting list.")
    )
    messages.success(request, says)


@require_POST
def taking_back(request, pk):
    _cohort, _offers, mine = access.cohort_to_join(request.membership, pk)
    if mine is None:
        raise Http404
    mine.take_back(by=request.membership, now=request.now)
    messages.success(request, _("Taken back. Nobody asks you why."))
    return redirect(request.membership.url("programs:sign_ups"))


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request, pk):
    cohort, offers, _mine = access.cohort_to_join(request.membership, pk)
    open_ones = [it for it in offers if it.takes_names(request.now)]
    if not open_ones:
        raise Http404
    form = NominationForm(posted(request), offers=open_ones, by=request.membership)
    if form.is_valid():
        _keep(request, cohort, form)
        return redirect(request.get_full_path())
    named = access.own_nominations(request.membership).filter(cohort=cohort).in_order()
    return render(request, "programs/nominate.html", {"cohort": cohort, "form": form, "named": named})


def _keep(request, cohort, form):
    if not form.repeated(Nomination.objects):
        form.instance.pk, form.instance.cohort = form.row_id, cohort
        form.instance.person = form.cleaned_data["person"]
        form.instance.nominated_by, form.instance.nominated_at = request.membership.person, request.now
        AuditEntry.record("named", form.save(), by=request.membership, now=request.now)
    messages.success(request, _("The sponsors have it. They decide, and the one you named hears of it when enrolled."))
