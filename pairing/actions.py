"""What sponsors do before anyone is told: runs, pins, refusals. What can't be is a ValidationError with a sentence."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import Due, once_a_day
from organizations.line import managers_above
from organizations.models import AuditEntry, Job
from organizations.tenancy.scope import current
from programs.models import Cohort, Enrolment

from . import engine, tasks, words
from .gather import gather
from .keeping import keep
from .line import breaches, takes_an_exception
from .models import LineException, Pair, PairingRule, SponsorBar

JOB, ASKED = "pairing", "pair-asked"
PAIRED_IN = (Cohort.State.PAIRING, Cohort.State.RUNNING)
STEPS = len(engine.STEPS) + 2  # reading before them, writing after
USUAL = {"goal": 45, "tension": 20, "strategic": 25, "access": 10}


class Overtaken(ValidationError):
    """Another sponsor has been here since the page was drawn: nothing is changed."""


@transaction.atomic
def ask_for_run(cohort, *, by, now, weights=None, keeps=False):
    """A run as a job in the worker; one that is at work for this cohort is given back instead."""
    locked(cohort)
    check_can_run(cohort, weights or USUAL)
    if at_work := jobs_of(cohort).under_way().first():
        return at_work
    params = {"cohort": str(cohort.pk), "weights": weights or newest_weights(cohort), "keeps": keeps}
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
    if cohort.rests:
        raise ValidationError(_("This cohort rests. Partners are proposed again when you take it up."))
    if cohort.state not in PAIRED_IN:
        raise ValidationError(_("Partners are proposed once the cohort has come to pairing."))
    if not any(weights.values()):
        raise ValidationError(_("All four weights are zero: give at least one of them a share."))
    if not cohort.enrolments.active().mentors().with_profile().exists():
        raise ValidationError(_("No mentor has filled in a profile yet. Pairing can begin with the first who has."))


@transaction.atomic
def propose(cohort, *, by, now, weights=None, keeps=False, progress=lambda done, total, step: None):
    """The best pairing of everyone who waits, kept as the cohort's next PairingRun. The worker's: it sees all pairs.

    `keeps`: move as few of the newest run's pairs as one can. What `progress` raises ends the run, and nothing of it stays.
    """
    cohort = locked(cohort)
    weights = weights or newest_weights(cohort)
    check_can_run(cohort, weights)
    progress(0, STEPS, _("Reading questions, profiles and hours"))
    told = gather(cohort, now, keeps=keeps)
    _check_told(told)
    found = _solve(told, weights, progress)
    SponsorBar.objects.draw([told.enrolment_of[leader.id] for leader in told.leaders])
    progress(STEPS - 1, STEPS, _("Writing the proposal down"))
    run = keep(cohort, told, found, weights=weights, keeps=keeps, by=by, now=now)
    AuditEntry.record("proposed", run, by=by, now=now)
    return run


def _check_told(told):
    if not told.leaders:
        raise ValidationError(_("No leader with a settled question is waiting for a mentor."))
    if max(len(told.leaders), len(told.mentors)) > engine.MOST:
        says = _("More than %(most)d people on one side can’t be paired at once. Part them into two cohorts.")
        raise ValidationError(says % {"most": engine.MOST})


def _solve(told, weights, progress):
    def before(step):
        progress(1 + engine.STEPS.index(step), STEPS, str(words.STEPS[step]))

    everything = (told.leaders, told.mentors, told.between, told.rules, engine.Weights(**weights))
    try:
        return engine.propose(*everything, before=before)
    except engine.PinsBreakRules as error:
        name_of = {key: it.person.name for key, it in told.enrolment_of.items()}
        raise ValidationError(words.broken_pins(error.broken, name_of)) from error


@transaction.atomic
def say(cohort, leader, mentor, says, *, by, now, drawn=None):
    """Pin two people, or rule them out. A leader has one pin; a pin never overrides the reporting rule.

    `drawn`: when the page was drawn. Overtaken where another sponsor has said something of the two since, or of the leader's pin.
    """
    locked(cohort)
    check_two(cohort, leader, mentor)
    check_line(leader, by)
    rules = PairingRule.objects.filter(cohort=cohort)
    _check_seen(rules.filter(leader=leader), mentor, by, drawn)
    if says == PairingRule.Says.PIN:
        _check_pin(rules, leader, mentor)
        rules.filter(leader=leader, says=says).exclude(mentor=mentor).delete()
    said = {"says": says, "organization_id": cohort.organization_id, "said_by_id": by.person_id, "said_at": now}
    rule, _made = rules.update_or_create(cohort=cohort, leader=leader, mentor=mentor, defaults=said)
    AuditEntry.record(f"said {says}", rule, by=by, now=now, fields=["says"])
    return rule


def _check_seen(rules, mentor, by, drawn):
    """Two sponsors at once: the second one reads what the first has said before putting something else there."""
    if drawn is None:
        return
    later = rules.filter(Q(says=PairingRule.Says.PIN) | Q(mentor=mentor), said_at__gt=drawn).exclude(
        said_by=by.person_id
    )
    if said := later.select_related("leader__person", "mentor__person", "said_by").order_by("-said_at", "id").first():
        names = {"leader": said.leader.person.name, "mentor": said.mentor.person.name, "says": said.get_says_display()}
        names["who"] = said.said_by.name if said.said_by else _("Another sponsor")
        raise Overtaken(
            _("%(who)s has said meanwhile: %(leader)s and %(mentor)s, %(says)s. Look at that first, then decide.")
            % names
        )


@transaction.atomic
def swap(run, leader, other, *, by, now, drawn=None):
    """Give two leaders of a run each other's mentors, as two pins; what breaks a rule is refused, and nothing stays."""
    cohort = locked(run.cohort)
    check_newest(run)
    mentor_of = {it.leader_id: it.mentor for it in run.proposals.with_people().filter(leader__in=[leader, other])}
    if len(mentor_of) < 2:
        raise ValidationError(_("Choose two leaders who have a mentor in this run."))
    crosswise = ((leader, mentor_of[other.pk]), (other, mentor_of[leader.pk]))
    for one, mentor in crosswise:
        _check_seen(PairingRule.objects.filter(cohort=cohort, leader=one), mentor, by, drawn)
    PairingRule.objects.filter(cohort=cohort, leader__in=[leader, other], says=PairingRule.Says.PIN).delete()
    for one, mentor in crosswise:
        say(cohort, one, mentor, PairingRule.Says.PIN, by=by, now=now)


