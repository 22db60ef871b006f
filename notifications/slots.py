"""What the frame shows of this app."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import Notice

MANY = 9


def notices(membership, subject, now):
    unread = len(Notice.objects.of(membership).unread().values_list("pk")[: MANY + 1])
    url = membership.url("notifications:notices")
    if not unread:
        return _("Notices"), url
    return _("Notices (%(count)s)") % {"count": f"{MANY}+" if unread > MANY else unread}, url


def demo_mails(membership, subject, now):
    return (_("Mails of this demonstration"), reverse("notifications:demo_mails")) if settings.DEMO else None
