"""What metrics asks for at a cohort's gates: measures before anyone is matched, a baseline before anyone is paired."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organizations.registries import GateClause, Missing

from . import reporting
from .design import BEFORE_THE_END
from .models import Indicator, Wave
from .workspace import indicators_of, waves_of

FAMILIES = {
    Indicator.Family.CAPABILITY: gettext_lazy("No complete measure of capability: what leaders can do"),
    Indicator.Family.PERFORMANCE: gettext_lazy("No complete measure of performance: what pairs change together"),
    Indicator.Family.TALENT: gettext_lazy("No complete measure of talent: what mentors gain"),
}


def measures(cohort):
    """At least one of each family, each with definition, unit, direction, source, target and plan."""
    there = {it.family for it in cohort.once(indicators_of) if it.is_complete}
    for family, says in FAMILIES.items():
        if family not in there:
            return _missing(cohort, str(says), _("Complete the measures"))
    return None


def measures_stand(cohort):
    complete = sum(it.is_complete for it in cohort.once(indicators_of))
    return _("A measure of each family, %(n)d in all") % {"n": complete}


def baseline(cohort):
    if _wave(cohort, Wave.Kind.BASELINE):
        return None
    return _missing(cohort, _("The baseline survey is not open"), _("Open it"))


def baseline_stands(cohort):
    return _("The baseline survey, open until %(day)s") % {"day": _last_day(_wave(cohort, Wave.Kind.BASELINE))}


def follow_up_open(cohort):
    if _wave(cohort, Wave.Kind.FOLLOW_UP):
        return None
    return _missing(cohort, _("The follow-up survey has not been opened yet"), _("See the surveys"), _opens(cohort))


def follow_up_over(cohort, now):
    """Opened and closed: answers still come in until its last day is over."""
    wave = _wave(cohort, Wave.Kind.FOLLOW_UP)
    if wave is None or wave.closes_at <= now:
        return None if wave else follow_up_open(cohort)
    says = _("The follow-up survey is open until %(day)s") % {"day": _last_day(wave)}
    who = _("It closes by itself. Until then the product reminds those who have not answered.")
    return _missing(cohort, says, _("See the surveys"), who)


def reports(cohort):
    """Of the pairs that have met and that the one who asks looks after: which, and not a word of theirs."""
    n = reporting.counts_of(cohort)["missing"]
    if not n:
        return None
    says = ngettext("One pair has not released its lab report", "%(n)d pairs have not released their lab report", n)
    who = _("The two of each pair write and release it. You can mark one as not delivered.")
    url = cohort.organization.url("metrics:lab_reports", pk=cohort.pk)
    return Missing(says % {"n": n}, url, _("See which"), who)


def reports_stand(cohort):
    return _("Lab reports: %(released)d released, %(not_coming)d marked as not delivered") % reporting.counts_of(cohort)


def _opens(cohort):
    """When it does so by itself: nobody has to press anything."""
    if cohort.ends_on is None:
        return _("It opens by itself before the last day: you can set that.")
    day = date_format(cohort.ends_on - BEFORE_THE_END, "j F Y")
    return _("It opens by itself on %(day)s. If the cohort ends earlier, you can change its last day.") % {"day": day}


def _wave(cohort, kind):
    return next((it for it in cohort.once(waves_of) if it.kind == kind), None)


def _last_day(wave):
    closes = wave.closes_at - datetime.timedelta(seconds=1)  # midnight belongs to the day before
    return date_format(closes.astimezone(wave.cohort.organization.zone), "j F Y")


def _missing(cohort, says, action, who=None):
    url = cohort.organization.url("metrics:measures", pk=cohort.pk)
    return Missing(says, url, action, who or _("You can do this."))


CLAUSES = [
    GateClause("measures", "designing", gettext_lazy("A measure of each family"), measures, measures_stand),
    GateClause("baseline", "enrolling", gettext_lazy("The baseline survey is open"), baseline, baseline_stands),
    GateClause("follow-up-open", "running", gettext_lazy("The follow-up survey is open"), follow_up_open),
    GateClause("follow-up", "closing", gettext_lazy("The follow-up survey is over"), follow_up_over, by_clock=True),
    GateClause(
        "lab-reports",
        "closing",
        gettext_lazy("Lab reports are released or marked as not delivered"),
        reports,
        reports_stand,
    ),
]
