"""Who asks to take part: its sponsors open the sign-up, read who signed up and who was named, and answer."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.models import AuditEntry
from organizations.paging import page, ways_on

from .. import access, enrolling, signing_up, taking_time
from ..forms.sign_ups import SignUpEditForm, SignUpForm
from ..models import Applicant, Enrolment, SignUp
from .answers import posted
from .enrolments import enrolled_as

PLACE = Applicant.State.PLACE
ASKED, NAMED = ("asked_at", "id"), ("nominated_at", "id")


@require_safe
def applicants(request, pk):
    cohort, asked = access.cohort_for_sponsor(request.membership, pk), request.GET
    signed_up = Applicant.objects.filter(cohort=cohort).open().select_related("person", "sign_up").in_order()
    named = cohort.nominations.open().select_related("person", "nominated_by").in_order()
    pages = {
        "asking": page(signed_up, ASKED, asked.get("asking", "")),
        "named": page(named, NAMED, asked.get("named", "")),
    }
    counts = signed_up.counts()
    context = {"cohort": cohort, "offers": _offers(cohort, counts, request.now)} | ways_on(pages, asked)
    context |= _rows(request.membership, cohort, pages)
    context |= {"is_open": enrolling.is_open(cohort), "not_open": enrolling.not_open(cohort)}
    context |= {"asking": sum(counts.values()), "naming": named.count()}
    return render(request, "programs/applicants.html", context)


def _rows(membership, cohort, pages):
    """Each with what stands in the way of enrolling them, and what else they take part in."""
    people = [it.person for found in pages.values() for it in found.rows]
    why_not = enrolling.refusals(cohort, people)
    also = taking_time.elsewhere(membership, cohort, people)
    names = {"rows": "asking", "named": "named"}
    return {
        name: [(it, why_not.get(it.person_id, ""), also.get(it.person_id, "")) for it in pages[list_].rows]
        for name, list_ in names.items()
    }


def _offers(cohort, counts, now):
    there = {it.role: it for it in SignUp.objects.filter(cohort=cohort).select_related("cohort__organization")}
    offers = [(role, label, there.get(role)) for role, label in Enrolment.Role.choices]
    return [
        {
            "role": role,
            "label": label,
            "offer": it,
            "is_over": it and it.is_over(now),
            "placed": counts.get((role, PLACE), 0),
        }
        for role, label, it in offers
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_edit(request, pk, role):
    cohort = access.cohort_for_sponsor(request.membership, pk)
    if role not in Enrolment.Role.values:
        raise Http404
    offer = SignUp.objects.filter(cohort=cohort, role=role).select_related("cohort__organization").first()
    form = _sign_up_form(request, cohort, role, offer)
    if form.is_valid():
        _save(request, form)
        return redirect(request.membership.url("programs:applicants", pk=pk))
    context = {"cohort": cohort, "form": form, "is_for_leaders": role == Enrolment.Role.LEADER}
    return render(request, "programs/sign_up_edit.html", context)


def _sign_up_form(request, cohort, role, offer):
    """What was opened with a one-time token is opened once, also when it is sent a second time."""
    today = request.now.astimezone(cohort.organization.zone).date()
    if offer is None or "token" in request.POST:
        return SignUpForm(posted(request), instance=SignUp(cohort=cohort, role=role), today=today)
    return SignUpEditForm(posted(request), instance=offer, today=today)


def _save(request, form):
    is_new, offer = form.instance._state.adding, form.instance
    if is_new and form.repeated(SignUp.objects):
        return
    if is_new:
        offer.pk, offer.opened_at = form.row_id, request.now
    else:
        offer.lock_counts()
    form.save()
    offer.look_for_places(now=request.now)
    verb = "opened" if is_new else "changed"
    AuditEntry.record(verb, offer, by=request.membership, now=request.now, fields=set(form.changed_data) - {"token"})
    messages.success(request, _("Saved. Everyone in the organization finds it while it is open."))


@require_POST
def enrolling_one(request, pk):
    applicant = access.applicant_to_answer(request.membership, pk)
    return _enrol(request, applicant.cohort_id, applicant.person, applicant.sign_up.role)


@require_POST
def declining(request, pk):
    applicant = access.applicant_to_answer(request.membership, pk)
    if applicant.decline(by=request.membership, now=request.now):
        signing_up.tell(applicant, now=request.now)
        messages.success(request, _("%(name)s is told, kindly.") % {"name": applicant.person.name})
    return redirect(_list(request, applicant.cohort_id))


@require_POST
def accepting(request, pk):
    nomination = access.nomination_to_answer(request.membership, pk)
    return _enrol(request, nomination.cohort_id, nomination.person, nomination.role)


@require_POST
def setting_aside(request, pk):
    nomination = access.nomination_to_answer(request.membership, pk)
    if nomination.set_aside(by=request.membership, now=request.now):
        messages.success(request, _("Set aside. Nobody is told."))
    return redirect(_list(request, nomination.cohort_id))


def _enrol(request, cohort_id, person, role):
    cohort = access.cohort_for_sponsor(request.membership, cohort_id)
    outcome = enrolling.enrol(cohort, [person], role, by=request.membership, now=request.now)
    if outcome.enrolled:
        messages.success(request, enrolled_as(1, role))
    for said in [*(f"{it.person.name}: {it.why}" for it in outcome.refused), *outcome.warnings]:
        messages.warning(request, said)
    return redirect(_list(request, cohort_id))


def _list(request, cohort_id):
    """Back to the pages of both lists on which the answer was given."""
    kept = {name: request.GET[name] for name in ("asking", "named") if name in request.GET}
    return request.membership.url("programs:applicants", pk=cohort_id) + (f"?{urlencode(kept)}" if kept else "")
