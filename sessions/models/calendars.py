"""What people's own calendars are told, and by which way they ask."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import ME, RowPolicy
from pairing.models import Pair
from pairing.policies import OF_MY_OWN_PAIR


class InCalendars(models.Model):
    """What calendars are told of: each change raises `sequence`, by which they know the newer of two mails.

    A session of a series' rule has the series' number, as it was when that session last changed.
    """

    sequence = models.PositiveIntegerField(default=0, editable=False)  # 0: they were told nothing yet
    changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class VideoRoom(Versioned, TenantModel):
    """Where the two meet online. Whoever has the address can come in: nobody but the two reads it."""

    web_may = "SELECT, INSERT, UPDATE"

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="+")
    url = models.CharField(_("link to the video room"), max_length=500, blank=True)
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "pair"], name="videoroom_once"),
            RowPolicy(name="videoroom_readers", role="app_web", using=OF_MY_OWN_PAIR),
        ]

    def __str__(self):
        return f"Video room of {self.pair_id}"


class FeedQuerySet(TenantQuerySet):
    def of(self, person_id):
        return self.filter(person_id=person_id)

    def open(self):
        """Those whose address answers, for as long as their person may sign in."""
        mine = models.Q(person__memberships__active=True, person__left_on__isnull=True)
        return self.filter(mine, is_open=True)


class CalendarFeed(TenantModel):
    """The address at which a person's own calendar program finds their sessions."""

    web_may = "SELECT, INSERT, UPDATE"

    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(
        default=0
    )  # of the address: another one has the next, and the old one opens nothing
    is_open = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    objects = FeedQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person"], name="calendarfeed_once"),
            RowPolicy(name="calendarfeed_person", role="app_web", using=f"person_id = {ME}"),
        ]

    def __str__(self):
        return f"Address {self.number} of {self.person_id}"

    def renew(self, *, now):
        """Another address; the one before opens nothing any more."""
        self._set(number=self.number + 1, is_open=True, changed_at=now)

    def close(self, *, now):
        self._set(is_open=False, changed_at=now)

    def _set(self, **values):
        for name, value in values.items():
            setattr(self, name, value)
        self.save()
