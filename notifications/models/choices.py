"""What a person chooses of what reaches them: read and written by nobody else."""

import datetime
import uuid
import zoneinfo
from typing import NamedTuple

from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from organizations.models import Person
from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from organizations.tenancy.schema import ME, RowPolicy
from organizations.tenancy.scope import current

from ..news import DIGEST, NOW, OFF, NewsKind, news
from ..waking import NIGHT, Quiet, next_time, waking
from .delivery import Unreachable

THEIR_OWN = f"person_id = {ME}"
MORNING = datetime.time(7)  # of who has no quiet hours at all


class PreferencesQuerySet(TenantQuerySet):
    def of(self, person):
        """What stands, or what holds while nothing was chosen: a row that is not there yet."""
        row = self.filter(person=person).first() or Preferences()
        row.person = person
        return row

    def stored(self, person):
        """The row, put down if it was not there: two first saves at once find the same one."""
        row = Preferences(person=person, organization_id=current().organization)
        self.bulk_create([row], ignore_conflicts=True)
        row = self.get(person=person)
        row.person = person
        return row


class Preferences(TenantModel, Versioned):
    """Quiet hours and the hour of the daily mail, on the person's own clock; and the number that their links carry."""

    web_may = "SELECT, INSERT, UPDATE"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    quiet_start = models.TimeField(_("Quiet from"), default=NIGHT.start)
    quiet_end = models.TimeField(_("until"), default=NIGHT.end)
    digest_at = models.TimeField(_("Hour of your daily mail"), null=True, blank=True)
    round = models.PositiveIntegerField(default=0)  # stands in each link: one of an earlier round opens nothing

    objects = PreferencesQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person"], name="preferences_once"),
            RowPolicy(name="preferences_own", role="app_web", using=THEIR_OWN),
        ]

    def __str__(self):
        return str(self.person_id)

    def void_links(self):
        """Each link in an earlier mail opens nothing from now on."""
        type(self).objects.filter(pk=self.pk).update(round=F("round") + 1)


class ChoiceQuerySet(TenantQuerySet):
    def of(self, person):
        """{kind: choice}"""
        return {choice.kind: choice for choice in self.filter(person=person).order_by("kind")}

    def make(self, person, kind, *, email, notice):
        """For a kind, and for the notices that go with it."""
        said = {"person": person, "email": email, "notice": notice, "organization_id": current().organization}
        self.bulk_create(
            [Choice(kind=key, **said) for key in kind.keys],
            update_conflicts=True,
            unique_fields=["organization", "person", "kind"],
            update_fields=["email", "notice"],
        )

    def turn_off(self, person, kind):
        """Its mails; of the daily mail, whatever comes in it. Notices stay as they were chosen. Gives the keys that it was about."""
        if kind.key != DIGEST:
            self.make(person, kind, email=OFF, notice=self._noticed(person, kind))
            return kind.keys
        kinds = self.filter(person=person, email=DIGEST)
        keys = list(kinds.order_by("kind").values_list("kind", flat=True))
        kinds.update(email=OFF)
        return keys

    def turn_on(self, person, kind, keys):
        """`keys`: those that were turned off with it. Of the daily mail nothing else tells what had come in it."""
        if kind.key == DIGEST:
            may_come = [key for it in news if it.in_digest for key in it.keys if key in keys]
            self.filter(person=person, kind__in=may_come, email=OFF).update(email=DIGEST)
        else:
            self.make(person, kind, email=kind.default, notice=self._noticed(person, kind))

    def is_off(self, person, kind):
        if kind.key == DIGEST:
            return not self.filter(person=person, email=DIGEST).exists()
        return self.filter(person=person, kind=kind.key, email=OFF).exists()

    def _noticed(self, person, kind):
        return not self.filter(person=person, kind=kind.key, notice=False).exists()


class Choice(TenantModel):
    """What one person has chosen about one kind of news."""

    class Email(models.TextChoices):
        NOW = NOW, _("At once")
        DIGEST = DIGEST, _("In your daily mail")
        OFF = OFF, _("Not at all")

    web_may = "SELECT, INSERT, UPDATE"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    email = models.CharField(max_length=10, choices=Email, default=Email.NOW)
    notice = models.BooleanField(default=True)

    objects = ChoiceQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person", "kind"], name="choice_once"),
            RowPolicy(name="choice_own", role="app_web", using=THEIR_OWN),
        ]

    def __str__(self):
        return f"{self.kind}: {self.email}"


class Reach(NamedTuple):
    """How one kind of news reaches one person."""

    person_id: uuid.UUID
    kind: NewsKind
    zone: zoneinfo.ZoneInfo
    email: str
    quiet: Quiet
    digest_at: datetime.time | None
    round: int  # of their links
    retries: bool  # whether their address has refused a mail

    @classmethod
    def of(cls, person_id, kind):
        return cls.of_all([person_id], kind)[person_id]

    @classmethod
    def of_all(cls, person_ids, kind):
        """{person id: how it reaches them}, in one query."""
        asked = {"chosen": _choice("email", kind), "retries": Exists(Unreachable.objects.filter(person=OuterRef("pk")))}
        asked |= {name: _preference(name) for name in ("quiet_start", "quiet_end", "digest_at", "round")}
        people = (
            Person.objects.select_related("organization").annotate(**asked).filter(pk__in=person_ids).order_by("id")
        )
        return {person.pk: cls.from_row(person, person.pk, person.zone, kind) for person in people}

    @classmethod
    def from_row(cls, row, person_id, zone, kind):
        quiet = Quiet(row.quiet_start or NIGHT.start, row.quiet_end or NIGHT.end)
        return cls(person_id, kind, zone, chosen(row.chosen, kind), quiet, row.digest_at, row.round or 0, row.retries)

    def allowed(self, at):
        return waking(at, self.zone, self.quiet)

    def waits(self, now):
        """Whether a mail written now would have to wait."""
        return self.email == DIGEST or (self.email != OFF and self.allowed(now) > now)

    def next_digest(self, now):
        """The next morning of this person, after quiet hours if they have any; or the hour that they chose."""
        morning = self.quiet.end if self.quiet.start != self.quiet.end else MORNING
        return self.allowed(next_time(now, self.zone, self.digest_at or morning))


def chosen(email, kind):
    """What holds: a way that the kind does not leave, or leaves no more, counts for nothing."""
    return email if email in kind.ways else kind.default


def _choice(field, kind):
    return Subquery(Choice.objects.filter(person=OuterRef("pk"), kind=kind.key).values(field))


def _preference(field):
    return Subquery(Preferences.objects.filter(person=OuterRef("pk")).values(field))
