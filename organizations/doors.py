"""Which organizations an account may enter: the one look-up that happens before any organization is open."""

import dataclasses
import uuid

from django.db import connection
from django.urls import reverse


@dataclasses.dataclass(frozen=True)
class Door:
    organization_id: uuid.UUID
    slug: str
    name: str
    membership_id: uuid.UUID
    person_id: uuid.UUID

    def membership(self):
        """The row itself, inside the scope that this door opens."""
        from .models import Membership

        found = Membership.objects.select_related("organization", "person").get(pk=self.membership_id)
        found.person.organization = found.organization  # whose time zone a page may want
        return found

    @property
    def url(self):
        return reverse("organizations:home", kwargs={"organization": self.slug})


def doors_of(account):
    """The account's active memberships, by name. `account_doors` (migration 0002) reads past row security, this and no more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM account_doors(%s)", [account.pk])
        return [Door(*row) for row in cursor.fetchall()]
