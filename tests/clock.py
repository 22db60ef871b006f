"""Days in seconds: live through them, sweeping at each step, and look at what was sent."""

import dataclasses
import datetime
from collections import Counter

import time_machine
from django.core import mail
from django.db.models import Min
from django.db.models.functions import Greatest

from notifications.models import Due
from notifications.sweep import sweep_until_idle
from organizations.tenancy.scope import closed, sweeping

HOUR = datetime.timedelta(hours=1)


@dataclasses.dataclass
class Lived:
    """What happened meanwhile: `mails` as (moment, mail), and how many due rows went which way."""

    mails: list = dataclasses.field(default_factory=list)
    outcome: Counter = dataclasses.field(default_factory=Counter)

    def to(self, membership):
        return [(at, letter) for at, letter in self.mails if letter.to == [membership.person.email]]


def live_through(start, end, step=HOUR, *, each=None):
    """Sweep until idle at every step from `start` to `end`; `each(now)` is what people do then.

    Steps at which nothing is due are not swept: 90 days cost as much as what happens in them.
    """
    lived, now, never = Lived(), start, end + step
    while now <= end:
        with time_machine.travel(now, tick=False):
            if each:
                each(now)
            if _next_due(never) <= now:
                before = len(mail.outbox)
                lived.outcome += sweep_until_idle(now)
                lived.mails += [(now, letter) for letter in mail.outbox[before:]]
        now += step if each else step * max(1, -((now - _next_due(never)) // step))
    return lived


def _next_due(never):
    with closed(), sweeping():
        return Due.objects.waiting().aggregate(at=Min(Greatest("due_at", "leased_until")))["at"] or never
