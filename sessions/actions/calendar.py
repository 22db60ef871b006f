"""When a pair meets: choosing the hour, and moving, cancelling or adding a session. What can't be is a ValidationError."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organizations.models import AuditEntry, Person
from organizations.registries import facts
from pairing.facts import PairMayStart
from pairing.models import Pair

from .. import inviting, reminders
from ..common import last_day
from ..facts import HourChosen, SessionCancelled
from ..models import LabSession
from ..recurrence import FORTNIGHT
from ..wording import gave_way
from .laying_out import (
    WRONG_DAY,
    check_free,
    check_partner_is_here,
    lay_down,
    new_session,
    next_number,
    occurrences,
    put,
    retire,
)


@transaction.atomic  # refused halfway, nothing of it stays
def choose_hour(pair, *, first_day, at, zone, by, now):
    """Every two weeks at the wall time `at` of `zone` (a ZoneInfo or a name), to the cohort's end. Chosen again it gives the same Series."""
    zone = ZoneInfo(str(zone))
    pair, people = locked(pair)
    _may_choose(pair, by)
    current = pair.series.current()
    if current and current.is_laid_out(first_day, at, zone, now):
        return current
    retire(pair.sessions.still_to_begin(now), LabSession.State.REPLACED, now=now)
    laid = occurrences(pair, first_day, at, zone, by=by, now=now)
    series = lay_down(pair, people, laid, first_day=first_day, at=at, zone=zone, by=by, now=now)
    AuditEntry.record("choose hour", series, by=by, now=now)
    facts.tell(HourChosen(pair.pk), now=now)
    facts.tell(PairMayStart(pair.pk), now=now)
    return series


@transaction.atomic
def add_session(pair, *, starts_at, by, now, id=None):
    """One more session beside the series."""
    pair, people = locked(pair)
    may_meet(pair)
    series = pair.series.current()
    if series is None:
        raise ValidationError(_("Choose your hour first; then you can add single sessions."))
    _stands(pair, starts_at, now)
    check_partner_is_here(pair, starts_at, by)
    session = new_session(pair, series, starts_at, next_number(pair), **({"id": id} if id else {}))
    check_free(people, [session], by)
    put(people, [session], now=now)
    AuditEntry.record("add", session, by=by, now=now)
    return session


@transaction.atomic
def move_session(session, *, starts_at, by, now):
    """To another day or hour, as often as life asks for it."""
    pair, people = locked(session.pair)
    session = _planned(session)
    may_meet(pair)
    _stands(pair, starts_at, now)
    if session.starts_at == starts_at:  # a second click
        return session
    check_partner_is_here(pair, starts_at, by)
    inviting.moving(session, now=now)
    session.ends_at = starts_at + (session.ends_at - session.starts_at)
    session.starts_at, session.moves, session.version = starts_at, session.moves + 1, session.version + 1
    check_free(people, [session], by)
    session.save()
    session.bookings.update(starts_at=session.starts_at, ends_at=session.ends_at)
    AuditEntry.record("move", session, by=by, now=now, fields=["starts_at"])
    reminders.plan([session], people, now=now)
    return session


@transaction.atomic
def move_rest(session, *, starts_at, by, now):
    """This session and all that follow it in its series: from that moment on every two weeks, with a series of their own.

    A fortnight that one of them has called off stays free.
    """
    pair, people = locked(session.pair)
    zone = pair.hand_of(by).zone
    first, current = starts_at.astimezone(zone), pair.series.current()
    if current.pk != session.series_id and current.is_laid_out(first.date(), first.time(), zone, now):
        return current  # a second click
    session = _planned(session)
    may_meet(pair)
    if session.slot_at is None:
        raise ValidationError(_("This session was added by hand, so nothing follows it. Move this one alone."))
    rest = pair.sessions.filter(series=session.series_id, slot_at__gte=session.slot_at)
    free = {_fortnights(it.slot_at, session.slot_at) for it in rest.cancelled()}
    retire(rest.planned(), LabSession.State.REPLACED, now=now)
    laid = occurrences(pair, first.date(), first.time(), zone, by=by, now=now)
    laid = [it for it in laid if _fortnights(it.slot, laid[0].slot) not in free]
    hour = {"first_day": first.date(), "at": first.time(), "zone": zone}
    series = lay_down(pair, people, laid, by=by, now=now, **hour)
    AuditEntry.record("move rest", series, by=by, now=now)
    facts.tell(HourChosen(pair.pk), now=now)
    return series


