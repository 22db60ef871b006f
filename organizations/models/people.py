"""The roster, and who of it may sign in."""

import zoneinfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..tenancy.models import TenantModel, TenantQuerySet
from .organizations import validate_time_zone


class PersonQuerySet(TenantQuerySet):
    def present(self):
        """Those who have not left."""
        return self.filter(left_on__isnull=True)

    def in_order(self):
        return self.order_by("family_name", "given_name", "id")


class Person(TenantModel):
    """An employee on the organization's roster; may have no account, and no e-mail."""

    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120)
    email = models.EmailField(_("work e-mail"), blank=True)
    staff_number = models.CharField(_("staff number"), max_length=60, blank=True)
    post_reference = models.CharField(_("post"), max_length=60, blank=True)
    manager = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reports")
    unit = models.CharField(
        _("unit"), max_length=300, blank=True, help_text=_("From the whole to the part, split by /.")
    )
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    grade = models.CharField(_("grade"), max_length=60, blank=True)
    site = models.CharField(_("place of work"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=60, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    language = models.CharField(_("working language"), max_length=60, blank=True)
    hired_on = models.DateField(_("here since"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "staff_number"], condition=~Q(staff_number=""), name="person_staff_number"
            ),
            models.UniqueConstraint(fields=["organization", "email"], condition=~Q(email=""), name="person_email"),
        ]
        indexes = [models.Index(fields=["organization", "family_name", "given_name", "id"], name="person_by_name")]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self):
        return (self.given_name[:1] + self.family_name[:1]).upper() or "?"

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else self.organization.zone

    def line(self):
        """The managers above, nearest first. Real rosters contain cycles: each person counts once."""
        above, seen, manager = [], {self.pk}, self.manager
        while manager and manager.pk not in seen:
            above.append(manager)
            seen.add(manager.pk)
            manager = manager.manager
        return above


class MembershipQuerySet(TenantQuerySet):
    def active(self):
        return self.filter(active=True, person__left_on__isnull=True)

    def admins(self):
        return self.active().filter(is_admin=True)

    def sponsors(self):
        return self.active().filter(is_sponsor=True)

    def executives(self):
        return self.active().filter(is_executive=True)


class Membership(TenantModel):
    """A person's account, and the roles it has here. Read at every request: taking it away closes the door at once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    account = models.ForeignKey("organizations.Account", models.CASCADE, related_name="+", db_index=False)
    active = models.BooleanField(default=True)
    is_admin = models.BooleanField(_("admin"), default=False)
    is_sponsor = models.BooleanField(_("sponsor"), default=False)
    is_executive = models.BooleanField(_("executive"), default=False)
    joined_at = models.DateTimeField(editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person"], name="membership_person"),
            models.UniqueConstraint(fields=["organization", "account"], name="membership_account"),
        ]

    def __str__(self):
        return str(self.person)

    @property
    def roles(self):
        held = [("admin", self.is_admin), ("sponsor", self.is_sponsor), ("executive", self.is_executive)]
        return [role for role, has in held if has]

    def url(self, view, **kwargs):
        return self.organization.url(view, **kwargs)
