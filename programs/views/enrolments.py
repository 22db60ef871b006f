"""Who takes part in a cohort: its sponsors enrol them from the roster or by a list, and see how far each is."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import Person
from organizations.paging import page

from .. import access, enrolling
from ..forms.enrolments import PastedForm, RosterFilter
from ..models import Enrolment
from ..models.documents import papers_in_force
from ..pasted import Unknown, resolve
from ..people import headline
from .answers import posted

NAMES = ("family_name", "given_name", "id")
PERSON_NAMES = ("person__family_name", "person__given_name", "id")


class Tab(NamedTuple):
    label: str
    url: str
    current: bool
    count: int


@require_safe
def enrolled(request, pk):
    cohort = access.cohort_for_sponsor(request.membership, pk)
    counts, show = cohort.enrolments.counts(), request.GET.get("show", "all")
    rows = cohort.enrolments.shown(show).with_state(papers_in_force(cohort)).select_related("person").in_order()
    found = page(rows, PERSON_NAMES, request.GET.get("after", ""), size=100)
    context = {"cohort": cohort, "counts": counts, "headline": headline(counts), "tabs": _tabs(counts, show)}
    context |= {"page": found, "filters": urlencode({"show": show}), "invite_url": _invite_url(request.membership)}
    context |= {"is_open": enrolling.is_open(cohort), "not_open": enrolling.not_open(cohort)}
    context |= {"returning": access.returning(request.membership, cohort)}
    return render(request, "programs/enrolled.html", context)


def _tabs(counts, show):
    words = {
        "all": _("All"),
        "leaders": _("Leaders"),
        "mentors": _("Mentors"),
        "waiting": _("Not ready"),
        "withdrawn": _("Withdrawn"),
    }
    show = show if show in words else "all"
    return [Tab(label, f"?{urlencode({'show': key})}", key == show, counts[key]) for key, label in words.items()]


def _invite_url(membership):
    """Invitations are the admins'."""
    return membership.url("organizations:invitations") if membership.is_admin else ""


@require_http_methods(["GET", "HEAD", "POST"])
def roster(request, pk):
    cohort = access.cohort_for_sponsor(request.membership, pk)
    outcome = _enrol_picked(request, cohort) if request.method == "POST" else None
    if outcome and not outcome.refused:
        return redirect(request.get_full_path())
    returning = access.returning(request.membership, cohort)
    form = RosterFilter(request.GET, returning=returning)
    people = form.narrowed(Person.objects.present()).in_order()
    found = page(people, NAMES, request.GET.get("after", ""))
    reasons = enrolling.refusals(cohort, found.rows)
    rows = [(person, reasons.get(person.pk, ""), person.pk in returning) for person in found.rows]
    filters = urlencode({name: value for name, value in request.GET.items() if name != "after" and value})
    context = {"cohort": cohort, "form": form, "page": found, "rows": rows, "filters": filters, "outcome": outcome}
    context |= {"is_open": enrolling.is_open(cohort), "not_open": enrolling.not_open(cohort)}
    return render(request, "programs/enrol.html", context)


def _enrol_picked(request, cohort):
    picked = [pk for pk in request.POST.getlist("person") if _is_id(pk)]
    people = Person.objects.filter(pk__in=picked).select_related("organization").in_order()
    role = request.POST.get("role")
    if not picked or role not in Enrolment.Role.values:
        messages.warning(request, _("Nobody was picked. Tick the people first, then say what they take part as."))
        return enrolling.Outcome()
    return _enrol(request, cohort, people, role)


def _is_id(text):
    try:
        Person._meta.pk.to_python(text)
    except Exception:  # whatever an address can hold: it names nobody
        return False
    return True


def _enrol(request, cohort, people, role):
    outcome = enrolling.enrol(cohort, people, role, by=request.membership, now=request.now)
    if count := len(outcome.enrolled):
        messages.success(request, enrolled_as(count, role))
    for warning in outcome.warnings:
        messages.warning(request, warning)
    return outcome


def enrolled_as(count, role):
    if role == Enrolment.Role.LEADER:
        return ngettext("%d person enrolled as a leader.", "%d people enrolled as leaders.", count) % count
    return ngettext("%d person enrolled as a mentor.", "%d people enrolled as mentors.", count) % count


@require_http_methods(["GET", "HEAD", "POST"])
def pasted(request, pk):
    cohort = access.cohort_for_sponsor(request.membership, pk)
    form, left = PastedForm(posted(request)), []
    if form.is_valid():
        left = _enrol_lines(request, cohort, form)
        if not left:
            return redirect(request.membership.url("programs:enrolled", pk=cohort.pk))
        form = PastedForm(initial={"role": form.cleaned_data["role"], "lines": "\n".join(it.line for it in left)})
    context = {"cohort": cohort, "form": form, "left": left}
    context |= {"is_open": enrolling.is_open(cohort), "not_open": enrolling.not_open(cohort)}
    return render(request, "programs/enrol_list.html", context)


def _enrol_lines(request, cohort, form):
    """The lines that enrolled nobody, each with its reason."""
    named = resolve(form.cleaned_data["lines"])
    outcome = _enrol(request, cohort, named.people, form.cleaned_data["role"])
    refused = [Unknown(named.people[it.person], f"{it.person.name}: {it.why}") for it in outcome.refused]
    return [*named.unknown, *refused]


@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request, pk):
    enrolment = access.enrolment_to_withdraw(request.membership, pk)
    is_own = enrolment.person_id == request.membership.person_id
    back = "programs:labs" if is_own else "programs:enrolled"
    back_url = request.membership.url(back, **({} if is_own else {"pk": enrolment.cohort_id}))
    if request.method == "POST":
        enrolment.withdraw(by=request.membership, now=request.now)
        messages.success(request, _("%(name)s takes part no longer.") % {"name": enrolment.person.name})
        return redirect(back_url)
    context = {"enrolment": enrolment, "is_own": is_own, "back_url": back_url}
    return render(request, "programs/enrolment_withdrawal.html", context)
