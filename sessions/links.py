"""Addresses that open one thing for one person: organization, person and what else it takes under one signature."""

import dataclasses
import datetime
import uuid

from django.conf import settings
from django.core import signing
from django.urls import reverse

SIGNER = signing.Signer(salt="sessions.feed", sep="~")
PULSE_SIGNER = signing.TimestampSigner(salt="sessions.pulse", sep="~")
OPEN_FOR = datetime.timedelta(hours=12)


@dataclasses.dataclass(frozen=True)
class FeedLink:
    """At which a calendar program reads one person's sessions."""

    organization_id: uuid.UUID
    person_id: uuid.UUID
    number: int

    @classmethod
    def of(cls, feed):
        return cls(feed.organization_id, feed.person_id, feed.number)

    @classmethod
    def read(cls, token):
        """None for whatever we did not sign."""
        try:
            *ids, number = SIGNER.unsign_object(token)
            return cls(*map(uuid.UUID, ids), number)
        except (signing.BadSignature, ValueError, TypeError):
            return None

    def url(self):
        parts = [self.organization_id.hex, self.person_id.hex, self.number]
        path = reverse("sessions:feed", kwargs={"token": SIGNER.sign_object(parts)})
        return f"{settings.SITE_URL}{path}"

    def subscribed(self):
        """The same for a program that opens such links by itself."""
        return f"webcal://{self.url().partition('://')[2]}"


@dataclasses.dataclass(frozen=True)
class PulseLink:
    """At which an open live page asks whether anything has changed, and learns nothing more.

    Hundreds of pages ask every second or so. Signed, the question needs no session, account and door looked up: a third of
    the price. Whoever has lost access or the pair finds nothing there either.
    """

    organization_id: uuid.UUID
    person_id: uuid.UUID
    session_id: uuid.UUID

    @classmethod
    def of(cls, meeting):
        return cls(meeting.session.organization_id, meeting.reader.pk, meeting.session.pk)

    @classmethod
    def read(cls, token):
        """None for whatever we did not sign, or signed for another day's page."""
        try:
            return cls(*map(uuid.UUID, PULSE_SIGNER.unsign_object(token, max_age=OPEN_FOR)))
        except (signing.BadSignature, ValueError, TypeError):
            return None

    def url(self):
        ids = [self.organization_id.hex, self.person_id.hex, self.session_id.hex]
        path = reverse("sessions:live_pulse", kwargs={"token": PULSE_SIGNER.sign_object(ids)})
        return f"{settings.SITE_URL}{path}"

    @property
    def path(self):
        """For the page itself, which may be read at another name of this server."""
        return self.url().removeprefix(settings.SITE_URL)
