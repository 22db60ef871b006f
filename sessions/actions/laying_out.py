"""A pair's hour as sessions: on which days it falls, whether both are free then, and what keeps that time for them."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import inviting, reminders
from ..common import Hours, first_day_for, hours_of, last_day
from ..days_off import away, who_is_away
from ..models import Booking, LabSession, Series
from ..recurrence import Occurrence, lay_out, occurrence

WRONG_DAY, WRONG_HOUR = "day", "hour"  # codes of a refusal: which of the two has to be another one


def occurrences(pair, first_day, at, zone, *, by, now):
    """Those of the hour to the cohort's end, days off left aside, if it can stand."""
    if first_day < first_day_for(pair, zone, now):
        raise ValidationError(_("That day is over, or before the cohort begins. Choose a later first day."), WRONG_DAY)
    if first_day > last_day(pair):
        raise ValidationError(_("The cohort ends before that day. Choose an earlier first day."), WRONG_DAY)
    if (ruled := occurrence(first_day, at, zone).utc) <= now:
        raise ValidationError(_("That hour has already begun today. Choose a later first day."), WRONG_DAY)
    _shared(pair, ruled, by)
    laid = around_days_off(pair, first_day, at, zone)
    if not laid:
        raise ValidationError(
            _("From that day on, every such hour meets a day off of one of you. Choose another one."), WRONG_HOUR
        )
    return laid


def around_days_off(pair, first_day, at, zone) -> list[Occurrence]:
    """A day off gives way to another day of its week on which both work at that hour and are free."""
    last = last_day(pair)
    off, fits = away(pair, at, zone, first_day, last), Fits.of(pair, first_day, last, at, zone)
    return lay_out(first_day, at, zone, last, skip=off, instead=fits)


@dataclass(frozen=True)
class Fits:
    """A container of the days of the series' clock on which both work at its hour and have nothing else."""

    at: datetime.time
    zone: ZoneInfo
    hours: Hours
    taken: list[tuple[datetime.datetime, datetime.datetime]]

    @classmethod
    def of(cls, pair, first, last, at, zone):
        day = datetime.timedelta(days=1)
        ends = [occurrence(it, at, zone).utc for it in (first - day, last + day)]
        taken = Booking.objects.within(*ends).filter(person__in=pair.both)
        return cls(at, zone, hours_of(pair, pair.leader, first=first), list(taken.values_list("starts_at", "ends_at")))

    def __contains__(self, day):
        start = occurrence(day, self.at, self.zone).utc
        end = start + datetime.timedelta(minutes=self.hours.minutes)
        return self.hours.work_through(start) and not any(a < end and b > start for a, b in self.taken)


def lay_down(pair, people, laid, *, by, now, **hour):
    """The series with its sessions, booked for both."""
    series = Series.objects.create(
        pair=pair,
        until=last_day(pair),
        minutes=pair.cohort.program.session_minutes,
        chosen_by_id=by.person_id,
        chosen_at=now,
        **{**hour, "zone": str(hour["zone"])},
    )
    sessions = sessions_at(pair, series, laid)
    check_free(people, sessions, by)
    put(people, sessions, now=now)
    return series


def sessions_at(pair, series, laid):
    number = next_number(pair)
    return [new_session(pair, series, it.utc, number + n, slot_at=it.slot) for n, it in enumerate(laid)]


def put(people, sessions, *, now):
    if not sessions:
        return
    LabSession.objects.bulk_create(sessions)
    book(people, sessions)
    inviting.changed(sessions, now=now)
    reminders.plan(sessions, people, now=now)


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


def check_free(people, sessions, by, then=""):
    """Nobody is in two sessions at once. A partner learns that the other is taken, not by what; `then`: what that means now."""
    window = min(it.starts_at for it in sessions), max(it.ends_at for it in sessions)
    taken = Booking.objects.within(*window).filter(person__in=people).exclude(session__in=[it.pk for it in sessions])
    clashes = [
        (booking, session)
        for booking in taken.order_by("starts_at")
        for session in sessions
        if booking.starts_at < session.ends_at and booking.ends_at > session.starts_at
    ]
    if clashes:
        raise _clash(*min(clashes, key=lambda clash: clash[0].person_id != by.person_id), people, by, then)


def _clash(booking, session, people, by, then):
    by_id = {person.pk: person for person in people}
    person = by_id[booking.person_id]
    mine = person.pk == by.person_id
    says = _("You have another session on %(when)s.") if mine else _("%(name)s is taken on %(when)s.")
    when = shown_moment(session.starts_at, by_id.get(by.person_id, person).zone)
    says = f"{says} {then or _('Choose another hour.')}"
    return ValidationError(says, WRONG_HOUR, params={"name": person.name, "when": when})


def check_partner_is_here(pair, start, by):
    """Who plans knows of their own days off; the partner's are kept."""
    for person, what in who_is_away(pair, start):
        if person.pk != pair.hand_of(by).pk:
            says = _("%(when)s is a day off for %(name)s: %(what)s. Choose another day.")
            when = date_format(start.astimezone(person.zone), "l j F")
            params = {"when": when, "name": person.given_name or person.name, "what": what}
            raise ValidationError(says, WRONG_DAY, params=params)


def _shared(pair, start, by):
    if not hours_of(pair, pair.hand_of(by), first=start.date()).work_through(start):
        raise ValidationError(
            _("You do not both work at that hour. Choose one of the hours that you share."), WRONG_HOUR
        )


def shown_moment(moment, zone):
    return date_format(moment.astimezone(zone), _(r"l j F, H:i"))


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
    if not (sessions := list(sessions)):
        return
    for session in sessions:
        session.state, session.version = state, session.version + 1
        session.save(update_fields=["state", "version", "cancelled_by_side"])
    Booking.objects.filter(session__in=sessions).delete()
    inviting.changed(sessions, now=now)
    reminders.drop(sessions, now=now)
