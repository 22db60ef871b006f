"""When a pair meets: facts that its sponsor may count."""

import zoneinfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models.organizations import validate_time_zone
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import RowPolicy
from pairing.models import Pair
from pairing.policies import OF_A_PAIR_I_SEE


class Series(TenantModel):
    """The hour that a pair chose, every two weeks."""

    web_may = "SELECT, INSERT, UPDATE"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="series")
    first_day = models.DateField(_("first session on"))
    at = models.TimeField(_("at"))
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    until = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=60)
    chosen_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [RowPolicy(name="series_readers", role="app_web", using=OF_A_PAIR_I_SEE)]

    def __str__(self):
        return f"{self.first_day} {self.at}"


class SessionQuerySet(TenantQuerySet):
    def in_order(self):
        return self.order_by("starts_at", "id")

    def held(self):
        return self.filter(state=LabSession.State.HELD)

    def planned(self):
        return self.filter(state=LabSession.State.PLANNED)

    def upcoming(self, now):
        return self.planned().filter(ends_at__gt=now).in_order()

    def unlogged(self, now):
        """Over, and nobody has said whether it took place."""
        return self.planned().filter(ends_at__lte=now).in_order()


class LabSession(Versioned, TenantModel):
    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    class Side(models.TextChoices):
        LEADER = "leader", _("the leader’s side")
        MENTOR = "mentor", _("the mentor’s side")

    web_may = "SELECT, INSERT, UPDATE"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="sessions")
    series = models.ForeignKey(Series, models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()  # of the pair, counted in the order in which they were laid out
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    cancelled_by_side = models.CharField(max_length=6, choices=Side, blank=True)
    moves = models.PositiveSmallIntegerField(default=0)
    held_minutes = models.PositiveSmallIntegerField(null=True)
    rules_affirmed_at = models.DateTimeField(null=True)
    logged_at = models.DateTimeField(null=True)
    logged_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")

    objects = SessionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "pair", "number"], name="labsession_number"),
            RowPolicy(name="labsession_readers", role="app_web", using=OF_A_PAIR_I_SEE),
        ]
        indexes = [models.Index(fields=["organization", "starts_at"], name="labsession_by_time")]

    def __str__(self):
        return f"Session {self.number}"

    @property
    def local_start(self):
        return self.starts_at.astimezone(zoneinfo.ZoneInfo(self.zone))
