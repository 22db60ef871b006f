"""What is to happen when: one row each, and the lease of the sweep that is about to do it."""

import datetime
import uuid
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Q, Value
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet, uuid7
from organizations.tenancy.schema import RowPolicy
from organizations.tenancy.scope import current, sweeping

LEASE = datetime.timedelta(minutes=5)
ATTEMPTS = 8
OUTAGE = datetime.timedelta(hours=1)  # what is later than this for the first time is sent together with the like
TOGETHER = 50  # at most so many in one mail and one transaction
FIRST_PAUSE = datetime.timedelta(minutes=1)  # doubled each time: eight attempts take two hours

_PLAN = """
INSERT INTO notifications_due
    (id, organization_id, kind, subject_id, recipient_id, occurrence, due_at, state, attempts, last_error, waits_for)
SELECT *, 'waiting', 0, '', '' FROM unnest(
    %s::uuid[], %s::uuid[], %s::varchar[], %s::uuid[], %s::uuid[], %s::varchar[], %s::timestamptz[]
)
ON CONFLICT (organization_id, kind, subject_id, recipient_id, occurrence) DO UPDATE
SET due_at = excluded.due_at, state = 'waiting', leased_until = NULL, attempts = 0, last_error = '', done_at = NULL,
    waits_for = ''
WHERE notifications_due.state <> 'done'
"""
# What falls due at one moment has an order, too: where the rows lie depends on what everybody has written, in secret as well.
# The earlier in the batch, the longer the lease: what stood behind a row that killed its worker comes before it next time.
_CLAIM = """
WITH late AS MATERIALIZED (
    SELECT id, due_at FROM notifications_due
    WHERE state = 'waiting' AND due_at <= %(now)s AND (leased_until IS NULL OR leased_until <= %(now)s)
    ORDER BY due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
), placed AS (
    SELECT id, row_number() OVER (ORDER BY due_at DESC, id DESC) AS place FROM late
)
UPDATE notifications_due due SET leased_until = %(until)s + place * interval '1 second'
FROM placed WHERE due.id = placed.id
RETURNING due.id, due.organization_id, due.leased_until, due.due_at
"""
# Until the transaction's end; whoever comes second finds the row done.
_ALONE = """
SELECT pg_advisory_xact_lock(hashtextextended(recipient_id::text, 0)) FROM notifications_due
WHERE id = %s AND recipient_id IS NOT NULL
"""
# With what its reader has chosen (choices.Reach): asked apart, that costs a fifth of a reminder's time.
_HELD = """
SELECT due.*, coalesce(nullif(person.time_zone, ''), organization.time_zone) AS zone, choice.email AS chosen,
    preferences.quiet_start, preferences.quiet_end, preferences.digest_at, preferences.round,
    EXISTS (
        SELECT FROM notifications_unreachable away
        WHERE (away.organization_id, away.person_id) = (due.organization_id, due.recipient_id)
    ) AS retries
FROM notifications_due due
JOIN organizations_organization organization ON organization.id = due.organization_id
LEFT JOIN organizations_person person ON (person.organization_id, person.id) = (due.organization_id, due.recipient_id)
LEFT JOIN notifications_preferences preferences
    ON (preferences.organization_id, preferences.person_id) = (due.organization_id, due.recipient_id)
LEFT JOIN notifications_choice choice
    ON (choice.organization_id, choice.person_id, choice.kind) = (due.organization_id, due.recipient_id, due.kind)
WHERE due.id = %s AND due.leased_until = %s AND due.state = 'waiting' FOR UPDATE OF due
"""


class Plan(NamedTuple):
    """What is to happen: the first, second, fourth and fifth make it this one and no other."""

    kind: str
    subject_id: uuid.UUID
    due_at: datetime.datetime
    recipient_id: uuid.UUID | None = None
    occurrence: str = ""

    @property
    def key(self):
        return self.kind, self.subject_id, self.recipient_id, self.occurrence


class Claim(NamedTuple):
    """A row that this sweep holds for as long as the lease is still its own."""

    id: uuid.UUID
    organization_id: uuid.UUID
    leased_until: datetime.datetime
    due_at: datetime.datetime

    def missed(self, now):
        """Whether it fell due in an outage: a clock that runs does it within a minute."""
        return self.due_at < now - OUTAGE


def once_a_day(now):
    """An occurrence of what may come once a day: the same day for all, whatever the clock of the one who asks shows."""
    return now.astimezone(datetime.UTC).date().isoformat()


