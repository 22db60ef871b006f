"""What a run has to find before it can begin: said on the board in place of a button that could only fail."""

from django.utils.translation import gettext as _

from organizations.registries import Missing
from programs.models import Cohort

from .actions import PAIRED_IN


def missing(membership, cohort, people):
    """[Missing], each with the page where it is mended. `people`: as people_of has them."""

    def lacks(says, view, action, who=""):
        return Missing(says, membership.url(view, pk=cohort.pk), action, who)

    if cohort.state not in PAIRED_IN:
        return [_not_at_pairing(cohort, lacks)]
    return [*_leaders(cohort, people, lacks), *_mentors(people, lacks)]


def _not_at_pairing(cohort, lacks):
    if cohort.state in (Cohort.State.DRAFT, Cohort.State.DESIGNING, Cohort.State.ENROLLING):
        says, who = _("The cohort has not come to pairing yet."), _("Its page lists what its next steps still lack.")
    elif cohort.rests:
        says, who = _("This cohort rests. Partners are proposed again when it goes on."), ""
    else:
        says, who = _("Partners are found while a cohort is at pairing or running: this one is past that."), ""
    return lacks(says, "programs:cohort", _("See where it stands"), who)


def _leaders(cohort, people, lacks):
    if not any(it.is_leader for it in people.values()):
        yield lacks(_("No leader takes part yet."), "programs:enrol", _("Enrol leaders"))
    elif not cohort.enrolments.active().settled().exists():
        says, who = _("No leader has a settled question yet."), _("Leaders write theirs; you settle it.")
        yield lacks(says, "programs:questions", _("See their questions"), who)


def _mentors(people, lacks):
    mentors = [it for it in people.values() if not it.is_leader]
    if not mentors:
        yield lacks(_("No mentor takes part yet."), "programs:enrol", _("Enrol mentors"))
    elif not any(it.profile_at for it in mentors):
        says, who = _("No mentor has filled in a profile yet."), _("Mentors fill in their own: remind them.")
        yield lacks(says, "programs:enrolled", _("See who has none"), who)