def check_newest(run):
    if not run.is_newest:
        raise Overtaken(_("There is a newer run by now. Look at that first: this one is kept to be read."))


@transaction.atomic
def give_seats(cohort, mentor, seats, *, by, now):
    """How many leaders a mentor may be proposed to here. They read it, and accept or refuse each proposal as always."""
    locked(cohort)
    if mentor.cohort_id != cohort.pk or mentor.is_leader:
        raise ValidationError(_("Choose a mentor of this cohort."))
    taught = Pair.objects.filter(mentor_enrolment=mentor).open().count()
    if seats < max(1, taught):
        says = ngettext("%(name)s has %(n)d leader already.", "%(name)s has %(n)d leaders already.", taught)
        raise ValidationError(
            says % {"name": mentor.person.name, "n": taught}
            if taught
            else _("A mentor needs at least one seat: withdraw them instead.")
        )
    mentor.take(seats, by=by, now=now)


@transaction.atomic
def allow_departments(cohort, *, by, now):
    """Partners may come from one department from now on."""
    cohort = locked(cohort)
    if not cohort.same_unit_allowed:
        cohort.same_unit_allowed, cohort.version = True, cohort.version + 1
        cohort.save(update_fields=["same_unit_allowed", "version"])
        AuditEntry.record("changed", cohort, by=by, now=now, fields=["same_unit_allowed"])


def ask(enrolment, *, now):
    """Ask someone for other hours or more languages, since no partner fits theirs; once a day at most."""
    Due.objects.plan(ASKED, enrolment.pk, now, recipient_id=enrolment.person_id, occurrence=once_a_day(now))


def check_two(cohort, leader, mentor):
    roles = [(leader, Enrolment.Role.LEADER), (mentor, Enrolment.Role.MENTOR)]
    if any(it.cohort_id != cohort.pk or it.role != role for it, role in roles):
        raise ValidationError(_("Choose a leader and a mentor of this cohort."))


def check_line(leader, by):
    SponsorBar.objects.draw([leader])
    if leader.bars.filter(person=by.person_id).exists():
        says = _("%(name)s reports up to you: another sponsor in charge chooses their partner.")
        raise ValidationError(says % {"name": leader.person.name})


def _check_pin(rules, leader, mentor):
    names = {"leader": leader.person.name, "mentor": mentor.person.name}
    two, managers = (leader.person_id, mentor.person_id), managers_above([mentor.person_id])
    if breaches(*two, managers, excepted=LineException.objects.signed_for(leader, mentor).exists()):
        says = _(
            "%(mentor)s works in %(leader)s’s reporting line: these two can’t be partners, and no pin changes that."
        )
        if takes_an_exception(*two, managers):
            says = _("%(mentor)s works in %(leader)s’s reporting line: it takes a signed exception before a pin.")
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
