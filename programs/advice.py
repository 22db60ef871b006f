"""Who still waits at a cohort's gate while the others go on: gates hold back people and pairs, not cohorts (PROTOCOL section 3).

The page slot "gate": `f(membership, cohort, now)` gives a Missing, whose sentence counts, or None.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import Missing, page_slots

from .enrolling import ENROLS_IN


def leaders(membership, cohort, now):
    every, ready = cohort.people["leaders"], cohort.people["settled"]
    if cohort.state not in ENROLS_IN or not 0 < ready < every:
        return None
    says = ngettext(
        "%(n)d of %(every)d leaders has no settled question yet; the others can go on",
        "%(n)d of %(every)d leaders have no settled question yet; the others can go on",
        every - ready,
    )
    return _waiting(cohort, says, every - ready, every, _("Leaders write theirs; you settle it."))


def mentors(membership, cohort, now):
    every, ready = cohort.people["mentors"], cohort.people["with_profile"]
    if cohort.state not in ENROLS_IN or not 0 < ready < every:
        return None
    says = ngettext(
        "%(n)d of %(every)d mentors has no profile yet; the others can go on",
        "%(n)d of %(every)d mentors have no profile yet; the others can go on",
        every - ready,
    )
    return _waiting(cohort, says, every - ready, every, _("Mentors fill in their own."))


def _waiting(cohort, says, n, every, who):
    url = f"{cohort.organization.url('programs:enrolled', pk=cohort.pk)}?show=waiting"
    return Missing(says % {"n": n, "every": every}, url, _("See who"), who)


def register():
    page_slots.add(("gate", "leaders"), leaders)
    page_slots.add(("gate", "mentors"), mentors)
