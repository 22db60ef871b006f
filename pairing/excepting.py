"""Further up the reporting line than one remove: a sponsor signs an exception, and the mentor agrees or doesn't (N7)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from notifications.models import Due, Notice
from organizations.line import managers_above
from organizations.models import AuditEntry

from .actions import check_line, check_two, locked
from .line import breaches, takes_an_exception
from .models import LineConsent, LineException, Pair, PairResponse
from .settling import ANSWERED, recheck_soon
from .words import called


@transaction.atomic
def sign(cohort, leader, mentor, *, name, because, by, now):
    """For two people, paired or not yet. If they are a pair by now, the mentor is asked at once."""
    locked(cohort)
    check_two(cohort, leader, mentor)
    check_line(leader, by)
    _check_needed(leader, mentor)
    if by.person_id in (leader.person_id, mentor.person_id):
        raise ValidationError(_("Nobody signs an exception for themselves: another sponsor in charge can."))
    if stands := LineException.objects.filter(leader=leader, mentor=mentor, taken_back_at=None).first():
        return _as_it_stands(stands, mentor)
    pair = Pair.objects.filter(leader_enrolment=leader, mentor_enrolment=mentor).open().first()
    said = {"name": name, "because": because, "signed_by_id": by.person_id, "signed_at": now, "pair": pair}
    made = LineException.objects.create(cohort=cohort, leader=leader, mentor=mentor, **said)
    AuditEntry.record("signed", made, by=by, now=now, fields=["signed_by"])
    if pair:
        _ask(pair, now)
    return made


def _check_needed(leader, mentor):
    names = {"leader": leader.person.name, "mentor": mentor.person.name}
    two, managers = (leader.person_id, mentor.person_id), managers_above([mentor.person_id])
    if not breaches(*two, managers):
        raise ValidationError(_("%(mentor)s does not report to %(leader)s: these two need no exception.") % names)
    if not takes_an_exception(*two, managers):
        says = _("%(mentor)s reports to %(leader)s directly or at one remove: nothing can be signed to change that.")
        raise ValidationError(says % names)


def _as_it_stands(stands, mentor):
    """Sent twice it is signed once. What the mentor has turned down is not asked of them again."""
    if stands.consents.filter(answer=LineConsent.Answer.REFUSED).exists():
        raise ValidationError(_("%(mentor)s did not agree to it.") % {"mentor": mentor.person.name})
    return stands


def _ask(pair, now):
    """A proposal that has no answer yet asks for it on its own page."""
    recheck_soon(now)
    says = _("You work in %(leader)s’s reporting line. A sponsor has signed an exception: do you agree to it?")
    url = pair.organization.url("pairing:pair", pk=pair.pk)
    Notice.leave("line-asked", pair.mentor, says % {"leader": called(pair.leader)}, now=now, url=url)


@transaction.atomic
def take_back(exception, *, by, now):
    """Before the two are told of each other; from then on a sponsor ends the pair instead."""
    locked(exception.cohort)
    exception.refresh_from_db(fields=["pair", "taken_back_at"])
    if exception.pair_id:
        raise ValidationError(_("These two know of it already: end the pair instead."))
    if exception.taken_back_at is None:
        exception.taken_back_at = now
        exception.save(update_fields=["taken_back_at"])
        AuditEntry.record("took back", exception, by=by, now=now, fields=["taken_back_at"])


def asked_of(pair, person_id):
    """The exception that this person is to agree to, if they are the mentor and have not answered; None to everyone else."""
    if person_id != pair.mentor_id or not pair.is_open:
        return None
    return LineException.objects.asked_of(person_id, pair).select_related("signed_by").first()


@transaction.atomic
def accept(pair, *, by, now):
    """Yes to the proposal; the mentor's yes is their consent as well, where there is an exception."""
    _consent(pair, LineConsent.Answer.AGREED, by, now)
    pair.answer(PairResponse.Answer.ACCEPTED, by=by, now=now)


@transaction.atomic
def answer(pair, answer, *, by, now):
    """By the mentor, of a pair that they have said yes to; gives what was answered, if anything was asked.

    The worker sees to the rest: the mentor sees no sponsor's bars.
    """
    consent = _consent(pair, answer, by, now)
    if consent:
        Due.objects.plan(ANSWERED, consent.pk, now)
    return consent


def _consent(pair, answer, by, now):
    """The first answer stands; None where nothing was asked, or is any more."""
    pair.lock()
    exception = asked_of(pair, by.person_id)
    if exception is None:
        return None
    said = {"pair": pair, "cohort_id": pair.cohort_id, "person_id": by.person_id, "answered_at": now}
    return exception.consents.create(answer=answer, **said)


def attach(pairs):
    """The exceptions of pairs that are told of each other now: each is its mentor's to read from here on."""
    by_two = {(pair.leader_enrolment_id, pair.mentor_enrolment_id): pair for pair in pairs}
    waiting = list(LineException.objects.standing().filter(cohort=pairs[0].cohort_id, pair=None))
    for it in waiting:
        it.pair = by_two.get((it.leader_id, it.mentor_id))
    LineException.objects.bulk_update([it for it in waiting if it.pair], ["pair"])
