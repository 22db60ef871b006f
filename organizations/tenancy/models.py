"""The base of every tenant table: its id, its organization, and a manager that insists on an open scope."""

import secrets
import threading
import time
import uuid

from django.db import models

from .scope import current

_lock = threading.Lock()
_last = 0


def uuid7():
    """Ordered by time, strictly so within a process: 48 bits of milliseconds, 12 of count, 62 of chance.

    The count begins anywhere in each millisecond: an id must not tell how many others, of whomever, were made with it.
    """
    global _last
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1_000_000 << 12 | secrets.randbits(11))
        tick = _last
    value = (tick >> 12) << 80 | 7 << 76 | (tick & 0xFFF) << 64 | 2 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def first_id_of(pk, before):
    """The lowest id of the moment that lies `before` the one in which `pk` was made."""
    made = pk.int >> 80
    return uuid.UUID(int=max(0, made - int(before.total_seconds() * 1000)) << 80)


class TenantQuerySet(models.QuerySet):
    @property
    def db(self):
        """Asked whenever a query runs and never while it is put together: forms may be imported without a scope."""
        current()
        return super().db

    def _raw_delete(self, using):
        current()  # the one path that does not ask for `db`
        return super()._raw_delete(using)


class Audited:
    """How the audit log's page speaks of a row. Without `audited_as` admins read nothing of what is done to such rows."""

    audited_as = ""
    audited_with = ()  # the relations that `audit_name` follows

    @property
    def audit_name(self):
        return str(self)


class TenantModel(Audited, models.Model):
    """`Meta` of a subclass inherits `TenantModel.Meta`; policies, composite keys and indexes come by themselves.

    `web_may` and `worker_may` are the table's grants. A table of confidential words drops DELETE from `web_may`.
    """

    web_may = "SELECT, INSERT, UPDATE, DELETE"
    worker_may = "SELECT, INSERT, UPDATE, DELETE"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("organizations.Organization", models.CASCADE, related_name="+", db_index=False)

    objects = TenantQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # following a relation and refreshing ask for a scope too

    def save(self, **kwargs):
        self.organization_id = self.organization_id or current().organization
        super().save(**kwargs)

    def delete(self, **kwargs):
        current()  # without a scope DELETE would find no row and say nothing
        return super().delete(**kwargs)


class Versioned(models.Model):
    """A row that people edit: the form carries the version that it showed (organizations.forms.EditVersion)."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
