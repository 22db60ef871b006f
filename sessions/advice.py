"""Which pairs have met and not yet affirmed the lab rules (PROTOCOL C4), counted on the page of their cohort."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import Missing
from pairing.access import led
from programs.access import is_in_charge

from .models import LabSession


def rules_not_affirmed(membership, cohort, now):
    if cohort.state != cohort.State.RUNNING or not is_in_charge(membership, cohort):
        return None
    sessions = membership.once(of_started_pairs, cohort)
    met = {it.pair_id for it in sessions if it.is_held}
    still = met - {it.pair_id for it in sessions if it.rules_affirmed_at}
    if not still:
        return None
    says = ngettext(
        "%(n)d of %(every)d pairs that have met has not affirmed the lab rules yet",
        "%(n)d of %(every)d pairs that have met have not affirmed the lab rules yet",
        len(still),
    ) % {"n": len(still), "every": len(met)}
    who = _("The two do it together on the page of their session, afterwards too.")
    return Missing(says, membership.url("pairing:pairs", pk=cohort.pk), _("See the pairs"), who)


def of_started_pairs(membership, cohort):
    """Those that this sponsor may see: for `membership.once`, since the panel of rhythms shows them too."""
    pairs = [pair.pk for pair in membership.once(led, cohort) if pair.started_at]
    return list(LabSession.objects.of_pairs(pairs).shown().in_order())
