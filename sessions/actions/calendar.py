"""When a pair meets: choosing the hour, and moving, cancelling or adding a session. What can't be is a ValidationError."""

import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organizations.models import AuditEntry, Person
from organizations.registries import facts
from pairing.facts import PairMayStart
from pairing.models import Pair

from .. import reminders
from ..common import first_day_for, hours_of, last_day
from ..facts import HourChosen, SessionCancelled
from ..models import Booking, LabSession, Series
from ..recurrence import lay_out


@transaction.atomic  # refused halfway, nothing of it stays
def choose_hour(pair, *, first_day, at, zone, by, now):
    """Every two weeks at the wall time `at` of `zone` (a ZoneInfo or a name), to the cohort's end. Chosen again it gives the same Series."""
    zone = ZoneInfo(str(zone))
    pair, people = locked(pair)
    _may_choose(pair, by)
    current = pair.series.current()
    if current and current.is_laid_out(first_day, at, zone, now):
        return current
    laid = _series(pair, first_day, at, zone, by, now)
    retire(pair.sessions.still_to_begin(now), LabSession.State.REPLACED, now=now)
    series = _laid_out(pair, people, laid, first_day=first_day, at=at, zone=zone, by=by, now=now)
    AuditEntry.record("choose hour", series, by=by, now=now)
    facts.tell(HourChosen(pair.pk), now=now)
    facts.tell(PairMayStart(pair.pk), now=now)
    return series


@transaction.atomic
def add_session(pair, *, starts_at, by, now, id=None):
    """One more session beside the series."""
    pair, people = locked(pair)
    _may_meet(pair)
    series = pair.series.current()
    if series is None:
        raise ValidationError(_("Choose your hour first; then you can add single sessions."))
    _stands(pair, starts_at, now)
    session = new_session(pair, series, starts_at, next_number(pair), **({"id": id} if id else {}))
    _check_free(people, [session], by)
    session.save(force_insert=True)
    book(people, [session])
    AuditEntry.record("add", session, by=by, now=now)
    reminders.plan([session], people, now=now)
    return session


@transaction.atomic
def move_session(session, *, starts_at, by, now):
    """To another day or hour, as often as life asks for it."""
    pair, people = locked(session.pair)
    session = _planned(session)
    _may_meet(pair)
    _stands(pair, starts_at, now)
    session.ends_at = starts_at + (session.ends_at - session.starts_at)
    session.starts_at, session.moves, session.version = starts_at, session.moves + 1, session.version + 1
    _check_free(people, [session], by)
    session.save()
    session.bookings.update(starts_at=session.starts_at, ends_at=session.ends_at)
    AuditEntry.record("move", session, by=by, now=now, fields=["starts_at"])
    reminders.plan([session], people, now=now)
    return session


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
    return LabSession.Side.LEADER if membership.person_id == pair.leader_id else LabSession.Side.MENTOR


def shown_moment(moment, zone):
    return date_format(moment.astimezone(zone), _(r"l j F, H:i"))


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
        raise ValidationError(says.get(session.state, _("This session gave way to your new hour.")))
    return session


def _may_choose(pair, by):
    answered = pair.responses.filter(person_id=by.person_id).first()
    if pair.state == Pair.State.PUBLISHED and (answered is None or answered.answer != answered.Answer.ACCEPTED):
        raise ValidationError(_("Say first that you would like to work together; then choose your hour."))
    if pair.state != Pair.State.PUBLISHED:
        _may_meet(pair)
    _is_awake(pair)
    _both_are_here(pair)


def _is_awake(pair):
    if pair.cohort.rests:
        raise ValidationError(_("Your cohort rests. Sessions are planned again when your sponsors take it up."))


def _may_meet(pair):
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


def _series(pair, first_day, at, zone, by, now):
    """Its occurrences, if it can stand."""
    if first_day < first_day_for(pair, zone, now):
        raise ValidationError(_("That day is over, or before the cohort begins. Choose a later first day."))
    laid = lay_out(first_day, at, zone, last_day(pair))
    if not laid:
        raise ValidationError(_("The cohort ends before that day. Choose an earlier first day."))
    if laid[0].utc <= now:
        raise ValidationError(_("That hour has already begun today. Choose a later first day."))
    _shared(pair, laid[0].utc, by)
    return laid


def _shared(pair, start, by):
    host = pair.leader if by.person_id == pair.leader_id else pair.mentor
    if not hours_of(pair, host, first=start.date()).work_through(start):
        raise ValidationError(_("You do not both work at that hour. Choose one of the hours that you share."))


def _laid_out(pair, people, laid, *, by, now, **hour):
    series = Series.objects.create(
        pair=pair,
        until=last_day(pair),
        minutes=pair.cohort.program.session_minutes,
        chosen_by_id=by.person_id,
        chosen_at=now,
        **{**hour, "zone": str(hour["zone"])},
    )
    number = next_number(pair)
    sessions = [new_session(pair, series, it.utc, number + n, slot_at=it.slot) for n, it in enumerate(laid)]
    _check_free(people, sessions, by)
    LabSession.objects.bulk_create(sessions)
    book(people, sessions)
    reminders.plan(sessions, people, now=now)
    return series


def new_session(pair, series, starts_at, number, **more):
    return LabSession(
        organization_id=pair.organization_id,
        pair=pair,
        series=series,
        number=number,
        starts_at=starts_at,
        ends_at=starts_at + datetime.timedelta(minutes=series.minutes),
        zone=series.zone,
        **more,
    )


def next_number(pair):
    return (pair.sessions.aggregate(last=Max("number"))["last"] or 0) + 1


def _stands(pair, starts_at, now):
    if starts_at <= now:
        raise ValidationError(_("That moment is over. Choose one that is still to come."))
    if starts_at.astimezone(pair.leader.zone).date() > last_day(pair):
        raise ValidationError(
            _("The cohort ends on %(day)s. Choose an earlier day."),
            params={"day": date_format(last_day(pair), _("j F Y"))},
        )


def _check_free(people, sessions, by):
    """Nobody is in two sessions at once. A partner learns that the other is taken, not by what."""
    window = min(it.starts_at for it in sessions), max(it.ends_at for it in sessions)
    taken = Booking.objects.within(*window).filter(person__in=people).exclude(session__in=[it.pk for it in sessions])
    clashes = [
        (booking, session)
        for booking in taken.order_by("starts_at")
        for session in sessions
        if booking.starts_at < session.ends_at and booking.ends_at > session.starts_at
    ]
    if clashes:
        raise _clash(*min(clashes, key=lambda clash: clash[0].person_id != by.person_id), people, by)


def _clash(booking, session, people, by):
    person = next(person for person in people if person.pk == booking.person_id)
    me = next((person for person in people if person.pk == by.person_id), person)
    says = _("You have another session on %(when)s.") if me is person else _("%(name)s is taken on %(when)s.")
    when = shown_moment(session.starts_at, me.zone)
    return ValidationError(f"{says} {_('Choose another hour.')}", params={"name": person.name, "when": when})


def book(people, sessions):
    Booking.objects.bulk_create(
        Booking(
            organization_id=session.organization_id,
            person=person,
            session=session,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
        )
        for session in sessions
        for person in people
    )


def retire(sessions, state, *, now):
    sessions = list(sessions)
    for session in sessions:
        session.state, session.version = state, session.version + 1
        session.save(update_fields=["state", "version", "cancelled_by_side"])
    Booking.objects.filter(session__in=sessions).delete()
    reminders.drop(sessions, now=now)
