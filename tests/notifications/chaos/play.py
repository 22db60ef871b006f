"""A chaos from the load to the count: what was put down, what was killed, what came, what is written."""

import dataclasses
import time
from collections import Counter

from django.db import connection
from django.utils import timezone

from notifications.models import Due, Message, Notice, Plan
from organizations.models import Person
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import WORKER, closed, scope, sweeping
from tests.factories import OrganizationFactory, PersonFactory

from .mailbox import AFTER
from .stage import DECK, Stage

ORGANIZATIONS, AT_ONCE = 5, 5000
CAN_COPY = ("worker", "child", "connection", AFTER)  # whoever dies here may have sent and not yet written


@dataclasses.dataclass
class Found:
    """The end of a chaos, in figures."""

    reminders: int
    killed: Counter
    received: Counter
    messages: Counter
    notices: int
    states: dict
    seconds: float
    rate: float  # a second, while it was killed

    @property
    def lost(self):
        return self.reminders - len(self.received)

    @property
    def copies(self):
        return self.received.total() - len(self.received)

    @property
    def recorded_once(self):
        return (
            self.notices == self.reminders and set(self.messages.values()) == {1} and len(self.messages) == self.notices
        )

    def __str__(self):
        return (
            f"{self.reminders} reminders, {self.killed.total()} kills {dict(self.killed)}: {self.lost} lost, "
            f"{self.copies} copies, recorded {self.messages.total()}, {self.states}; "
            f"{self.seconds:.0f} s, {self.rate:.0f} a second"
        )


def load(reminders):
    """So many, each for somebody else, in a few organizations; all of them due."""
    keys = [uuid7() for _ in range(ORGANIZATIONS)]
    for place, key in enumerate(keys):
        with scope(WORKER, key):
            OrganizationFactory(id=key)
            mine = len(range(place, reminders, ORGANIZATIONS))
            for first in range(0, mine, AT_ONCE):
                _remind(key, min(AT_ONCE, mine - first))
    return keys


def _remind(key, count):
    """Due by the clock on the wall: these processes read it."""
    people, now = Person.objects.bulk_create(PersonFactory.build_batch(count, organization_id=key)), timezone.now()
    Due.objects.plan_all(Plan("trial", uuid7(), now, person.pk) for person in people)


def play(reminders, kills, *, speed, cards=DECK, and_then=lambda stage: [], **more):
    """Kill at even distances in the work, not in time, so that every kill meets a clock that has its hands full.

    `and_then` goes on with the same processes, which take seconds to start; it gives the organizations that it loads.
    """
    keys = load(reminders)
    connection.close()
    with Stage(speed=speed, **more) as stage:
        stage.until(stage.mailbox.received.total)  # from here on it counts: starting up is no part of the rate
        began = time.monotonic()
        for number, what in enumerate(stage.deck(kills, cards), 1):
            stage.until(lambda at=reminders * number // (kills + 1): len(stage.mailbox.received) >= at)
            stage.kill(what)
        stage.until(lambda: not waiting())
        took = time.monotonic() - began
        keys += and_then(stage)
    return count(keys, stage, took, reminders / took)


def waiting():
    with closed(), sweeping():
        return Due.objects.waiting().values_list("due_at").exists()


def count(keys, stage, took, rate):
    states, messages, notices = Counter(), Counter(), 0
    for key in keys:
        with scope(WORKER, key):
            states.update(Due.objects.values_list("state", flat=True))
            messages.update(Message.objects.values_list("message_id", flat=True))
            notices += Notice.objects.count()
    return Found(states.total(), stage.killed, stage.mailbox.received, messages, notices, dict(states), took, rate)
