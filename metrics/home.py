"""What this app puts on other pages: navigation and home items."""

from django.utils.translation import gettext as _

from organizations.registries import HomeItem
from programs.access import places
from programs.models import Enrolment

from . import access, quarterly
from .models import Quarter, SurveyAnswer, Wave


def nav(membership, frame, now):
    if membership.is_executive or membership.is_sponsor or membership.once(places):
        return _("Quarter"), membership.url("metrics:quarters")
    return None


def newest_quarter(membership, subject, now):
    """What an executive comes for: the newest quarter in a sentence, and one figure of each family."""
    if not membership.is_executive:
        return None
    newest = Quarter.objects.published().newest_first().first()
    if newest is None:
        return None
    cohorts = quarterly.figures(newest, access.cohorts_to_read(membership))
    said = {"quarter": newest, "headline": quarterly.headline(cohorts), "cohorts": cohorts}
    return {"template": "metrics/home_panel.html", "context": said, "place": 10}


def surveys(membership, now):
    """Open surveys that this very person has not answered yet."""
    if not membership.once(places):
        return
    answered = SurveyAnswer.objects.filter(author_id=membership.person_id).values("wave_id")
    asking = Wave.objects.open(now).for_participant(membership.person_id).closing_first()
    for wave in asking.exclude(pk__in=answered):
        if Enrolment(cohort=wave.cohort, person_id=membership.person_id).returns:
            continue
        yield HomeItem(
            title=_("A minute of questions"),
            says=_("For “%(name)s”. Shown only in groups of five or more.") % {"name": wave.cohort.name},
            url=membership.url("metrics:survey", pk=wave.pk),
            action=_("Answer"),
            weight=35,
            due=wave.closes_at,
        )
