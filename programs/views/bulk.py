"""Many people at once: chosen on another page, looked at here, done in the worker. One address is one job, wherever it stands."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from organizations.models import Job, Person

from .. import access, bulk, enrolling, taking_time
from ..forms.enrolments import RosterFilter
from ..models import Applicant
from .enrolments import ids_in

NAMED = 500


@require_POST
def choose(request, pk):
    """`what` says the act and who: "mentors found", "leaders asking", "withdraw picked", "remind all"."""
    cohort = access.cohort_for_sponsor(request.membership, pk)
    act, _space, who = request.POST.get("what", "").partition(" ")
    people = _people(request, cohort, act, who) if act in bulk.ACTS else []
    if not 0 < len(people) <= bulk.MOST:
        messages.warning(request, _too_few_or_many(people))
        return redirect(_back(request, cohort, act))
    job = bulk.propose(cohort, act, people, by=request.membership, now=request.now)
    return redirect(request.membership.url("programs:bulk_job", pk=pk, job=job.pk))


def _people(request, cohort, act, who):
    """Their ids; of people picked, only those who are there."""
    if who == "found":
        returning = access.returning(request.membership, cohort)
        rows = RosterFilter(request.POST, returning=returning).narrowed(Person.objects.present()).in_order()
    elif who == "asking":
        signed_up = Applicant.objects.filter(cohort=cohort).with_a_place().of_role(bulk.ENROLS_AS.get(act)).in_order()
        return list(signed_up.values_list("person_id", flat=True)[: bulk.MOST + 1])
    elif who == "all":
        shown = cohort.enrolments.shown(request.POST.get("show", "all")).in_order()
        return list(shown.values_list("person_id", flat=True)[: bulk.MOST + 1])
    else:
        rows = Person.objects.filter(pk__in=ids_in(request.POST.getlist("person"))).in_order()
    return list(rows.values_list("pk", flat=True)[: bulk.MOST + 1])


def _too_few_or_many(people):
    if people:
        return _("That is more than %(most)d people at once. Narrow it down.") % {"most": bulk.MOST}
    return _("Nobody was picked. Tick the people first, then say what is to happen.")


def _back(request, cohort, act):
    return request.membership.url("programs:enrol" if act in bulk.ENROLS_AS else "programs:enrolled", pk=cohort.pk)


@require_safe
def job(request, pk, job):
    cohort = access.cohort_for_sponsor(request.membership, pk)
    found = access.bulk_job(request.membership, pk, job)
    act, context = found.params["act"], {"cohort": cohort, "job": found, "doing": bulk.is_done_to(found.params["act"])}
    if not found.params["confirmed"]:
        shown = bulk.preview(cohort, found, now=request.now)
        context |= {"preview": shown, "reasons": shown.reasons, "headline": bulk.will(act, len(shown.able))}
        context["able"] = _with_hours(request.membership, cohort, shown.able[:NAMED])
        context |= {"withdraws": act == bulk.WITHDRAW, "not_open": _not_open(cohort, act)}
        return render(request, "programs/bulk_preview.html", context)
    if request.htmx and found.is_over:
        return HttpResponseClientRefresh()  # the headline and who stayed out of it change as well
    if found.state == Job.State.DONE:
        context |= {"headline": bulk.did(act, found.result["done"]), "reasons": _named(found.result["refused"])}
    return render(request, "programs/bulk_progress.html" if request.htmx else "programs/bulk_job.html", context)


def _with_hours(membership, cohort, people):
    also = taking_time.elsewhere(membership, cohort, people)
    return [(person, also.get(person.pk, "")) for person in people]


def _not_open(cohort, act):
    return enrolling.not_open(cohort) if act in bulk.ENROLS_AS and not enrolling.is_open(cohort) else ""


def _named(refused):
    """[(why, the people)] of a result, which keeps ids: the names are looked up now."""
    ids = [pk for _why, people in refused for pk in people][:NAMED]
    people = {str(it.pk): it for it in Person.objects.filter(pk__in=ids)}
    return [(why, [people[pk] for pk in those if pk in people]) for why, those in refused]


@require_POST
def going(request, pk, job):
    cohort = access.cohort_for_sponsor(request.membership, pk)
    found = access.bulk_job(request.membership, pk, job)
    if not bulk.confirm(cohort, found, request.POST.get("fingerprint", ""), now=request.now):
        messages.warning(request, _("It has changed meanwhile. This is what would happen now."))
    return redirect(request.membership.url("programs:bulk_job", pk=pk, job=job))
