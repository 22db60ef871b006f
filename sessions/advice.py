"""Which pairs have met without what a meeting asks of them (PROTOCOL C3, C4), on the page of their cohort."""

from collections import Counter

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


NAMED = 3  # pairs; of more than that it is said how many
BY_SESSION = 2


def work_not_named(membership, cohort, now):
    """Those whose second session is behind them. A sponsor reads the fact alone, by name: it is mended by the two."""
    if cohort.state != cohort.State.RUNNING or not is_in_charge(membership, cohort):
        return None
    met = Counter(it.pair_id for it in membership.once(of_started_pairs, cohort) if it.is_held)
    running = [pair for pair in membership.once(led, cohort) if pair.state == pair.State.RUNNING]
    still = [pair for pair in running if met[pair.pk] >= BY_SESSION and not pair.has_work]
    if not still:
        return None
    who = _("The two of them can, on the page of their lab. Ask them when you meet, or remind the leader of it.")
    return Missing(_says(still), membership.url("pairing:pairs", pk=cohort.pk), _("See the pairs"), who)


def _says(pairs):
    names = "; ".join(str(pair) for pair in pairs[:NAMED])
    if more := len(pairs) - NAMED if len(pairs) > NAMED else 0:
        names += ngettext("; and %(n)d more pair", "; and %(n)d more pairs", more) % {"n": more}
    return _("No process with a starting figure after the second session: %(names)s") % {"names": names}


def of_started_pairs(membership, cohort):
    """Those that this sponsor may see: for `membership.once`, since the panel of rhythms shows them too."""
    pairs = [pair.pk for pair in membership.once(led, cohort) if pair.started_at]
    return list(LabSession.objects.of_pairs(pairs).shown().in_order())
