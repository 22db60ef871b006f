"""From a run to pairs (P4): looked at again against the roster as it is now, then told to both."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from notifications.models import Due, Plan
from organizations.line import managers_above
from organizations.models import AuditEntry
from organizations.registries import facts
from programs.models import PartnerAccess, ResearchQuestion

from . import access, mails, partners, words
from .actions import PAIRED_IN, locked
from .everyone import people_of
from .excepting import attach
from .facts import PairsPublished
from .line import breaches, takes_an_exception
from .models import LineException, Pair, PairingRule, ProposedPair, SponsorBar


@dataclass(frozen=True)
class Told:
    """A proposal as both would read it; `objection` says why it can't be published, if it can't.

    `excepted_by`: who signed for these two, where the leader stands further up in the mentor's line.
    """

    proposal: ProposedPair
    because: str
    objection: str = ""
    excepted_by: str = ""

    @property
    def pk(self):
        return self.proposal.pk


def preview(run, *, by, **only):
    """What this sponsor would tell by publishing the run, pair by pair, in order of leader; `only`: of some of them."""
    topics = {topic["key"]: topic["label"] for topic in run.cohort.program.topics}
    signed = LineException.objects.signed_for(OuterRef("leader"), OuterRef("mentor")).values("name")[:1]
    proposals = (
        access.proposals_to_lead(by, run).filter(**only).annotate(excepted_by=Subquery(signed)).defer("alternatives")
    )
    proposals = people_of(by, run.cohort).meet(proposals)
    managers = managers_above(it.mentor.person_id for it in proposals)
    said = run.cohort.pairing_rules.filter(says=PairingRule.Says.FORBID).values_list("leader_id", "mentor_id")
    return [_told(it, topics, managers, set(said)) for it in proposals]


def _told(it, topics, managers, forbidden):
    leader, mentor = it.leader.person, it.mentor.person
    sentence = words.because(leader, mentor, it.reasons["said"], topics)
    return Told(it, sentence, _objection(it, managers, forbidden), it.excepted_by or "")


def _objection(it, managers, forbidden):
    leader, mentor = it.leader, it.mentor
    for enrolment in (leader, mentor):
        if enrolment.state != enrolment.State.ACTIVE or enrolment.person.left_on:
            return _("%(name)s no longer takes part.") % {"name": enrolment.person.name}
    names = {"leader": leader.person.name, "mentor": mentor.person.name}
    two = (leader.person_id, mentor.person_id)
    if breaches(*two, managers, excepted=it.excepted_by is not None):
        if takes_an_exception(*two, managers):
            return _("%(mentor)s works in %(leader)s’s reporting line, and no exception is signed.") % names
        return _("%(mentor)s now works in %(leader)s’s reporting line.") % names
    return _("You have ruled these two out since.") if (leader.pk, mentor.pk) in forbidden else ""


def reading(run, leader, *, by):
    """(Told, [what the leader reads, what the mentor reads]) of one proposal; a leader of another sponsor's is not found."""
    found = preview(run, by=by, leader=leader)
    if not found:
        return None
    (told,) = found
    pair = _pair(run, told, run.made_at)
    pair.cohort, it = run.cohort, told.proposal
    pair.leader, pair.leader_enrolment = it.leader.person, it.leader
    pair.mentor, pair.mentor_enrolment = it.mentor.person, it.mentor
    question = ResearchQuestion.objects.filter(enrolment=it.leader).settled().current().first()
    both = ((pair.leader, pair.mentor), (pair.mentor, pair.leader))
    return told, [
        partners.met(pair, reader.pk) | {"reader": reader, "question": question, "news": mails.news(pair, partner)}
        for reader, partner in both
    ]


@transaction.atomic
def publish(run, *, by, now):
    """Make the run's pairs and tell both partners of each; gives the new pairs. What stands against the rule is left out."""
    locked(run.cohort)
    run.refresh_from_db(fields=["published_at"])
    _check(run)
    # First: whoever stands above a leader by now neither reads nor publishes what is proposed to them.
    SponsorBar.objects.draw([it.leader for it in run.proposals.with_people()])
    told = [it for it in preview(run, by=by) if not it.objection]
    if not told:
        raise ValidationError(_("Nothing in this run can be published any more. Run it again."))
    pairs = Pair.objects.bulk_create(_pair(run, it, now) for it in told)
    attach(pairs)
    _open_profiles(pairs)
    _plan_news(pairs, told, now)
    run.published_at = now
    run.save(update_fields=["published_at"])
    AuditEntry.record("published", run, by=by, now=now, fields=["published_at"])
    facts.tell(PairsPublished(run.cohort_id, tuple(pair.pk for pair in pairs)), now=now)
    return pairs


def _check(run):
    if run.published_at:
        raise ValidationError(_("Run %(number)s is published already.") % {"number": run.number})
    if not run.is_newest:
        raise ValidationError(_("Only the newest run can be published: it knows which pairs are open."))
    if run.cohort.state not in PAIRED_IN:
        raise ValidationError(_("This cohort is not at pairing."))


def _pair(run, told, now):
    it = told.proposal
    return Pair(
        organization_id=run.organization_id,
        cohort_id=run.cohort_id,
        leader_id=it.leader.person_id,
        mentor_id=it.mentor.person_id,
        leader_enrolment_id=it.leader_id,
        mentor_enrolment_id=it.mentor_id,
        kind=it.kind,
        because=told.because,
        published_at=now,
    )


def _open_profiles(pairs):
    both = [(pair.leader_enrolment_id, pair.mentor_id) for pair in pairs]
    both += [(pair.mentor_enrolment_id, pair.leader_id) for pair in pairs]
    PartnerAccess.objects.bulk_create(
        (
            PartnerAccess(organization_id=pairs[0].organization_id, enrolment_id=enrolment, person_id=person)
            for enrolment, person in both
        ),
        ignore_conflicts=True,
    )


def _plan_news(pairs, told, now):
    Due.objects.plan_all(
        Plan("pair-news", pair.pk, now, recipient_id=person.pk)
        for pair, it in zip(pairs, told, strict=True)
        for person in (it.proposal.leader.person, it.proposal.mentor.person)
    )
