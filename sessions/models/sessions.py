"""When a pair meets: facts that its sponsor may count."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models.organizations import validate_time_zone
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import RowPolicy
from organizations.zones import zone_of
from pairing.models import Pair
from pairing.policies import OF_A_PAIR_I_SEE, OF_SOMEONE_WHOSE_PAIR_I_SEE

from ..recurrence import occurrence
from .calendars import InCalendars


class SeriesQuerySet(TenantQuerySet):
    def current(self):
        """The hour chosen last, or None."""
        return self.order_by("-chosen_at", "-id").first()


class Series(InCalendars, TenantModel):
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

    objects = SeriesQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [RowPolicy(name="series_readers", role="app_web", using=OF_A_PAIR_I_SEE)]

    def __str__(self):
        return f"{self.first_day} {self.at}"

    @property
    def clock(self):
        """The zone by whose clock the hour recurs."""
        return zone_of(self.zone)

    @property
    def begins(self):
        """When its rule gives it first."""
        return occurrence(self.first_day, self.at, self.clock).utc

    def is_laid_out(self, first_day, at, zone, now):
        """Whether this is that very hour, with sessions still to come."""
        same = (self.first_day, self.at, self.zone) == (first_day, at, str(zone))
        return same and self.sessions.still_to_begin(now).exists()


class SessionQuerySet(TenantQuerySet):
    def in_order(self):
        return self.order_by("starts_at", "id")

    def held(self):
        return self.filter(state=LabSession.State.HELD)

    def planned(self):
        return self.filter(state=LabSession.State.PLANNED)

    def cancelled(self):
        return self.filter(state=LabSession.State.CANCELLED)

    def standing(self):
        """Planned or held: those that count when a pair counts its sessions."""
        return self.filter(state__in=[LabSession.State.PLANNED, LabSession.State.HELD])

    def shown(self):
        """All but those that gave way to a new hour."""
        return self.exclude(state=LabSession.State.REPLACED)

    def of_pairs(self, pairs):
        return self.filter(pair__in=pairs)

    def affirmation_of(self, pair):
        """The session in which a partner affirmed the lab rules first, or None."""
        either = models.Q(leader_affirmed_at__isnull=False) | models.Q(mentor_affirmed_at__isnull=False)
        return self.filter(either, pair=pair).in_order().first()

    def still_to_begin(self, now):
        return self.planned().filter(starts_at__gt=now)

    def unlogged(self, now):
        """Over, and nobody has said whether it took place."""
        return self.planned().filter(ends_at__lte=now).in_order()


class LabSession(InCalendars, Versioned, TenantModel):
    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")
        REPLACED = "replaced", _("replaced by a new hour")

    class Side(models.TextChoices):
        LEADER = "leader", _("the leader’s side")
        MENTOR = "mentor", _("the mentor’s side")

    web_may = "SELECT, INSERT, UPDATE"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="sessions")
    series = models.ForeignKey(Series, models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()  # of the pair, counted in the order in which they were laid out
    slot_at = models.DateTimeField(null=True)  # what the series' own rule gives; None for one added by hand
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    cancelled_by_side = models.CharField(max_length=6, choices=Side, blank=True)
    moves = models.PositiveSmallIntegerField(default=0)  # only ever rises: reminders are about its hour by this number
    undone_moves = models.PositiveSmallIntegerField(default=0)  # of those: moves that were undone, and their undoing
    moved_from = models.DateTimeField(null=True)  # where the calendars that were told last still have it
    held_minutes = models.PositiveSmallIntegerField(null=True)
    leader_affirmed_at = models.DateTimeField(null=True)
    mentor_affirmed_at = models.DateTimeField(null=True)
    rules_affirmed_at = models.DateTimeField(null=True)  # when the second of them did
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
    def minutes(self):
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def is_planned(self):
        return self.state == self.State.PLANNED

    @property
    def is_held(self):
        return self.state == self.State.HELD

    @property
    def is_cancelled(self):
        return self.state == self.State.CANCELLED

    @property
    def times_moved(self):
        return self.moves - self.undone_moves

    @property
    def gave_way(self):
        return self.state == self.State.REPLACED

    def may_be_logged(self, now):
        return not self.gave_way and self.starts_at <= now

    def is_followed(self):
        """Whether more of its series are to come after it, which can be moved with it."""
        if not self.is_planned or self.slot_at is None:
            return False
        return LabSession.objects.planned().filter(series=self.series_id, slot_at__gt=self.slot_at).exists()

    def ordinal(self):
        """Its number for the pair: cancelled ones don't count, so that the third hour together is called the third."""
        earlier = LabSession.objects.standing().filter(pair_id=self.pair_id, starts_at__lt=self.starts_at)
        return earlier.exclude(pk=self.pk).count() + 1

    def affirm(self, side, *, now):
        """The lab rules are read by both in the first session; a second time changes nothing."""
        if not getattr(self, f"{side}_affirmed_at"):
            setattr(self, f"{side}_affirmed_at", now)
        if self.leader_affirmed_at and self.mentor_affirmed_at:
            self.rules_affirmed_at = self.rules_affirmed_at or now
        self.save(update_fields=["leader_affirmed_at", "mentor_affirmed_at", "rules_affirmed_at"])


class BookingQuerySet(TenantQuerySet):
    def within(self, start, end):
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Booking(TenantModel):
    """That a person is taken, not by what: a partner must see that much to find an hour."""

    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    session = models.ForeignKey(LabSession, models.CASCADE, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = BookingQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "session", "person"], name="booking_once"),
            RowPolicy(name="booking_readers", role="app_web", using=OF_SOMEONE_WHOSE_PAIR_I_SEE),
        ]
        indexes = [models.Index(fields=["organization", "person", "starts_at"], name="booking_by_time")]

    def __str__(self):
        return f"{self.person_id} from {self.starts_at}"
