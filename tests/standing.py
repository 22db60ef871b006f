"""What most tests begin with, made once in a process: it stands in a transaction beneath theirs, which each test undoes."""

import contextlib
import copy

from django.db import connection, transaction

from .cast import assemble
from .lab import open_lab

FLOORS = {"cast": lambda _below: assemble(), "lab": lambda cast: open_lab(copy.deepcopy(cast))}


class Standing:
    """One floor above the other; a floor that the next test doesn't stand on is taken back."""

    def __init__(self, blocker):
        self.blocker, self.floors = blocker, []

    def ready(self, wanted):
        """`wanted` are names of FLOORS from the lowest up."""
        if self.floors and (connection.connection is not self.database or self.database.closed):
            self.take_back()  # a test has hung up
            connection.close()
        if connection.in_atomic_block and not self.floors:
            return  # a module has a transaction of its own
        same = [name for (name, *_), other in zip(self.floors, wanted, strict=False) if name == other]
        self.take_back(len(same))
        for name in wanted[len(same) :]:
            self._build(name)

    def given(self):
        """The highest floor, as a test may change it; None where nothing stands."""
        return copy.deepcopy(self.floors[-1][1]) if self.floors else None

    def take_back(self, floors=0):
        while len(self.floors) > floors:
            self.floors.pop()[2].close()

    def _build(self, name):
        below = self.floors[-1][1] if self.floors else None
        with contextlib.ExitStack() as doors:
            doors.enter_context(self.blocker.unblock())
            doors.enter_context(transaction.atomic())
            doors.callback(_roll_back)
            made = FLOORS[name](below)
            connection.check_constraints()  # what is deferred would stand in the way of a test that changes a table
            self.floors.append((name, made, doors.pop_all()))
        self.database = connection.connection


def _roll_back():
    if connection.in_atomic_block:  # else a test has hung up, and nothing is left of it
        transaction.set_rollback(True)


def asked_by(item):
    """The floors that a test stands on; none where it commits, or where its module makes its own."""
    marker = item.get_closest_marker("django_db")
    commits = marker and marker.kwargs.get("transaction")
    if commits or {"transactional_db", "live_server"} & set(item.fixturenames):
        return []
    asked = []
    for name in FLOORS:
        if not _is_ours(item, name):
            break
        asked.append(name)
    return asked


def _is_ours(item, name):
    """Whether the fixture of that name, or what a module's own one builds upon, is the house's."""
    for fixture in reversed(item._fixtureinfo.name2fixturedefs.get(name, ())):
        if fixture.func.__module__ == "tests.conftest":
            return True
        if name not in fixture.argnames:
            return False
    return False
