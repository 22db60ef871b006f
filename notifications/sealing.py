"""When the audit log is sealed: at the next full minute after something was recorded, or at its commit if that is later.

One row for each transaction that recorded something. One for each minute would be done before a long transaction of that minute
commits, and whoever else acts in that minute would wait for the long one at the unique key.
"""

import datetime

from organizations.models import AuditSeal
from organizations.tenancy.scope import current

from .models import Due
from .retention import plan_forgetting

KIND = "audit-seal"
MOST = 5000  # in one transaction; what is left follows at once


def plan(fact, *, now):
    at = now.replace(second=0, microsecond=0) + datetime.timedelta(minutes=1)
    Due.objects.plan(KIND, current().organization, at, occurrence=current().transaction.hex)


def always(due, now):
    """To seal nothing harms nobody, and costs less than asking first."""
    return True


def perform(due, now):
    # First: what another transaction has planned is committed, and so are its entries, which are read after this.
    Due.objects.take_along(due, now=now)
    if (last := AuditSeal.objects.seal(MOST, now=now)) is not None:
        Due.objects.plan(KIND, due.subject_id, now, occurrence=f"after {last}")
    plan_forgetting(now=now)  # it comes by in every organization where something happens
