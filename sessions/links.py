"""The address at which a calendar program reads one person's sessions: organization, person and number under one signature."""

import dataclasses
import uuid

from django.conf import settings
from django.core import signing
from django.urls import reverse

SIGNER = signing.Signer(salt="sessions.feed", sep="~")


@dataclasses.dataclass(frozen=True)
class FeedLink:
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
