"""Whose rows are open: one role, one organization and perhaps one person, for one transaction."""

import contextlib
import contextvars
import dataclasses
import functools
import uuid

from django.db import connection, transaction

WEB, WORKER, SWEEPER = "app_web", "app_worker", "app_sweeper"


# Row policies tie each table to every other, so the planner weighs eight joined tables in all orders: 22 ms instead of 1.
# Up to so many it may reorder; beyond, they are joined in the order in which the query names them.
REORDERED = "3"
_NOBODY = "SELECT set_config('app.organization', '', true), set_config('app.person', '', true)"


class NoScope(RuntimeError):
    """A tenant table was touched while no organization was open."""


@dataclasses.dataclass(frozen=True)
class Scope:
    role: str
    organization: uuid.UUID | None
    person: uuid.UUID | None = None
    # Scopes within each other are one transaction. Not Postgres's own number: a restored database begins to count anew.
    transaction: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4, compare=False)
    told: dict = dataclasses.field(default_factory=dict, compare=False, repr=False)  # of the organization, asked once

    def apply(self):
        """One round trip; `true` means until the end of this transaction."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('role', %s, true), set_config('app.organization', %s, true),"
                " set_config('app.person', %s, true), set_config('join_collapse_limit', %s, true)",
                [self.role, str(self.organization or ""), str(self.person or ""), REORDERED],
            )


_current: contextvars.ContextVar[Scope | None] = contextvars.ContextVar("scope", default=None)
_applied: contextvars.ContextVar[Scope | None] = contextvars.ContextVar("applied", default=None)  # `closed` leaves it


def current() -> Scope:
    if (scope := _current.get()) is None:
        raise NoScope("No organization is open: open one with `with scope(...)`.")
    return scope


def told():
    """What is known of the organization that is open, for this scope's life; None where none is open."""
    it = _current.get()
    return it.told if it and it.organization else None


@contextlib.contextmanager
def scope(role, organization, person=None, *, savepoint=True):
    """Open an organization's rows for `role`, and for `person` where a policy asks who reads.

    Scopes nest. A rollback puts the outer settings back by itself, releasing a savepoint does not: hence `_put_back`.
    Without a `savepoint` an error takes the scope around along, which refuses every query from then on: two round trips
    less, for who only looks through another's eyes or would fail as a whole in any case.
    """
    if organization is None and role != SWEEPER:
        raise NoScope(f"{role} works inside one organization; only the sweeper has none.")
    outer, nested = _applied.get(), connection.in_atomic_block
    inner = Scope(role, organization, person, *([outer.transaction] if outer and nested else []))
    if outer and outer.organization == organization:
        inner = dataclasses.replace(inner, told=outer.told)
    with transaction.atomic(savepoint=savepoint):
        inner.apply()
        current_before, applied_before = _current.set(inner), _applied.set(inner)
        try:
            yield inner
        finally:
            _current.reset(current_before)
            _applied.reset(applied_before)
        if nested and not connection.needs_rollback:
            _put_back(outer)


def sweeping():
    """What is due, in all organizations: the sweeper sees and leases it, and can touch nothing else."""
    return scope(SWEEPER, None)


@contextlib.contextmanager
def closed():
    """No organization, whatever is open around: for code that must open its own (tasks called in tests)."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


def _put_back(outer):
    """A transaction without organization (sign-in, tests) has the role that its connection began with, and nothing else."""
    if outer:
        outer.apply()
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"RESET ROLE; RESET join_collapse_limit; {_NOBODY}")


def after_commit(do):
    """Run `do` once the transaction is in, in the scope that is open now."""
    then = current()

    @functools.wraps(do)
    def reopened():
        with scope(then.role, then.organization, then.person):
            do()

    transaction.on_commit(reopened)
