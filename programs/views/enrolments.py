"""Who takes part in a cohort: its sponsors enrol them from the roster or by a list, and see how far each is."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from notifications.models import Unreachable
from organizations.models import Job, Person
from organizations.paging import page
from organizations.tabs import tabs

from .. import access, bulk, enrolling, taking_time
from ..forms.enrolments import PastedForm, RosterFilter
from ..models import Enrolment, HoursAgreement
from ..models.documents import papers_in_force
from ..pasted import Unknown, resolve
from ..people import headline
from .answers import posted

NAMES = ("family_name", "given_name", "id")
AT_ONCE = 50  # people of a pasted list who are enrolled in the request itself
JOBS = 3
PERSON_NAMES = ("person__family_name", "person__given_name", "id")


@require_safe
def enrolled(request, pk):
    cohort = access.cohort_for_sponsor(request.membership, pk)
    counts, show = cohort.enrolments.counts(), request.GET.get("show", "all")
    rows = cohort.enrolments.shown(show).with_state(papers_in_force(cohort)).select_related("person").in_order()
    rows = rows.annotate(is_away=Unreachable.objects.about("person", request.now))
    found = page(rows, PERSON_NAMES, request.GET.get("after", ""))
    context = {"cohort": cohort, "counts": counts, "headline": headline(counts), "tabs": _tabs(counts, show)}
    context |= {"page": found, "filters": urlencode({"show": show}), "invite_url": _invite_url(request.membership)}
    context |= {"is_open": enrolling.is_open(cohort), "not_open": enrolling.not_open(cohort)}
    _add_answers(found.rows)
    jobs = bulk.confirmed_of(cohort)[:JOBS]
    context |= {"show": show, "shown": _shown(context["tabs"]), "jobs": [(it, _job_says(it)) for it in jobs]}
    context |= {"returning": access.returning(request.membership, cohort)}
    return render(request, "programs/enrolled.html", context)


def _add_answers(enrolments):
    """`manager_says` to each mentor's hours, where a line manager was asked."""
    asked = (
        HoursAgreement.objects.standing().filter(enrolment__in=[it.pk for it in enrolments]).order_by("asked_at", "id")
    )
    answers = {it.enrolment_id: it for it in asked}
    for enrolment in enrolments:
        enrolment.manager_says = answers.get(enrolment.pk)


def _shown(tabs):
    return next(tab.count for tab in tabs if tab.current)


def _job_says(job):
    if job.state == Job.State.DONE:
        return bulk.did(job.params["act"], job.result["done"])
    if job.state == Job.State.FAILED:
        return job.failure
    doing = bulk.is_done_to(job.params["act"])
    if not job.total:
        return _("%(doing)s: waits for its turn.") % {"doing": doing}
    return _("%(doing)s: %(done)d of %(total)d.") % {"doing": doing, "done": job.done, "total": job.total}


def _tabs(counts, show):
    words = {
        "all": _("All"),
        "leaders": _("Leaders"),
        "mentors": _("Mentors"),
        "waiting": _("Not ready"),
        "withdrawn": _("Withdrawn"),
    }
    return tabs(words, show if show in words else "all", counts)


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
    also = taking_time.elsewhere(request.membership, cohort, found.rows)
    rows = [(it, reasons.get(it.pk, ""), also.get(it.pk, ""), it.pk in returning) for it in found.rows]
    filters = urlencode({name: value for name, value in request.GET.items() if name != "after" and value})
    context = {"cohort": cohort, "form": form, "page": found, "rows": rows, "filters": filters, "outcome": outcome}
    context |= {"is_open": enrolling.is_open(cohort), "not_open": enrolling.not_open(cohort)}
    context["all"], context["is_paged"] = people.count(), bool(found.after) or not found.is_first
    return render(request, "programs/enrol.html", context)


def _enrol_picked(request, cohort):
    picked = ids_in(request.POST.getlist("person"))
    people = Person.objects.filter(pk__in=picked).select_related("organization").in_order()
    role = request.POST.get("role")
    if not picked or role not in Enrolment.Role.values:
        messages.warning(request, _("Nobody was picked. Tick the people first, then say what they take part as."))
        return enrolling.Outcome()
    return _enrol(request, cohort, people, role)


def ids_in(texts):
    return [text for text in texts if _is_id(text)]


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
    form, left, job = PastedForm(posted(request)), [], None
    if form.is_valid():
        named, role = resolve(form.cleaned_data["lines"]), form.cleaned_data["role"]
        job = _ask_first(request, cohort, named, role)
        left = named.unknown if job else _enrol_lines(request, cohort, named, role)
        if not left:
            return redirect(_after_list(request, cohort, job))
        form = PastedForm(initial={"role": role, "lines": "\n".join(it.line for it in left)})
    context = {"cohort": cohort, "form": form, "left": left, "job": job}
    context |= {"is_open": enrolling.is_open(cohort), "not_open": enrolling.not_open(cohort)}
    context["reasons"] = bulk.grouped((it.why, it.line) for it in left)
    return render(request, "programs/enrol_list.html", context)


def _ask_first(request, cohort, named, role):
    """A long list is looked at before it is done, and done by the worker; None for a short one."""
    if len(named.people) <= AT_ONCE:
        return None
    act = bulk.LEADERS if role == Enrolment.Role.LEADER else bulk.MENTORS
    return bulk.propose(cohort, act, [it.pk for it in named.people], by=request.membership, now=request.now)


def _after_list(request, cohort, job):
    if job:
        return request.membership.url("programs:bulk_job", pk=cohort.pk, job=job.pk)
    return request.membership.url("programs:enrolled", pk=cohort.pk)


def _enrol_lines(request, cohort, named, role):
    """The lines that enrolled nobody, each with its reason."""
    outcome = _enrol(request, cohort, named.people, role)
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
