"""The days of the week that people work, from Monday, 0, to Sunday, 6: weeks from Sunday to Thursday exist as well."""

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

USUAL = range(5)
CHOICES = tuple(WEEKDAYS.items())


def said(days):
    """“Sunday to Thursday”, or each day by itself where they do not follow one another."""
    days = sorted(set(days))
    if len(days) == len(WEEKDAYS):
        return _("every day")
    first = _first_of_a_run(days)
    if first is None or len(days) < 3:
        return ", ".join(str(WEEKDAYS_ABBR[day] if len(days) > 1 else WEEKDAYS[day]) for day in days)
    last = (first + len(days) - 1) % len(WEEKDAYS)
    return _("%(first)s to %(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}


def _first_of_a_run(days):
    """The day with which they begin, if they are one stretch of the week, which ends where it began."""
    begins = [day for day in days if (day - 1) % len(WEEKDAYS) not in days]
    return begins[0] if len(begins) == 1 else None
