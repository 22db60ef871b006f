"""What a cohort's state is called in sentences."""

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from .models import Cohort

State = Cohort.State

BEFORE = {
    State.DRAFT: ngettext_lazy(
        "%(n)s thing before the design begins.", "%(n)s things before the design begins.", "count"
    ),
    State.DESIGNING: ngettext_lazy(
        "%(n)s thing before anyone can be enrolled.", "%(n)s things before anyone can be enrolled.", "count"
    ),
    State.ENROLLING: ngettext_lazy(
        "%(n)s thing before partners can be found.", "%(n)s things before partners can be found.", "count"
    ),
    State.PAIRING: ngettext_lazy(
        "%(n)s thing before the sessions begin.", "%(n)s things before the sessions begin.", "count"
    ),
    State.RUNNING: ngettext_lazy("%(n)s thing before it can close.", "%(n)s things before it can close.", "count"),
    State.CLOSING: ngettext_lazy("%(n)s thing before it is complete.", "%(n)s things before it is complete.", "count"),
}
NEXT = {
    State.DRAFT: gettext_lazy("Begin the design"),
    State.DESIGNING: gettext_lazy("Open enrolling"),
    State.ENROLLING: gettext_lazy("Go on to pairing"),
    State.PAIRING: gettext_lazy("Begin the sessions"),
    State.RUNNING: gettext_lazy("Begin to close"),
    State.CLOSING: gettext_lazy("Complete it"),
}
OPEN = {
    State.DRAFT: gettext_lazy("The days are set. The design can begin."),
    State.DESIGNING: gettext_lazy("The design stands. Enrolling can open."),
    State.ENROLLING: gettext_lazy("The first are ready. Partners can be found."),
    State.PAIRING: gettext_lazy("Partners are found. The sessions can begin."),
    State.RUNNING: gettext_lazy("The sessions are running."),
    State.CLOSING: gettext_lazy("All is in. The cohort can be completed."),
    State.PAUSED: gettext_lazy("This cohort rests."),
    State.COMPLETED: gettext_lazy("This cohort is complete."),
    State.CANCELLED: gettext_lazy("This cohort was cancelled."),
}


def sentence_of(state, missing):
    """The headline: how many things stand before the next state, or that none does."""
    if not missing:
        return str(OPEN[state])
    return BEFORE[state] % {"count": missing, "n": capfirst(apnumber(missing))}


def headline(cohort, gate, now):
    if cohort.rests:
        return rests_since(cohort)
    if cohort.state == State.RUNNING and cohort.starts_on and cohort.ends_on:
        return day_of(cohort, cohort.today(now))
    return sentence_of(cohort.state, len(gate.missing) if gate else 0)


def rests_since(cohort):
    return _("This cohort has been at rest since %(day)s.") % {"day": rest_begun(cohort)}


def rest_begun(cohort):
    """The day on which it went to rest."""
    return date_format(cohort.rests_from, "j F")


def day_of(cohort, today):
    """Where in its days a running cohort is: those that it rested don't count."""
    day, days = ((it - cohort.starts_on).days - cohort.rested_days for it in (today, cohort.ends_on))
    if day < 0:
        return _("The sessions begin soon.")
    if day > days:
        return _("The %(days)d days are over.") % {"days": days}
    return _("Day %(day)d of %(days)d.") % {"day": max(day, 1), "days": days}
