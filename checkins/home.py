"""What this app puts on other pages: navigation, home items, a panel in the cohort's workspace."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import HomeItem

from . import access
from .models import CheckIn


def nav(membership, subject, now):
    if membership.is_sponsor or CheckIn.objects.about(membership.person_id).exists():
        return _("Check-ins"), membership.url("checkins:checkins")
    return None


def asked(membership, now):
    """A check-in that waits for this person's own words, or for their yes to what was written down."""
    for checkin in CheckIn.objects.about(membership.person_id).open().select_related("given_to"):
        yield HomeItem(
            title=_("Two questions about your lab so far"),
            says=_("%(name)s reads your answers; your partner does not.") % {"name": checkin.given_to.name},
            url=membership.url("checkins:checkin", pk=checkin.pk),
            action=_("Answer them"),
            weight=25,
            state=_("Your review is open."),
        )


def queue(membership, now):
    waiting = list(access.queue(membership).open())
    late = sum(checkin.is_late(now) for checkin in waiting)
    if waiting:
        yield HomeItem(
            title=_queue_title(len(waiting), late),
            state=_state(late),
            says=_("Each partner is asked apart; the first time, a conversation serves best."),
            url=membership.url("checkins:checkins"),
            action=_("Open the queue"),
            weight=20 if late else 45,
        )


def _state(late):
    return ngettext("One review is late.", "%(n)d reviews are late.", late) % {"n": late} if late else ""


def _queue_title(waiting, late):
    if late:
        return ngettext("%(n)d review is late", "%(n)d reviews are late", late) % {"n": late}
    return ngettext("%(n)d review is open", "%(n)d reviews are open", waiting) % {"n": waiting}