class DueQuerySet(TenantQuerySet):
    def waiting(self):
        return self.filter(state=Due.State.WAITING)

    def settled(self):
        """Over and well; what failed stays for whoever looks into it."""
        return self.filter(state__in=[Due.State.DONE, Due.State.DROPPED])

    def late(self, now):
        """Waiting, due, and in no sweep's hands."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.waiting().filter(free, due_at__lte=now)

    def plan(self, kind, subject_id, due_at, recipient_id=None, occurrence=""):
        """Put it down, or move it if it stands there; what is done stays done.

        At the moment from which it may happen: what goes by mail waits by itself for the end of its reader's quiet hours.
        """
        self.plan_all([Plan(kind, subject_id, due_at, recipient_id, occurrence)])

    def plan_all(self, plans):
        """The same for many in one statement; of two with one key the later stands."""
        organization = current().organization
        rows = [(uuid7(), organization, *it.key, it.due_at) for it in {it.key: it for it in plans}.values()]
        if rows:
            with connection.cursor() as cursor:
                cursor.execute(_PLAN, [list(column) for column in zip(*rows, strict=True)])

    def cancel_all(self, kinds, subject_ids, *, now):
        """Drop what still waits of these kinds for these subjects, whoever it is for."""
        waiting = self.waiting().filter(kind__in=kinds, subject_id__in=subject_ids)
        return waiting.update(state=Due.State.DROPPED, done_at=now)

    def wake(self, kinds, subject_ids, *, since, now):
        """What was dropped since then, because its cohort rested, waits again; whether it still holds is asked anew."""
        dropped = self.filter(state=Due.State.DROPPED, done_at__gte=since, kind__in=kinds, subject_id__in=subject_ids)
        self.plan_all(
            Plan(it.kind, it.subject_id, now, it.recipient_id, it.occurrence) for it in dropped.order_by("id")
        )

    def put_off(self, kinds, subject_ids, *, by, since):
        """By so much, what waits; and what was dropped since then because its cohort rested."""
        dropped = Q(state=Due.State.DROPPED, done_at__gte=since)
        rows = self.filter(Q(state=Due.State.WAITING) | dropped, kind__in=kinds, subject_id__in=subject_ids)
        self.plan_all(
            Plan(it.kind, it.subject_id, it.due_at + by, it.recipient_id, it.occurrence) for it in rows.order_by("id")
        )

    def cancel(self, kind, subject_id, *, now, recipient_id=None, occurrence=None):
        """Drop what still waits: for everyone and every occurrence, unless one is named."""
        named = {"recipient_id": recipient_id, "occurrence": occurrence}
        narrower = {name: value for name, value in named.items() if value is not None}
        waiting = self.waiting().filter(kind=kind, subject_id=subject_id, **narrower)
        return waiting.update(state=Due.State.DROPPED, done_at=now)

    def claim(self, now, batch):
        """Lease the next rows to the caller, in the order in which they fell due; two sweeps never get the same one."""
        with sweeping(), connection.cursor() as cursor:
            cursor.execute(_CLAIM, {"now": now, "until": now + LEASE, "batch": batch})
            claims = [Claim(*row) for row in cursor.fetchall()]
        return sorted(claims, key=lambda claim: claim.leased_until, reverse=True)

    def held(self, claim):
        """The row, locked, if it still waits under that very lease."""
        return next(iter(self.raw(_HELD, [claim.id, claim.leased_until])), None)

    def take_along(self, due, *, now):
        """The same work for the same subject is done with this row, wherever no other sweep has it in hand."""
        alike = self.waiting().filter(kind=due.kind, subject_id=due.subject_id).exclude(pk=due.pk)
        free = alike.select_for_update(skip_locked=True).values("pk")
        return self.filter(pk__in=free).update(state=Due.State.DONE, done_at=now)

    def alone(self, claim):
        """Wait for any other sweep that is writing to the same person about what they missed, or their daily mail."""
        with connection.cursor() as cursor:
            cursor.execute(_ALONE, [claim.id])

    def in_digest_with(self, due, now):
        """What else goes into the same person's daily mail; not what stumbled, which may stumble again."""
        gathered = self.waiting().filter(recipient_id=due.recipient_id, waits_for=Due.For.DIGEST, due_at__lte=now)
        others = gathered.filter(attempts=0).exclude(pk=due.pk).select_for_update(skip_locked=True)
        return others.order_by("due_at", "id")[: TOGETHER - 1]

    def ask_anew(self, person, *, now):
        """What waits for the end of this person's quiet hours, or for their daily mail, is looked at again at once."""
        waits = self.waiting().filter(recipient=person).exclude(waits_for="")
        waits.update(due_at=Least("due_at", Value(now)), leased_until=None, waits_for=Due.For.CHOICE)

    def missed_with(self, due, now):
        """What else the same person has missed, in whosever lease it is; not what stumbled, which may stumble again."""
        missed = self.waiting().filter(recipient_id=due.recipient_id, due_at__lt=now - OUTAGE, attempts=0)
        others = missed.exclude(pk=due.pk).select_for_update(skip_locked=True)
        return others.order_by("due_at", "id")[: TOGETHER - 1]


