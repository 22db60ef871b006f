"""What this app puts on other pages: navigation and home items."""

from django.utils.translation import gettext as _

from organizations.registries import HomeItem

from . import access
from .models import SurveyAnswer, Wave


def nav(membership, subject, now):
    if access.reads_quarters(membership):
        return _("Quarter"), membership.url("metrics:quarters")
    return None


def surveys(membership, now):
    """Open surveys that this very person has not answered yet."""
    answered = SurveyAnswer.objects.filter(author_id=membership.person_id).values("wave_id")
    for wave in Wave.objects.open(now).for_participant(membership.person_id).exclude(pk__in=answered):
        yield HomeItem(
            title=_("A minute of questions"),
            says=_("For “%(name)s”. Shown only in groups of five or more.") % {"name": wave.cohort.name},
            url=membership.url("metrics:survey", pk=wave.pk),
            action=_("Answer"),
            weight=35,
            due=wave.closes_at,
        )
