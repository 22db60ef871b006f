"""The only place where a membership and an id become one of this app's objects (PROTOCOL section 2).

Proposals, and the list of a cohort's pairs, are its sponsors'; a pair's own page is the two partners'. All else is a 404.
"""

from django.db.models import Exists, OuterRef
from django.http import Http404

from organizations.access import one
from programs.models import Cohort, Enrolment

from . import actions
from .models import LineException, Pair, PairingRule, PairingRun, ProposedPair, SponsorBar, Unpaired


def cohorts_to_pair(membership):
    """Those that this person is in charge of, and is still a sponsor of the organization for."""
    if not membership.is_sponsor:
        return Cohort.objects.none()
    return Cohort.objects.sponsored_by(membership.person_id).select_related("organization", "program")


def cohort_to_pair(membership, pk):
    return one(cohorts_to_pair(membership), pk=pk)


def run_of(membership, pk, number):
    runs = PairingRun.objects.filter(cohort__in=cohorts_to_pair(membership))
    return one(runs.select_related("cohort__organization", "cohort__program"), cohort=pk, number=number)


def rules_to_lead(membership, cohort):
    rules = PairingRule.objects.filter(cohort=cohort).to_lead_for(membership.person_id)
    return rules.prefetch_related("said_by").order_by("id")


def exceptions_to_lead(membership, cohort):
    """What is signed for two people of the cohort and not taken back, with what the mentor said."""
    signed = LineException.objects.filter(cohort=cohort, taken_back_at=None).to_lead_for(membership.person_id)
    return signed.with_answer().order_by("id")


def proposals_to_lead(membership, run):
    """What a run proposes to leaders who do not report up to this sponsor."""
    return ProposedPair.objects.filter(run=run).to_lead_for(membership.person_id).order_by("id")


def unpaired_to_lead(membership, run):
    """Whom a run leaves waiting, of the same leaders."""
    return Unpaired.objects.filter(run=run).to_lead_for(membership.person_id).order_by("id")


def leader_of(membership, run, leader):
    """What a run says of one leader: their proposed pair, or why they wait."""
    own = {"leader": leader}
    return proposals_to_lead(membership, run).filter(**own).first() or one(unpaired_to_lead(membership, run), **own)


def job_of(membership, pk, job):
    return one(actions.jobs_of(cohort_to_pair(membership, pk)), pk=job)


def pairs_to_lead(membership, *cohorts):
    """The cohorts' pairs less those barred to this sponsor: the row policy says the same once more."""
    pairs = Pair.objects.filter(cohort__in=cohorts).exclude(
        leader_enrolment__in=SponsorBar.objects.against(membership.person_id)
    )
    return pairs.with_people().in_order()


def led(membership, cohort):
    """The same as a list: for `membership.once`, since several panels of a cohort's page are about its pairs."""
    return list(pairs_to_lead(membership, cohort))


def pair_to_lead(membership, pk, pair):
    return one(pairs_to_lead(membership, cohort_to_pair(membership, pk)), pk=pair)


def pairs_of(membership):
    """`is_asked`: whether this person, as the mentor, is yet to agree to an exception from the reporting line."""
    people = ("leader", "mentor", "cohort__program", "cohort__organization", "leader_enrolment", "mentor_enrolment")
    pairs = Pair.objects.of(membership.person_id).shown().select_related(*people).order_by("-id")
    return pairs.annotate(is_asked=Exists(LineException.objects.asked_of(membership.person_id, OuterRef("pk"))))


def has_lab(membership):
    """Whether there is any of these: each page's navigation asks."""
    return Pair.objects.of(membership.person_id).shown().exists()


def pair_of(membership, pk):
    return one(pairs_of(membership), pk=pk)


def pair_to_open(membership, pk):
    """Also a proposal that one of the two turned down, less the people, whom neither reads any more: mails still lead there."""
    return pairs_of(membership).filter(pk=pk).first() or one(Pair.objects.of(membership.person_id), pk=pk)


def pair_to_print(membership, pk):
    """For its two partners, and for the sponsors whose pair it is to lead."""
    in_charge = cohorts_to_pair(membership)
    found = pairs_of(membership).filter(pk=pk).first() or pairs_to_lead(membership, *in_charge).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def everyone_to_pair(membership, *cohorts):
    """Who takes part or did, less the leaders whose pair is not this sponsor's to choose."""
    return Enrolment.objects.filter(cohort__in=cohorts).exclude(pk__in=SponsorBar.objects.against(membership.person_id))


def leaders_apart(membership, cohort):
    """The leaders in whose reporting line this sponsor stands: another one in charge looks after their pairs."""
    barred = list(SponsorBar.objects.against(membership.person_id))
    return Enrolment.objects.active().leaders().filter(cohort=cohort, pk__in=barred).met()
