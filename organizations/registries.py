"""How a lower app hears from a higher one: eight typed registries, filled in `AppConfig.ready()`.

Imports run one way (ARCHITECTURE.md). What would need an arrow upward asks here instead; the order of entries is the order of registration.
"""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any


class Facts:
    """Something that happened, told to every subscriber in the same transaction."""

    def __init__(self):
        self._subscribers = defaultdict(list)

    def subscribe(self, fact: type, handler: Callable[..., None]):
        if handler not in self._subscribers[fact]:
            self._subscribers[fact].append(handler)

    def tell(self, fact, *, now: datetime.datetime):
        for handler in self._subscribers[type(fact)]:
            handler(fact, now=now)


class Ordered:
    """Entries by key, in the order in which they came."""

    def __init__(self):
        self._entries = {}

    def add(self, key, entry):
        if key in self._entries and self._entries[key] != entry:
            raise ValueError(f"{key!r} is registered twice")
        self._entries[key] = entry

    def remove(self, key):
        """For tests that register something of their own."""
        del self._entries[key]

    def __iter__(self):
        return iter(self._entries.values())

    def __getitem__(self, key):
        return self._entries[key]

    def get(self, key):
        return self._entries.get(key)

    def items(self):
        return self._entries.items()


@dataclasses.dataclass(frozen=True)
class GateClause:
    """One thing that must stand before a cohort or pair moves on. `check(subject)` gives what is missing, or nothing."""

    key: str
    gate: str
    title: str  # as it reads when it stands
    check: Callable[..., "Missing | None"]
    stood: Callable[[Any], str] | None = None  # with its figures, as a step records it; the title where this is None
    by_clock: bool = False  # `check(subject, now)`: it stands from some moment on

    def ask(self, subject, now):
        return self.check(subject, now) if self.by_clock else self.check(subject)

    def says(self, subject):
        return self.stood(subject) if self.stood else str(self.title)


@dataclasses.dataclass(frozen=True)
class Missing:
    says: str
    url: str = ""
    action: str = ""
    who: str = ""  # who can mend it


@dataclasses.dataclass(frozen=True)
class HomeItem:
    """Something that needs this person now. The most urgent one becomes the page's next step."""

    title: str
    says: str
    url: str
    action: str
    weight: int = 50  # 0 is most urgent
    due: datetime.datetime | None = None
    state: str = ""  # a sentence: how things stand, for the page's headline when this one is on top
    readers: str = ""
    asks: bool = True  # rather than only telling how things stand


@dataclasses.dataclass(frozen=True)
class SetupStep:
    """One line of the set-up guide, in the page slot "setup"; whether it is done is read from the data."""

    title: str
    says: str
    action: str
    url: str
    done: bool = False


@dataclasses.dataclass(frozen=True)
class Mark:
    """What stands beside the names of those of whom `when` is true: an expression in a query of rows that lead to a person."""

    key: str
    when: Any
    badge: str
    says: str


@dataclasses.dataclass(frozen=True)
class ClockKind:
    """A kind of due row: does it still hold, and what is to be done.

    `perform(due, now)` runs in the transaction that marks the row, in the organization's worker scope; it returns the next due time or None.
    `holds` is also asked whether it will hold at the later moment to which a mail would be put off. `tell(due, now)` is what the
    product itself says, as soon as the row's time has come: what `perform` mails may wait for the end of quiet hours.
    """

    key: str
    holds: Callable[[Any, datetime.datetime], bool]
    perform: Callable[[Any, datetime.datetime], datetime.datetime | None]
    once: bool = (
        False  # nobody plans a done occurrence again, or it would do nothing: its row need not be kept to stop that
    )
    tell: Callable[[Any, datetime.datetime], None] | None = None


@dataclasses.dataclass(frozen=True)
class PersonalData:
    """What the product keeps about people in one table: for the works council page, exports, erasure and retention."""

    model: str
    item: str
    purpose: str
    readers: str
    kept: str
    people: tuple[str, ...]  # the fields that lead to a person
    export: Callable[[Any], Iterable[dict]] | None = None
    erase: Callable[[Any], None] | None = None


facts = Facts()
gate_clauses = Ordered()
home_items = Ordered()  # key → f(membership, now) → iterable of HomeItem
# (slot, key) → f(membership, subject, now) → something that the slot's page knows how to draw. The navigation's subject is
# the frame: what several of its entries want to know is asked there, once. The slot "people" gives a Mark.
page_slots = Ordered()
# name → f() → an expression: what gates and pages ask of a cohort in a higher app's tables, read in one go with the cohort.
cohort_facts = Ordered()
# ask → f(cohorts) → {cohort id: answer}: what gates ask of one cohort through `cohort.once(ask)`, read for many in one go.
cohort_answers = Ordered()
clock_kinds = Ordered()
personal_data = Ordered()


def in_slot(slot, membership, subject, now):
    """What the registered apps put into a page's slot, nothing left out but None."""
    drawn = (draw(membership, subject, now) for (place, _), draw in page_slots.items() if place == slot)
    return [entry for entry in drawn if entry is not None]
