"""Which pairs still wait while the others begin (PROTOCOL C3), on the page of their cohort."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import Missing, page_slots
from programs.access import is_in_charge

from . import access
from .actions import PAIRED_IN
from .leading import waiting
from .models import Pair

OPEN = (Pair.State.PUBLISHED, Pair.State.RUNNING, Pair.State.PAUSED)


def pairs(membership, cohort, now):
    """Those published that have not started, of the pairs that this sponsor may see."""
    if cohort.state not in PAIRED_IN or not is_in_charge(membership, cohort):
        return None
    pairs = [pair for pair in membership.once(access.led, cohort) if pair.is_open]
    still = [pair for pair in pairs if pair.state == Pair.State.PUBLISHED]
    if not still:
        return None
    says = ngettext(
        "%(n)d of %(every)d pairs has not started; the others go on",
        "%(n)d of %(every)d pairs have not started; the others go on",
        len(still),
    ) % {"n": len(still), "every": len(pairs)}
    who = _("Each starts once both have said yes, signed and chosen their hour.")
    return Missing(says, membership.url("pairing:pairs", pk=cohort.pk), _("See the pairs"), who)


def leaders(membership, cohort, now):
    """Ready, and without a partner, where others have one."""
    if cohort.state not in PAIRED_IN or not is_in_charge(membership, cohort):
        return None
    n = len(membership.once(leaders_waiting, cohort))
    if not n or not membership.once(access.led, cohort):
        return None
    says = ngettext("%(n)d leader is ready and has no partner", "%(n)d leaders are ready and have no partner", n) % {
        "n": n
    }
    return Missing(says, membership.url("pairing:board", pk=cohort.pk), _("Find partners"), _("You can do this."))


def leaders_waiting(membership, cohort):
    """As a list: for `membership.once`, since the panel of pairs counts them too."""
    return list(waiting(membership, [cohort]))


def pairs_of_all(membership, cohorts, now):
    """Beside several cohorts: of the pairs that this sponsor may see, how many are open and how many run; one query."""
    rows = (
        access.pairs_to_lead(membership, *cohorts)
        .order_by()
        .values("cohort")
        .annotate(open=Count("pk", filter=Q(state__in=OPEN)), running=Count("pk", filter=Q(state=Pair.State.RUNNING)))
    )
    said = {row["cohort"]: _("%(running)d of %(open)d running") % row for row in rows if row["open"]}
    return {"label": _("Pairs"), "cells": said}


def register():
    page_slots.add(("cohorts", "pairs"), pairs_of_all)
    page_slots.add(("gate", "pairs"), pairs)
    page_slots.add(("gate", "leaders-waiting"), leaders)
