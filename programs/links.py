"""The address in the mail to a line manager: organization, person, agreement and its round under one signature."""

import dataclasses
import uuid

from django.conf import settings
from django.core import signing
from django.urls import reverse

# Not the usual colon: some mail programs end a link there.
SIGNER = signing.Signer(salt="programs.hours", sep="~")


@dataclasses.dataclass(frozen=True)
class HoursLink:
    organization_id: uuid.UUID
    manager_id: uuid.UUID
    agreement_id: uuid.UUID
    round: int

    @classmethod
    def of(cls, agreement):
        return cls(agreement.organization_id, agreement.manager_id, agreement.pk, agreement.round)

    @classmethod
    def read(cls, token):
        """None for whatever we did not sign."""
        try:
            *ids, number = SIGNER.unsign_object(token)
            return cls(*map(uuid.UUID, ids), number)
        except (signing.BadSignature, ValueError, TypeError):
            return None

    def url(self):
        ids = [self.organization_id.hex, self.manager_id.hex, self.agreement_id.hex]
        path = reverse("programs:hours_agreement", kwargs={"token": SIGNER.sign_object([*ids, self.round])})
        return f"{settings.SITE_URL}{path}"
