"""A plan into rows, in batches, inside the caller's transaction."""

import json
import uuid

from django.db import connection

from ..facts import RosterChanged
from ..models import AuditEntry, Membership, Organization, Person
from ..registries import facts
from ..tenancy.models import uuid7
from ..tenancy.scope import current
from .comparing import WRITING
from .existing import COLUMNS, DATES, RENAMED

BATCH = 1_000
# Unique in an organization: whoever gives one up does so before anybody takes it.
UNIQUE = ("staff_number", "email")


def write(plan, *, by, now, say=lambda *progress: None):
    """`by` is a Membership, or None for an operator's command. Returns the names of the fields that changed."""
    writer = _Writer(plan, say)
    writer.change()
    writer.leave()
    writer.add()
    Membership.close_leavers(by=by, now=now)
    fields = {RENAMED.get(name, name) for name in plan.summary()["changed_fields"]} | (
        {"left_on"} if plan.leavers else set()
    )
    organization = Organization.objects.get(pk=current().organization)
    AuditEntry.record("imported", organization, by=by, now=now, fields=fields)
    facts.tell(RosterChanged(*_whom(plan)), now=now)
    return sorted(fields)


def _whom(plan):
    left = tuple(uuid.UUID(leaver.id) for leaver in plan.leavers)
    return (*(uuid.UUID(change.id) for change in plan.changes), *left), left


class _Writer:
    def __init__(self, plan, say):
        self.plan, self.say, self.done = plan, say, 0
        self.total = len(plan.additions) + len(plan.changes) + len(plan.leavers)
        self.ids = {addition.line: uuid7() for addition in plan.additions}

    def change(self):
        for name in UNIQUE:
            givers = [change.id for change in self.plan.changes if change.fields.get(name, ("", ""))[0]]
            for some in batches(givers):
                Person.objects.filter(pk__in=some).update(**{name: ""})
        for some in batches(self.plan.changes):
            self._set(some)
            self._progress(len(some))

    def _set(self, changes):
        update_columns([{"id": change.id} | _written(change) for change in changes if change.fields])
        update_managers([(change.id, self._manager(change.manager[1])) for change in changes if change.manager])
        back = [change.id for change in changes if change.returns]
        if back:
            Person.objects.filter(pk__in=back).update(left_on=None)

    def leave(self):
        for some in batches(self.plan.leavers):
            update_columns([{"id": leaver.id, "left_on": leaver.left_on} for leaver in some])
            self._progress(len(some))

    def add(self):
        """Keys are looked at when the transaction ends: a manager may be in a later batch."""
        for some in batches(self.plan.additions):
            Person.objects.bulk_create([self._person(addition) for addition in some])
            self._progress(len(some))

    def _person(self, addition):
        values = {RENAMED.get(name, name): value for name, value in addition.values.items()}
        return Person(
            id=self.ids[addition.line],
            organization_id=current().organization,
            manager_id=self._manager(addition.manager),
            **values,
        )

    def _manager(self, key):
        if key is None:
            return None
        kind, value = key
        return value if kind == "id" else self.ids[value]

    def _progress(self, more):
        self.done += more
        self.say(self.done, self.total, WRITING)


def _written(change):
    return {RENAMED.get(name, name): new for name, (_, new) in change.fields.items() if new}


def batches(entries):
    for start in range(0, len(entries), BATCH):
        yield entries[start : start + BATCH]


_TYPES = ", ".join(f"{column} {'date' if column in DATES else 'text'}" for column in COLUMNS)
_SETS = ", ".join(f"{column} = coalesce(r.{column}, p.{column})" for column in COLUMNS)
_UPDATE = (
    f"UPDATE organizations_person p SET {_SETS} FROM jsonb_to_recordset(%s::jsonb) AS r(id uuid, {_TYPES})"  # noqa: S608
    " WHERE p.organization_id = %s AND p.id = r.id"
)
_MANAGERS = (
    "UPDATE organizations_person p SET manager_id = r.manager FROM jsonb_to_recordset(%s::jsonb) AS r(id uuid, manager uuid)"
    " WHERE p.organization_id = %s AND p.id = r.id"
)


def update_columns(rows):
    """Each row is an id and the columns that it gets; one statement for all (a CASE for each field and row takes minutes)."""
    _run(_UPDATE, rows)


def update_managers(pairs):
    _run(_MANAGERS, [{"id": identity, "manager": str(manager) if manager else None} for identity, manager in pairs])


def _run(sql, rows):
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(sql, [json.dumps(rows), current().organization])
            if cursor.rowcount != len(rows):
                raise RuntimeError(f"{len(rows) - cursor.rowcount} people of the plan are not there")
