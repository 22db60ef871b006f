"""What was changed, by whom, when: ids, verbs and field names, never a name or a word."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ..tenancy.models import TenantModel, TenantQuerySet


class AuditQuerySet(TenantQuerySet):
    def newest_first(self):
        return self.order_by("-id")


class AuditEntry(TenantModel):
    web_may = worker_may = "SELECT, INSERT"  # the application cannot rewrite it

    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)  # no key: the record outlives the person
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=60), default=list)

    objects = AuditQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "-id"], name="audit_newest")]

    def __str__(self):
        return f"{self.verb} {self.subject_kind}"

    @classmethod
    def record(cls, verb, subject, *, by, now, fields=()):
        """`by` is a Membership, or None for the clock."""
        return cls.objects.create(
            at=now,
            actor_id=by.person_id if by else None,
            verb=verb,
            subject_kind=subject._meta.model_name,
            subject_id=subject.pk,
            fields=sorted(fields),
        )
