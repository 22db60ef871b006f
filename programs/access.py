"""Whose cohorts, papers and tools are whose (PROTOCOL section 2).

A cohort exists for those in charge of it and those who take part; for anyone else it is a 404. That there are
programs, cohorts and a register of tools every member may know: their lists and forms answer 403.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from organizations.access import one
from organizations.models import Job

from .models import (
    Applicant,
    ApprovedTool,
    Cohort,
    Enrolment,
    Nomination,
    OrganizationTemplate,
    PartnerAccess,
    Program,
    SignUp,
)
from .models.documents import PAPERS

BULK = "people"  # the kind of job


def require_sponsor(membership):
    if not membership.is_sponsor:
        raise PermissionDenied


def programs(membership):
    require_sponsor(membership)
    return Program.objects.in_order()


def program(membership, pk):
    return one(programs(membership), pk=pk)


def own_templates(membership):
    """The organization's: all of its sponsors make programs from them and change them."""
    require_sponsor(membership)
    return OrganizationTemplate.objects.in_order()


def own_template(membership, pk):
    return one(own_templates(membership), pk=pk)


def cohorts_for_sponsor(membership):
    """Those that this person is in charge of; of no one else's, whatever role they have in the organization."""
    if not membership.is_sponsor:
        return Cohort.objects.none()
    cohorts = Cohort.objects.sponsored_by(membership.person_id)
    return cohorts.select_related("organization", "program", "contact")


def in_charge_of(membership):
    """The same as a list, newest first: for `membership.once`, since home and a cohort's page ask several times."""
    return cohorts_for_sponsor(membership).newest_first().together()


def cohort_for_sponsor(membership, pk):
    found = next((it for it in membership.once(in_charge_of) if it.pk == pk), None)
    if found is None:
        raise Http404
    return found


def cohort_and_facts(membership, pk):
    """For the page that shows what its gate lacks: its facts come in the same query."""
    membership.told(in_charge_of, list(cohorts_for_sponsor(membership).with_facts().newest_first()))
    return cohort_for_sponsor(membership, pk)


def cohort_to_change(membership, pk):
    """403 once it is over: what was, stays."""
    cohort = cohort_for_sponsor(membership, pk)
    if cohort.is_over:
        raise PermissionDenied
    return cohort


def cohort_to_run_again(membership, pk):
    """403 while its sessions still run."""
    cohort = cohort_for_sponsor(membership, pk)
    if not cohort.may_run_again:
        raise PermissionDenied
    return cohort


def cohort_for_reader(membership, pk):
    """Its papers are read by those who take part and those in charge."""
    mine = Q(pk__in=cohorts_for_sponsor(membership).values("pk")) | Q(
        pk__in=Cohort.objects.of_participant(membership.person_id).values("pk")
    )
    return one(Cohort.objects.filter(mine).select_related("organization", "program", "contact"), pk=pk)


def own_place(membership, cohort):
    """What this person takes part in the cohort as, or None."""
    return cohort.enrolments.active().filter(person_id=membership.person_id).first()


def own_and_partners(membership, cohort):
    """The places of this person and of their lab partners in the cohort, their own first."""
    partners = PartnerAccess.objects.filter(person_id=membership.person_id).values("enrolment_id")
    places = cohort.enrolments.filter(Q(person_id=membership.person_id) | Q(pk__in=partners)).active()
    return sorted(places.select_related("person").in_order(), key=lambda it: it.person_id != membership.person_id)


def versions(cohort, paper):
    """Of "rules" or "charter"; there is nothing else to read."""
    if paper not in PAPERS:
        raise Http404
    return PAPERS[paper].objects.filter(cohort=cohort)


def signatures_under(membership, version):
    """Those in charge read all of them, who takes part their own and their partners'."""
    rows = version.signatures.with_people().in_order()
    if is_in_charge(membership, version.cohort):
        return rows
    return rows.filter(enrolment__in=own_and_partners(membership, version.cohort))


def may_keep_tools(membership):
    return membership.is_sponsor or membership.is_admin


def tools(membership):
    """The whole organization's: every member reads it."""
    return ApprovedTool.objects.in_order()


