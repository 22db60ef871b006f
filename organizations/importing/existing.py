"""The roster as the plan compares it: texts by the plan's names, lean enough for 100,000 people at once."""

import sys
from collections.abc import Mapping

from ..models import Person
from ..roster import KEPT, ExistingPerson

RENAMED = {"post": "post_reference", "department": "unit"}
COLUMNS = tuple(RENAMED.get(name, name) for name in KEPT)
DATES = ("hired_on", "left_on")
PLACES = {name: place for place, name in enumerate(KEPT)}
BATCH = 2_000


class Kept(Mapping):
    """A person's kept fields: a tuple behind the manners of a mapping, a quarter of a dict's size."""

    __slots__ = ("values_",)

    def __init__(self, values):
        self.values_ = tuple([_text(value) for value in values])

    def __getitem__(self, name):
        return self.values_[PLACES[name]]

    def __iter__(self):
        return iter(KEPT)

    def __len__(self):
        return len(KEPT)


def roster(lock=False):
    """Everybody, those who left too. `lock`: nobody else writes them until the transaction ends."""
    people = Person.objects.order_by("id")
    if lock:
        people = people.select_for_update(no_key=True)
    rows = people.values_list("id", "manager_id", *COLUMNS).iterator(BATCH)
    return [_existing(*row) for row in rows]


def _existing(identity, manager, *values):
    fields = Kept(values)
    return ExistingPerson(str(identity), fields, str(manager) if manager else None, not fields["left_on"])


def _text(value):
    if not value:
        return ""
    return sys.intern(value if isinstance(value, str) else value.isoformat())
