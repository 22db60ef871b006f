"""The days off of people, public holidays and those entered by hand together: {day: what it is called}."""

import datetime
from collections import defaultdict

from django.utils.translation import gettext as _

from .models import DayOff, KeptHolidays
from .recurrence import Away

DAY = datetime.timedelta(days=1)


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


def _days(first, last):
    return (first + n * DAY for n in range((last - first).days + 1))
