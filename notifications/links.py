"""The addresses at the foot of each mail: organization, person, purpose and a number that can be raised, under one signature."""

import dataclasses
import uuid
from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.urls import reverse


@dataclasses.dataclass(frozen=True)
class _Link:
    organization_id: uuid.UUID
    person_id: uuid.UUID
    round: int

    SIGNER: ClassVar[signing.Signer]
    VIEW: ClassVar[str]

    @classmethod
    def read(cls, token):
        """None for whatever we did not sign for this purpose."""
        try:
            organization, person, *about = cls.SIGNER.unsign_object(token)
            return cls(uuid.UUID(organization), uuid.UUID(person), *about)
        except (signing.BadSignature, ValueError, TypeError):
            return None

    @property
    def _about(self):
        return [self.round]

    def url(self):
        parts = [self.organization_id.hex, self.person_id.hex, *self._about]
        return f"{settings.SITE_URL}{reverse(self.VIEW, kwargs={'token': self.SIGNER.sign_object(parts)})}"


@dataclasses.dataclass(frozen=True)
class PreferencesLink(_Link):
    """Opens the choices of one person to whoever holds it, and nothing else of them."""

    # Not the usual colon: some mail programs end a link there.
    SIGNER = signing.Signer(salt="notifications.preferences", sep="~")
    VIEW = "notifications:preferences"


@dataclasses.dataclass(frozen=True)
class UnsubscribeLink(_Link):
    """Turns one kind of mail off: also for a mail program that posts to it unasked for more (RFC 8058)."""

    kind: str

    SIGNER = signing.Signer(salt="notifications.unsubscribe", sep="~")
    VIEW = "notifications:unsubscribe"

    @property
    def _about(self):
        return [self.round, self.kind]