def require_tool_keeper(membership):
    if not may_keep_tools(membership):
        raise PermissionDenied


def tool_to_change(membership, pk):
    require_tool_keeper(membership)
    return one(tools(membership), pk=pk)


def own_enrolments(membership):
    """What this person takes part in."""
    return _enrolments().active().of(membership.person_id)


def own_enrolment(membership, pk):
    return one(own_enrolments(membership), pk=pk)


def enrolment_to_read(membership, pk):
    """Its profile and question: for the person, their partner, and the sponsors of the cohort."""
    return one(_enrolments().seen_by(membership.person_id, cohorts_for_sponsor(membership)), pk=pk)


def enrolment_to_decide(membership, pk):
    """For the sponsors of its cohort alone."""
    return one(_enrolments().filter(cohort__in=cohorts_for_sponsor(membership)), pk=pk)


def enrolment_to_withdraw(membership, pk):
    """By a sponsor of the cohort, or by the person themselves."""
    mine = Q(person_id=membership.person_id) | Q(cohort__in=cohorts_for_sponsor(membership))
    return one(_enrolments().filter(mine), pk=pk)


def question_of(membership, pk):
    """A leader's enrolment whose question this person may read."""
    enrolment = enrolment_to_read(membership, pk)
    if not enrolment.is_leader:
        raise Http404
    return enrolment


def own_question(membership, pk):
    enrolment = own_enrolment(membership, pk)
    if not enrolment.is_leader:
        raise Http404
    return enrolment


def is_in_charge(membership, cohort):
    return cohort.pk in {it.pk for it in membership.once(in_charge_of)}


def _enrolments():
    return Enrolment.objects.select_related("cohort__program", "cohort__organization", "person")


def returning(membership, cohort):
    """Who took part in the cohorts that this one runs again, as far as they are in this person's charge: ids of people."""
    earlier = Enrolment.objects.earlier_than(cohort).filter(cohort__in=cohorts_for_sponsor(membership))
    return set(earlier.values_list("person_id", flat=True)) if cohort.copied_from_id else set()


def places(membership):
    """The states of this person's places in cohorts; empty for who never took part in one."""
    return set(Enrolment.objects.of(membership.person_id).values_list("state", flat=True).distinct())


def sign_ups(membership):
    """What sponsors have opened: every member reads it, and nothing of who has signed up."""
    return SignUp.objects.published().select_related("cohort__program", "cohort__organization")


def own_applicants(membership):
    mine = Applicant.objects.filter(person_id=membership.person_id)
    return mine.select_related("cohort__program", "cohort__organization", "sign_up__cohort__organization")


def own_nominations(membership):
    return Nomination.objects.filter(nominated_by_id=membership.person_id).select_related("person", "cohort")


def cohort_to_join(membership, pk):
    """What is published of a cohort, and what this person has asked for there; a 404 where there is neither."""
    offers = list(sign_ups(membership).filter(cohort=pk).in_order())
    mine = own_applicants(membership).filter(cohort=pk).first()
    if not offers and mine is None:
        raise Http404
    return (offers[0] if offers else mine).cohort, offers, mine


def applicant_to_answer(membership, pk):
    """For the sponsors of its cohort."""
    applicants = Applicant.objects.filter(cohort__in=cohorts_for_sponsor(membership))
    return one(applicants.select_related("person__organization", "cohort__organization", "sign_up__cohort"), pk=pk)


def nomination_to_answer(membership, pk):
    """For the sponsors of its cohort: who made it reads it on their own page."""
    nominations = Nomination.objects.filter(cohort__in=cohorts_for_sponsor(membership))
    return one(nominations.select_related("person__organization", "cohort__organization"), pk=pk)


def bulk_job(membership, pk, job):
    """An act for many people of this cohort: for its sponsors; until its yes, for the one who made it."""
    mine = Q(params__confirmed=True) | Q(asked_by_id=membership.person_id)
    cohort = cohort_for_sponsor(membership, pk)
    return one(Job.objects.filter(mine, kind=BULK, params__cohort=str(cohort.pk)), pk=job)
