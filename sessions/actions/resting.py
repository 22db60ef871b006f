"""When a cohort goes on after a rest: what lay in it is set aside, and the hour is laid out on to the new last day."""

from django.db import transaction

from notifications.models import Due
from pairing.models import Pair

from .. import reminders
from ..common import last_day
from ..models import Booking, LabSession
from .calendar import locked
from .laying_out import around_days_off, put, retire, sessions_at


def go_on(fact, *, now):
    """For programs' CohortResumed, in the worker's scope."""
    pairs = Pair.objects.filter(cohort=fact.cohort_id, state__in=[Pair.State.RUNNING, Pair.State.PAUSED])
    for pair in pairs.order_by("id"):
        take_up(pair, fact.since, fact.until, now=now)
    sessions = LabSession.objects.planned().filter(pair__in=pairs)
    Due.objects.wake([reminders.PREP, reminders.LOG], sessions.values("pk"), since=fact.since, now=now)


@transaction.atomic
def take_up(pair, since, until, *, now):
    """One under way when the rest began or ended stays: the two may have met."""
    pair, people = locked(pair)
    inside = pair.sessions.planned().filter(starts_at__gte=since, ends_at__lte=until)
    retire(inside, LabSession.State.REPLACED, now=now)
    series = pair.series.current()
    if series and series.until < last_day(pair):
        _lengthen(pair, people, series, now)


def _lengthen(pair, people, series, now):
    """An hour at which one of the two is taken by now is left out: they can add another."""
    hours = around_days_off(pair, series.first_day, series.at, series.clock)
    longer = [it for it in hours if it.local.date() > series.until and it.utc > now]
    put(people, [it for it in sessions_at(pair, series, longer) if not _taken(people, it)], now=now)
    series.until = last_day(pair)
    series.save(update_fields=["until"])


def _taken(people, session):
    return Booking.objects.within(session.starts_at, session.ends_at).filter(person__in=people).exists()
