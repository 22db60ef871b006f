"""What the frame and home show of this app."""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from organizations.registries import Mark

from .models import Notice, Unreachable
from .sweep import LATE, clock_lag

MANY = 9


def notices(membership, subject, now):
    unread = len(Notice.objects.of(membership).unread().values_list("pk")[: MANY + 1])
    url = membership.url("notifications:notices")
    if not unread:
        return _("Notices"), url
    return _("Notices (%(count)s)") % {"count": f"{MANY}+" if unread > MANY else unread}, url


def demo_mails(membership, subject, now):
    return (_("Mails of this demonstration"), reverse("notifications:demo_mails")) if settings.DEMO else None


def late_clock(membership, subject, now):
    """For admins, while it is so: what /health/ready tells everybody, a time and nothing of whom or what is waited for."""
    lag = clock_lag(now) if membership.is_admin else None
    if not lag or lag <= LATE:
        return None
    late = timesince(now - datetime.timedelta(seconds=lag), now, depth=1)
    return {"template": "notifications/late_clock.html", "context": {"late": late}, "place": 0}


def reach(membership, subject, now):
    return _("What reaches you"), membership.url("notifications:reach")


def unreachable(membership, subject, now):
    """To the person themselves, while it is so: they read it here, since no mail can tell them."""
    found = Unreachable.objects.standing(now).filter(person=membership.person_id).first()
    if found is None:
        return None
    return {"template": "notifications/unreachable.html", "context": {"since": found.since}, "place": 0}


def mark(membership, person, now):
    """Beside names in lists: `person` is the field by which their rows lead to whom it is about."""
    says = _("Mails to the address on the roster come back. Ask for the right one, and import it with the roster.")
    return Mark("is_away", Unreachable.objects.about(person, now), _("Cannot be reached"), says)
