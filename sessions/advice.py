"""Which pairs have met and not yet affirmed the lab rules (PROTOCOL C4), counted on the page of their cohort."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import Missing
from pairing.access import led
from programs.access import is_in_charge

from .models import LabSession


def rules_not_affirmed(membership, cohort, now):
    if cohort.state != cohort.State.RUNNING or not is_in_charge(membership, cohort):
        return None
    pairs = [pair.pk for pair in membership.once(led, cohort) if pair.started_at]
    met = _met(pairs) if pairs else []
    still = [row for row in met if not row["affirmed"]]
    if not still:
        return None
    says = ngettext(
        "%(n)d of %(every)d pairs that have met has not affirmed the lab rules yet",
        "%(n)d of %(every)d pairs that have met have not affirmed the lab rules yet",
        len(still),
    ) % {"n": len(still), "every": len(met)}
    who = _("The two do it together on the page of their session, afterwards too.")
    return Missing(says, membership.url("pairing:pairs", pk=cohort.pk), _("See the pairs"), who)


def _met(pairs):
    """For each that has met: how often the rules were affirmed by both."""
    counted = (
        LabSession.objects.of_pairs(pairs)
        .values("pair")
        .annotate(held=Count("pk", filter=Q(state=LabSession.State.HELD)), affirmed=Count("rules_affirmed_at"))
    )
    return list(counted.filter(held__gt=0).order_by("pair"))
