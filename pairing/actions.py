"""What sponsors do before anyone is told: runs, pins, refusals. What can't be is a ValidationError with a sentence."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organizations.line import managers_above
from organizations.models import AuditEntry, Job
from organizations.tenancy.scope import current
from programs.models import Cohort, Enrolment

from . import engine, tasks, words
from .gather import gather
from .line import breaches
from .models import PairingRule, PairingRun, ProposedPair, SponsorBar

JOB = "pairing"
PAIRED_IN = (Cohort.State.PAIRING, Cohort.State.RUNNING)
USUAL = {"goal": 45, "tension": 20, "strategic": 25, "access": 10}


@transaction.atomic
def ask_for_run(cohort, *, by, now, weights=None):
    """A run as a job in the worker; one that is at work for this cohort is given back instead."""
    locked(cohort)
    check_can_run(cohort, weights or USUAL)
    if at_work := jobs_of(cohort).filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).first():
        return at_work
    params = {"cohort": str(cohort.pk), "weights": weights or newest_weights(cohort)}
    job = Job.objects.create(kind=JOB, params=params, asked_by=by.person, asked_at=now)
    organization = str(current().organization)
    transaction.on_commit(lambda: tasks.run_pairing.delay(organization, str(job.pk)), robust=True)
    return job


def jobs_of(cohort):
    return Job.objects.filter(kind=JOB, params__cohort=str(cohort.pk)).newest_first()


def newest_weights(cohort):
    newest = cohort.pairing_runs.newest()
    return newest.weights if newest else USUAL


def check_can_run(cohort, weights):
    if cohort.state not in PAIRED_IN:
        raise ValidationError(_("Partners are proposed once the cohort has come to pairing."))
    if not any(weights.values()):
        raise ValidationError(_("All four weights are zero: give at least one of them a share."))
    if not cohort.enrolments.active().mentors().with_profile().exists():
        raise ValidationError(_("No mentor has filled in a profile yet. Pairing can begin with the first who has."))


@transaction.atomic
def propose(cohort, *, by, now, weights=None, progress=lambda done, total, step: None):
    """The best pairing of everyone who waits, kept as the cohort's next PairingRun. The worker's: it sees all pairs."""
    locked(cohort)
    weights = weights or newest_weights(cohort)
    check_can_run(cohort, weights)
    progress(0, 3, _("Reading questions, profiles and hours"))
    told = gather(cohort, now)
    if not told.leaders:
        raise ValidationError(_("No leader with a settled question is waiting for a mentor."))
    progress(1, 3, _("Weighing every leader with every mentor"))
    found = _solve(told, weights)
    SponsorBar.objects.draw([told.enrolment_of[leader.id] for leader in told.leaders])
    progress(2, 3, _("Writing the proposal down"))
    run = _keep(cohort, told, found, weights=weights, by=by, now=now)
    AuditEntry.record("proposed", run, by=by, now=now)
    return run


def _solve(told, weights):
    try:
        return engine.propose(told.leaders, told.mentors, told.between, told.rules, engine.Weights(**weights))
    except engine.PinsBreakRules as error:
        name_of = {key: it.person.name for key, it in told.enrolment_of.items()}
        raise ValidationError(words.broken_pins(error.broken, name_of)) from error


def _keep(cohort, told, found, *, weights, by, now):
    newest = cohort.pairing_runs.newest()
    enrolment_of = {key: it.pk for key, it in told.enrolment_of.items()}
    run = PairingRun.objects.create(
        cohort=cohort,
        number=newest.number + 1 if newest else 1,
        made_at=now,
        made_by_id=by.person_id,
        weights=weights,
        mentors=len(told.mentors),
        unmatched=[
            {"enrolment": str(enrolment_of[it.leader]), "because": dict(it.removed), "alone": dict(it.alone)}
            for it in found.unmatched
        ],
    )
    aiming = {leader.id for leader in told.leaders if leader.targets}
    ProposedPair.objects.bulk_create(_proposed(run, pair, enrolment_of, pair.leader in aiming) for pair in found.pairs)
    return run


def _proposed(run, pair, enrolment_of, has_target):
    second = pair.runner_up
    return ProposedPair(
        organization_id=run.organization_id,
        cohort_id=run.cohort_id,
        run=run,
        leader_id=enrolment_of[pair.leader],
        mentor_id=enrolment_of[pair.mentor],
        kind=words.KINDS[pair.kind],
        score=pair.score,
        reasons={
            "features": dict(pair.features),
            "said": [[reason.code, list(reason.values)] for reason in pair.reasons],
            "pinned": pair.pinned,
            "has_target": has_target,
            "runner_up": second and {"score": second.score, "cost": list(second.cost)},
        },
        runner_up_id=second and enrolment_of[second.mentor],
        runner_up_costs=second and second.cost[2],
    )


@transaction.atomic
def say(cohort, leader, mentor, says, *, by, now):
    """Pin two people, or rule them out. A leader has one pin; a pin never overrides the reporting rule."""
    locked(cohort)
    _check_two(cohort, leader, mentor)
    _check_line(leader, by)
    rules = PairingRule.objects.filter(cohort=cohort)
    if says == PairingRule.Says.PIN:
        _check_pin(rules, leader, mentor)
        rules.filter(leader=leader, says=says).exclude(mentor=mentor).delete()
    rule, _made = rules.update_or_create(
        cohort=cohort, leader=leader, mentor=mentor, defaults={"says": says, "organization_id": cohort.organization_id}
    )
    AuditEntry.record(f"said {says}", rule, by=by, now=now, fields=["says"])
    return rule


def _check_two(cohort, leader, mentor):
    roles = [(leader, Enrolment.Role.LEADER), (mentor, Enrolment.Role.MENTOR)]
    if any(it.cohort_id != cohort.pk or it.role != role for it, role in roles):
        raise ValidationError(_("Choose a leader and a mentor of this cohort."))


def _check_line(leader, by):
    SponsorBar.objects.draw([leader])
    if leader.bars.filter(person=by.person_id).exists():
        says = _("%(name)s reports up to you: another sponsor in charge chooses their partner.")
        raise ValidationError(says % {"name": leader.person.name})


def _check_pin(rules, leader, mentor):
    names = {"leader": leader.person.name, "mentor": mentor.person.name}
    if breaches(leader.person_id, mentor.person_id, managers_above([mentor.person_id])):
        says = _(
            "%(mentor)s works in %(leader)s’s reporting line: these two can’t be partners, and no pin changes that."
        )
        raise ValidationError(says % names)
    pinned = rules.filter(mentor=mentor, says=PairingRule.Says.PIN).exclude(leader=leader).count()
    if pinned >= mentor.capacity:
        raise ValidationError(_("%(mentor)s has no seat left: release another pin of theirs first.") % names)


def release(rule, *, by, now):
    AuditEntry.record("released", rule, by=by, now=now, fields=["says"])
    rule.delete()


def locked(cohort):
    """Keeps other runs and publications of this cohort waiting until the transaction ends."""
    return Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
