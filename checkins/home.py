"""What this app puts on other pages: navigation, home items, a panel in the cohort's workspace."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import HomeItem
from pairing.access import has_lab
from programs.access import in_charge_of, places

from . import access
from .models import CheckIn


def nav(membership, frame, now):
    if membership.is_sponsor or (membership.once(places) and membership.once(has_lab)):
        return _("Check-ins"), membership.url("checkins:checkins")
    return None


def asked(membership, now):
    """A check-in that waits for this person's own words, or for their yes to what was written down."""
    if not membership.once(places):
        return
    waiting = CheckIn.objects.about(membership.person_id).asked().oldest_first()
    for checkin in waiting.select_related("given_to"):
        yield HomeItem(
            title=_("Two questions about your lab so far"),
            says=_("%(name)s reads your answers; your partner does not.") % {"name": checkin.given_to.name},
            url=membership.url("checkins:checkin", pk=checkin.pk),
            action=_("Answer them"),
            weight=25,
            state=_("Your review is open."),
        )


def queue(membership, now):
    if not membership.once(in_charge_of):
        return  # a check-in is read by those in charge
    waiting = list(access.queue(membership).asked().late_first().select_related(None).select_related("subject"))
    late = [checkin for checkin in waiting if checkin.is_late(now)]
    if late:
        yield _late(late, membership)
    elif waiting:
        yield HomeItem(
            title=ngettext("%(n)d review is open", "%(n)d reviews are open", len(waiting)) % {"n": len(waiting)},
            says=_("Each partner is asked apart; the first time, a conversation serves best."),
            url=membership.url("checkins:checkins"),
            action=_("Open the queue"),
            weight=45,
        )


def _late(late, membership):
    """The one that has waited longest is the step; how many there are is the state."""
    first, said = late[0], {"n": len(late)}
    return HomeItem(
        title=_("Talk with %(name)s") % {"name": first.subject.name},
        says=_("Two questions, apart from the partner. You write down what was said, and it waits for a yes."),
        url=membership.url("checkins:conversation", pk=first.pk),
        action=_("Write it down"),
        weight=20,
        state=ngettext("One review is late.", "%(n)d reviews are late.", len(late)) % said,
    )