class Due(TenantModel):
    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")  # no longer held when its time came, or cancelled before
        FAILED = "failed", _("failed")

    class For(models.TextChoices):
        """What a row whose time has come waits for. Whoever it is for has been told in the product by then."""

        QUIET = "quiet", _("the end of quiet hours")
        DIGEST = "digest", _("the daily mail")
        CHOICE = "choice", _("the clock, since its reader chose otherwise")

    web_may = "SELECT, INSERT, UPDATE"
    other_grants = [
        ("SELECT (id, organization_id, due_at, leased_until, state), UPDATE (leased_until)", "app_sweeper"),
    ]

    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    recipient = models.ForeignKey("organizations.Person", models.CASCADE, null=True, related_name="+")
    occurrence = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=100, blank=True)
    waits_for = models.CharField(max_length=10, choices=For, blank=True)

    objects = DueQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "subject_id", "recipient", "occurrence"],
                nulls_distinct=False,
                name="due_once",
            ),
            RowPolicy(name="due_sweep_sees", role="app_sweeper", using="true", restrictive=False, command="SELECT"),
            RowPolicy(name="due_sweep_leases", role="app_sweeper", using="true", restrictive=False, command="UPDATE"),
        ]
        # Across organizations, hence without one in front: the sweep's own way in.
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="due_sweep")]

    def __str__(self):
        return f"{self.kind} {self.occurrence}".strip()

    def complete(self, *, now, next_at=None):
        """Mark it, and put down the next occurrence in the same breath."""
        self._leave(Due.State.DONE, now)
        if next_at:
            Due.objects.plan(self.kind, self.subject_id, next_at, self.recipient_id, self.next_occurrence())

    def drop(self, *, now):
        self._leave(Due.State.DROPPED, now)

    def wait(self, until, what, *, missed=False):
        """Until then, in nobody's hands. What was missed in an outage stays so, and comes with the like as one mail."""
        gathered = what == Due.For.DIGEST != self.waits_for
        self.waits_for, self.leased_until = what, None
        if missed and not gathered:
            self.leased_until = until
        else:
            self.due_at = until
        self.save(update_fields=["waits_for", "leased_until", "due_at"])

    def stumble(self, error, *, now):
        """It went wrong: note what kind of error it was (its message may quote a row), and try again later, or no more."""
        self.attempts, self.last_error = self.attempts + 1, type(error).__name__[:100]
        if self.attempts >= ATTEMPTS:
            self.state, self.done_at = Due.State.FAILED, now
        else:
            self.leased_until = now + FIRST_PAUSE * 2 ** (self.attempts - 1)
        self.save(update_fields=["attempts", "last_error", "state", "done_at", "leased_until"])

    def next_occurrence(self):
        """Numbered ones count on; a kind with dated ones plans the next itself."""
        if self.occurrence and not self.occurrence.isdecimal():
            raise ValueError("Only numbered occurrences follow by themselves: plan the next one in `perform`.")
        return str(int(self.occurrence or 1) + 1)

    def _leave(self, state, now):
        self.state, self.done_at = state, now
        self.save(update_fields=["state", "done_at"])


class Beat(models.Model):
    """One row: when the last sweep ended its round, and since when something waits that it did not get to."""

    other_grants = [("SELECT, INSERT, UPDATE", "app_sweeper")]

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    swept_at = models.DateTimeField()
    behind_since = models.DateTimeField(null=True)

    def __str__(self):
        return f"swept at {self.swept_at:%H:%M:%S}"

    @classmethod
    def strike(cls, now):
        """Cheap for a page to read: requests cannot look into all organizations, the sweep can."""
        with sweeping():
            behind = Due.objects.late(now).order_by("due_at").values_list("due_at", flat=True).first()
            cls.objects.bulk_create(
                [cls(swept_at=now, behind_since=behind)],
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["swept_at", "behind_since"],
            )

    def lag(self, now):
        return max(now - min(self.swept_at, self.behind_since or self.swept_at), datetime.timedelta(0))