def _fortnights(later, earlier):
    """How many lie between two moments of one rule; clocks may have changed by an hour or two."""
    return round((later - earlier) / FORTNIGHT)


@transaction.atomic
def cancel_session(session, *, by, now):
    """It will not take place; the side is that of the one who says so."""
    pair, _people = locked(session.pair)
    session = _planned(session)
    session.cancelled_by_side = side_of(pair, by)
    retire([session], LabSession.State.CANCELLED, now=now)
    AuditEntry.record("cancel", session, by=by, now=now, fields=["state"])
    facts.tell(SessionCancelled(session.pk, pair.pk, session.cancelled_by_side), now=now)
    return session


@transaction.atomic
def affirm_rules(session, *, by, now):
    """Read aloud by the leader, affirmed by both (C4). Afterwards is right too, if they met elsewhere."""
    pair, _people = locked(session.pair)
    if session.gave_way:
        raise ValidationError(gave_way(session))
    carrier = LabSession.objects.affirmation_of(pair) or LabSession.objects.get(pk=session.pk)
    carrier.affirm(side_of(pair, by), now=now)
    return carrier


@transaction.atomic
def release(pair, *, now):
    """The pair meets no more: nothing that still lies ahead takes place, and both are free at those hours."""
    retire(pair.sessions.still_to_begin(now), LabSession.State.REPLACED, now=now)


def release_ended(fact, *, now):
    """For pairing's PairEnded."""
    release(Pair.objects.get(pk=fact.pair_id), now=now)


def side_of(pair, membership):
    """Who plans for the leader without being one of the two is the leader's assistant."""
    return LabSession.Side.MENTOR if membership.person_id == pair.mentor_id else LabSession.Side.LEADER


def locked(pair):
    """The pair as it is now, and both people, locked in one order: no two choices can book the same person at once."""
    both = Person.objects.filter(pk__in=[pair.leader_id, pair.mentor_id]).select_related("organization")
    people = list(both.select_for_update(of=("self",), no_key=True).order_by("pk"))
    pair = Pair.objects.select_related("cohort__program").get(pk=pair.pk)
    pair.meet(people)
    return pair, people


def _planned(session):
    session = LabSession.objects.select_for_update(of=("self",)).select_related("pair").get(pk=session.pk)
    if not session.is_planned:
        says = {
            LabSession.State.HELD: _("This session has been held; it can no longer be moved or cancelled."),
            LabSession.State.CANCELLED: _("This session is cancelled already. Add another one instead."),
        }
        raise ValidationError(says.get(session.state) or gave_way(session))
    return session


def _may_choose(pair, by):
    answered = pair.responses.filter(person_id=by.person_id).first()
    if pair.state == Pair.State.PUBLISHED and (answered is None or answered.answer != answered.Answer.ACCEPTED):
        raise ValidationError(_("Say first that you would like to work together; then choose your hour."))
    if pair.state != Pair.State.PUBLISHED:
        may_meet(pair)
    _is_awake(pair)
    _both_are_here(pair)


def _is_awake(pair):
    if pair.cohort.rests:
        raise ValidationError(_("Your cohort rests. Sessions are planned again when your sponsors take it up."))


def may_meet(pair):
    if pair.state == Pair.State.PAUSED:
        raise ValidationError(_("Your pair is paused. Sessions go on when it runs again."))
    _is_awake(pair)
    if pair.state != Pair.State.RUNNING:
        raise ValidationError(_("This pair does not meet at the moment, so there is nothing to plan."))
    _both_are_here(pair)


def _both_are_here(pair):
    for person in (pair.leader, pair.mentor):
        if person.left_on:
            raise ValidationError(
                _("%(name)s has left the organization. Your sponsor will talk with you about what comes next."),
                params={"name": person.name},
            )


def _stands(pair, starts_at, now):
    if starts_at <= now:
        raise ValidationError(_("That moment is over. Choose one that is still to come."), WRONG_DAY)
    if starts_at.astimezone(pair.leader.zone).date() > last_day(pair):
        raise ValidationError(
            _("The cohort ends on %(day)s. Choose an earlier day."),
            WRONG_DAY,
            params={"day": date_format(last_day(pair), _("j F Y"))},
        )
