"""The days off of people, public holidays and those entered by hand together: {day: what it is called}."""

import datetime
from collections import defaultdict

from django.utils.translation import gettext as _

from .meetings import meetings_of
from .models import DayOff, KeptHolidays
from .recurrence import Away

DAY = datetime.timedelta(days=1)
AHEAD = 365 * DAY  # as far as public holidays are shown


def days_off_of(people, first, last):
    """{person id: {day: name}} from `first` to `last`, a day more on either side: clocks differ. Two queries for all."""
    first, last = first - DAY, last + DAY
    ids = [person.pk for person in people]
    kept = {it.person_id: it for it in KeptHolidays.objects.filter(person__in=ids)}
    entered = defaultdict(dict)
    for it in DayOff.objects.filter(person__in=ids).between(first, last).in_order():
        entered[it.person_id] |= dict.fromkeys(_days(max(it.first_day, first), min(it.last_day, last)), _("a day off"))
    return {
        person.pk: (kept.get(person.pk) or KeptHolidays.by_roster(person)).days(first, last) | entered[person.pk]
        for person in people
    }


def away(pair, at, zone, first, last):
    """The days on which that hour would meet a day off of one of the two."""
    off = days_off_of(pair.both.values(), first, last)
    return Away(at, zone, [(person.zone, off[pk]) for pk, person in pair.both.items()])


def who_is_away(pair, start):
    """[(person, what the day is called)] of those of the two for whom that moment lies on a day off."""
    days = {pk: start.astimezone(person.zone).date() for pk, person in pair.both.items()}
    off = days_off_of(pair.both.values(), min(days.values()), max(days.values()))
    return [(person, off[pk][days[pk]]) for pk, person in pair.both.items() if days[pk] in off[pk]]


def coming(kept, today):
    """[(day, name)] of a year's public holidays."""
    return sorted(kept.days(today, today + AHEAD).items())


def on_days_off(pairs, person, now):
    """This person's sessions still to come that lie on a day off of theirs, with its name: [(Meeting, name)]."""
    meetings = [it for each in meetings_of(pairs, person).values() for it in each]
    ahead = sorted(
        (it for it in meetings if it.session.is_planned and it.session.starts_at > now), key=lambda it: it.starts
    )
    if not ahead:
        return []
    off = days_off_of([person], ahead[0].starts.date(), ahead[-1].starts.date())[person.pk]
    return [(it, off[it.starts.date()]) for it in ahead if it.starts.date() in off]


def _days(first, last):
    return (first + n * DAY for n in range((last - first).days + 1))
