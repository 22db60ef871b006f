"""What was changed, by whom, when: ids, verbs and field names, never a name or a word; sealed into a chain by the clock."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Exists, OuterRef

from .. import chain
from ..facts import ActRecorded
from ..registries import facts
from ..tenancy.models import TenantModel, TenantQuerySet, first_id_of
from ..tenancy.schema import ME, RowPolicy
from ..tenancy.scope import current

# No transaction takes a day: what is older than this before the last sealed entry has been sealed, or never committed.
LOOK_BACK = datetime.timedelta(days=1)
AN_ACTIVE_SPONSOR = f"{ME} = ANY (ARRAY(SELECT person_id FROM organizations_membership WHERE is_sponsor AND active))"
AN_ADMIN = f"{ME} = ANY (ARRAY(SELECT person_id FROM organizations_membership WHERE is_admin AND active))"


class AuditQuerySet(TenantQuerySet):
    def open(self):
        return self.filter(is_open=True)

    def by(self, person_ids):
        return self.filter(actor_id__in=person_ids)

    def of_kind(self, kind):
        return self.filter(subject_kind=kind)

    def between(self, first, end):
        """From the one moment on and before the other; None is open."""
        found = self.filter(at__gte=first) if first else self
        return found.filter(at__lt=end) if end else found

    def newest_first(self):
        return self.order_by("-id")

    def before(self, pk):
        return self.filter(pk__lt=pk)

    def unsealed(self, head):
        """In the order in which they were made; long transactions commit entries that are older than the newest seal's."""
        left = self.filter(~Exists(AuditSeal.objects.filter(entry=OuterRef("pk")))).order_by("id")
        return left.filter(pk__gte=first_id_of(head.entry_id, LOOK_BACK)) if head else left


class AuditEntry(TenantModel):
    web_may = worker_may = "SELECT, INSERT"  # the application cannot rewrite it

    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)  # no key: the record outlives the person
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    is_open = models.BooleanField(default=False)  # to admins; what is done in a lab is nobody's to read here

    objects = AuditQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            RowPolicy(
                name="auditentry_readers", role="app_web", command="SELECT", using=f"is_open AND {AN_ADMIN}",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["organization", "-id"], name="audit_newest")]

    def __str__(self):
        return f"{self.verb} {self.subject_kind}"

    @classmethod
    def record(cls, verb, subject, *, by, now, fields=()):
        """`by` is a Membership, or None for the clock."""
        cls.record_all(verb, [subject], by=by, now=now, fields=fields)

    @classmethod
    def record_all(cls, verb, subjects, *, by, now, fields=()):
        """The same act on several subjects of one moment."""
        cls.objects.bulk_create(
            cls(
                organization_id=current().organization,
                at=now,
                actor_id=by.person_id if by else None,
                verb=verb,
                subject_kind=subject._meta.model_name,
                subject_id=subject.pk,
                fields=sorted(fields),
                is_open=bool(subject.audited_as),
            )
            for subject in subjects
        )
        facts.tell(ActRecorded(), now=now)

    @property
    def says(self):
        """What its seal is put on."""
        return {
            "id": self.pk.hex,
            "organization": self.organization_id.hex,
            "at": self.at.astimezone(datetime.UTC).isoformat(),
            "actor": self.actor_id and self.actor_id.hex,
            "verb": self.verb,
            "subject": [self.subject_kind, self.subject_id and self.subject_id.hex],
            "fields": self.fields,
            "open": self.is_open,
        }


class SealQuerySet(TenantQuerySet):
    def newest(self):
        return self.order_by("-number").first()

    def seal(self, most, *, now):
        """Seal what is not yet, at most so many; gives the last number, or None if all are sealed now.

        Two at once: the second waits, and goes on from where the first ended.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"seal {current().organization}"])
        head = self.newest()
        entries = list(AuditEntry.objects.unsealed(head)[:most])
        number, before = (head.number, head.seal) if head else (0, chain.START)
        seals = []
        for number, entry in enumerate(entries, number + 1):  # noqa: B020 - it goes on from the head
            before = chain.seal(before, entry.says)
            link = {"number": number, "entry": entry, "seal": before, "sealed_at": now}
            seals.append(self.model(organization_id=entry.organization_id, **link))
        self.bulk_create(seals, batch_size=1000)
        return number if len(seals) == most else None

    def links(self):
        """The chain as it stands, to be verified: a few thousand rows at a time, however long it is."""
        for it in self.select_related("entry").order_by("number").iterator(chunk_size=2000):
            yield chain.Sealed(it.number, it.entry.says, it.seal)


class AuditSeal(TenantModel):
    """An entry's place in the chain, and its seal. Seals are only ever added; no page counts what is done in the labs."""

    web_may, worker_may = "", "SELECT, INSERT"

    number = models.PositiveBigIntegerField()
    entry = models.ForeignKey(AuditEntry, models.PROTECT, related_name="+")
    seal = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    objects = SealQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="auditseal_number"),
            models.UniqueConstraint(fields=["organization", "entry"], name="auditseal_entry"),
        ]

    def __str__(self):
        return f"{self.number}:{self.seal[:12]}"
