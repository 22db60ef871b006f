"""An invitation to a person of the roster: it expires, works once, and its link carries a secret that is kept nowhere."""

import datetime
import hashlib
import hmac
import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..tenancy.models import TenantModel, TenantQuerySet
from .audit import AuditEntry
from .people import ROLES, Membership

LIFE = datetime.timedelta(days=14)


class AlreadySomeoneElse(Exception):
    """The account belongs to another person of the same organization."""


class Lapsed(Exception):
    """Used, withdrawn, out of date, or its person has access by another account."""


class InvitationQuerySet(TenantQuerySet):
    def unanswered(self):
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self, now):
        return self.unanswered().filter(expires_at__gt=now, person__left_on__isnull=True)

    def newest_first(self):
        return self.order_by("-invited_at", "-id")


class Invitation(TenantModel):
    audited_as = _("invitation")
    audited_with = ("person",)

    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="invitations")
    email = models.EmailField()  # where it went: the roster may change
    is_admin = models.BooleanField(default=False)
    is_sponsor = models.BooleanField(default=False)
    is_executive = models.BooleanField(default=False)
    secret_hash = models.CharField(max_length=64, blank=True)
    invited_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_count = models.PositiveSmallIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_unanswered",
            )
        ]
        indexes = [models.Index(fields=["organization", "-invited_at", "-id"], name="invitation_newest")]

    def __str__(self):
        return f"to {self.person_id}"

    @property
    def audit_name(self):
        return self.person.name

    @classmethod
    def invite(cls, person, *, roles, by, now):
        """A new one, or the unanswered one renewed; `actions.invite` also sends the letter."""
        invitation = cls.objects.unanswered().filter(person=person).first() or cls(person=person)
        invitation.email, invitation.invited_by = person.email, by.person
        invitation.invited_at, invitation.expires_at = now, now + LIFE
        for role, field in ROLES.items():
            setattr(invitation, field, role in roles)
        invitation.save()
        AuditEntry.record("invited", invitation, by=by, now=now, fields=roles)
        return invitation

    @property
    def roles(self):
        return [role for role, field in ROLES.items() if getattr(self, field)]

    def is_open(self, now):
        return not (self.accepted_at or self.revoked_at or self.person.left_on) and now < self.expires_at

    def send_again(self, *, by, now):
        """A new link for another two weeks; the earlier one stops working."""
        if self.accepted_at or self.revoked_at:
            raise Lapsed
        self.expires_at = now + LIFE
        self.save(update_fields=["expires_at"])
        AuditEntry.record("sent invitation again", self, by=by, now=now)

    def revoke(self, *, by, now):
        if self.accepted_at or self.revoked_at:
            return
        self.revoked_at = now
        self.save(update_fields=["revoked_at"])
        AuditEntry.record("revoked invitation", self, by=by, now=now)

    def new_secret(self):
        """For the letter alone: only its hash is kept."""
        secret = secrets.token_urlsafe(18)
        self.secret_hash, self.sent_count = _hash(secret), self.sent_count + 1
        self.save(update_fields=["secret_hash", "sent_count"])
        return secret

    def opens_with(self, secret):
        return bool(self.secret_hash) and hmac.compare_digest(self.secret_hash, _hash(secret))

    def accept(self, account, *, now):
        """The membership that it opens. The caller holds the row locked and knows the account's e-mail as proven."""
        membership = self._membership_of(account, now)
        membership.account, membership.active = account, True
        for role in self.roles:
            setattr(membership, ROLES[role], True)
        membership.save()
        self.accepted_at = now
        self.save(update_fields=["accepted_at"])
        AuditEntry.record("accepted invitation", self, by=membership, now=now, fields=self.roles)
        return membership

    def _membership_of(self, account, now):
        if Membership.objects.filter(account=account).exclude(person=self.person).exists():
            raise AlreadySomeoneElse
        membership = Membership.objects.filter(person=self.person).first()
        if membership and membership.active and membership.account_id != account.pk:
            raise Lapsed
        return membership or Membership(person=self.person, joined_at=now)


def _hash(secret):
    # Of 144 bits of chance: there is nothing to guess, so a plain hash will do.
    return hashlib.sha256(secret.encode()).hexdigest()
