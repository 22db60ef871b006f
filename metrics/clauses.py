"""What metrics asks for at a cohort's gates: measures before anyone is matched, a baseline before anyone is paired."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.registries import GateClause, Missing

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


def baseline(cohort):
    if any(it.kind == Wave.Kind.BASELINE for it in cohort.once(waves_of)):
        return None
    return _missing(cohort, _("The baseline survey is not open"), _("Open it"))


def follow_up(cohort):
    if any(it.kind == Wave.Kind.FOLLOW_UP for it in cohort.once(waves_of)):
        return None
    return _missing(cohort, _("The follow-up survey has not been opened yet"), _("See the surveys"))


def _missing(cohort, says, action):
    url = cohort.organization.url("metrics:measures", pk=cohort.pk)
    return Missing(says, url, action, _("You can do this."))


CLAUSES = [
    GateClause("measures", "designing", gettext_lazy("A measure of each family"), measures),
    GateClause("baseline", "enrolling", gettext_lazy("The baseline survey is open"), baseline),
    GateClause("follow-up", "closing", gettext_lazy("The follow-up survey was held"), follow_up),
]
