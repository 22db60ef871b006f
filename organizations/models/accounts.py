"""A sign-in. It belongs to no organization; a Membership says whose person it is where."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ..tenancy.models import uuid7


class AccountManager(BaseUserManager):
    def create_user(self, email, password=None, **extra):
        account = self.model(email=self.normalize_email(email).lower(), **extra)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    session_round = models.PositiveIntegerField(default=0, editable=False)

    objects = AccountManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    def __str__(self):
        return self.name or self.email

    def sign_out_everywhere(self):
        """Every session carries the round in its hash: those of earlier rounds are signed out."""
        type(self).objects.filter(pk=self.pk).update(session_round=models.F("session_round") + 1)
        self.refresh_from_db(fields=["session_round"])

    def _get_session_auth_hash(self, secret=None):
        before = super()._get_session_auth_hash(secret)
        return salted_hmac("organizations.Account.session", f"{before}{self.session_round}", secret=secret).hexdigest()
