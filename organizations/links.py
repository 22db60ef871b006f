"""The address in an invitation's letter: organization, invitation and secret under one signature."""

import dataclasses
import uuid

from django.conf import settings
from django.core import signing
from django.urls import reverse

# Not the usual colon: some mail programs end a link there.
SIGNER = signing.Signer(salt="organizations.invitation", sep="~")


@dataclasses.dataclass(frozen=True)
class InvitationLink:
    organization_id: uuid.UUID
    invitation_id: uuid.UUID
    secret: str

    @classmethod
    def read(cls, token):
        """None for whatever we did not sign."""
        try:
            organization, invitation, secret = SIGNER.unsign_object(token)
            return cls(uuid.UUID(organization), uuid.UUID(invitation), secret)
        except (signing.BadSignature, ValueError):
            return None

    def url(self):
        parts = [self.organization_id.hex, self.invitation_id.hex, self.secret]
        path = reverse("organizations:invitation", kwargs={"token": SIGNER.sign_object(parts)})
        return f"{settings.SITE_URL}{path}"
