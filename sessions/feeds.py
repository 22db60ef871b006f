"""A person's own calendar address: made, made anew, closed, and read by a program that brings no cookie."""

from django.db import transaction
from django.utils.translation import gettext as _

from organizations.models import AuditEntry, Person

from . import calendars, ical
from .models import CalendarFeed


def feed_of(person_id):
    """None for who never asked for an address."""
    return CalendarFeed.objects.of(person_id).first()


@transaction.atomic
def renew(*, by, shown, now):
    """Another address, the one before opens nothing any more; a second click, on a page that shows an older number, does nothing."""
    feed = _locked(by, now)
    if feed.number == shown:
        feed.renew(now=now)
        AuditEntry.record("made calendar address", feed, by=by, now=now)


@transaction.atomic
def close(*, by, now):
    feed = _locked(by, now)
    if feed.is_open:
        feed.close(now=now)
        AuditEntry.record("closed calendar address", feed, by=by, now=now)


def behind(link):
    """Whose calendar this address still opens, or None; in that person's own scope."""
    feeds = CalendarFeed.objects.of(link.person_id).open().filter(number=link.number)
    return Person.objects.select_related("organization").filter(pk__in=feeds.values("person")).first()


def calendar_of(person):
    """Past sessions too; the bytes are the same for as long as nothing changes."""
    return ical.feed(calendars.entries_of(person), _("Lab sessions"))


def _locked(by, now):
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=by.person_id)  # there may be no row yet
    return feed_of(by.person_id) or CalendarFeed(person_id=by.person_id, changed_at=now)
