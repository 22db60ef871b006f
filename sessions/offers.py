"""Three other times for a session: within days of its own, in hours that both work, on days off of neither, and free."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pairing.hours import common_slots

from .common import WEEK, hours_of, last_day
from .days_off import days_off_of
from .models import Booking
from .recurrence import FORTNIGHT, occurrence

HOW_MANY = 3
NOTICE = datetime.timedelta(hours=3)  # nobody is asked to be there sooner
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Offer:
    """A moment, on the clock of the one who looks."""

    start: datetime.datetime

    @property
    def day(self):
        return self.start.date().isoformat()

    @property
    def at(self):
        return f"{self.start:%H:%M}"

    @property
    def shown(self):
        return date_format(self.start, _("l j F, H:i"))


def three_times(session, host, now):
    """[Offer] in order of time; on three days if there are so many, each as near to the session as that day allows."""
    if not session.is_planned:
        return []
    pair = session.pair
    first, last = _window(session, now, last_day(pair), host.zone)
    near = sorted(_possible(pair, session, host, first, last, now), key=lambda it: abs(it - session.starts_at))
    days = {}
    for start in near:
        days.setdefault(start.astimezone(host.zone).date(), start)
    return [Offer(start.astimezone(host.zone)) for start in sorted(list(days.values())[:HOW_MANY])]


def _window(session, now, end, zone):
    """Before the next one of the series and after the one before; from today on where that is over."""
    middle = max(session.starts_at, now).astimezone(zone).date()
    first = max((session.starts_at - WEEK).astimezone(zone).date() + DAY, now.astimezone(zone).date())
    return first, min(middle + FORTNIGHT - 3 * DAY, end)


def _possible(pair, session, host, first, last, now):
    hours, minutes = hours_of(pair, host, first=first), session.minutes
    off = days_off_of(pair.both.values(), first, last)
    taken = list(
        Booking.objects.within(_midnight(first, -1), _midnight(last, 2))
        .filter(person__in=pair.both)
        .exclude(session=session)
        .values_list("starts_at", "ends_at")
    )
    for start in _shared(hours, first, last):
        end = start + datetime.timedelta(minutes=minutes)
        if start < now + NOTICE or start == session.starts_at or any(a < end and b > start for a, b in taken):
            continue
        if all(start.astimezone(person.zone).date() not in off[pk] for pk, person in pair.both.items()):
            yield start


def _shared(hours, first, last):
    """The hours that both work from one day of the host's to another, week by week: clocks change in between."""
    monday = first - first.weekday() * DAY
    while monday <= last:
        for slot in common_slots(hours.host, hours.other, week=monday, minutes=hours.minutes):
            day = monday + slot.weekday * DAY
            if first <= day <= last:
                yield occurrence(day, slot.start, hours.host.zone).utc
        monday += WEEK


def _midnight(day, days):
    return datetime.datetime.combine(day + days * DAY, datetime.time(), datetime.UTC)
