"""The clock's hand: what is due is done once, whoever sweeps, however often, and whatever dies meanwhile.

Claim and lease in one transaction; then, row by row, look again, do it, and record it in one transaction. A mail goes out
before its row is marked: marking first would lose it with a crash, this way a crash between the two sends a copy.
"""

import collections
import logging

from organizations.registries import clock_kinds
from organizations.speaking import remembering
from organizations.tenancy.scope import WORKER, closed, scope

from .mail import one_line, one_mail
from .models import Beat, Due

log = logging.getLogger("lab.clock")
LIMIT, BATCH = 500, 50
PASSED = "passed"  # of a claimed row: moved, cancelled, taken over since, or done together with another
LATE = 5 * 60  # seconds that the clock may be behind; it sweeps every 30


def sweep(now, *, limit=LIMIT, batch=BATCH, beat=True):
    """Do up to `limit` of what is due at `now`; gives how many rows went which way.

    Without `beat` nobody learns that there was a sweep, and nothing counts as missed: for one that plays another moment
    than the clock's.
    """
    outcome = collections.Counter()
    with closed(), one_line(), remembering():
        while (left := limit - outcome.total()) > 0 and (claims := Due.objects.claim(now, min(batch, left))):
            outcome.update(settle(claim, now, together=beat) for claim in claims)
        if beat:
            Beat.strike(now)
    return outcome


def sweep_until_idle(now, *, beat=True):
    """Sweep until nothing is left that is due at `now`, what fell due through the sweep itself included."""
    total = done = sweep(now, limit=LIMIT, beat=beat)
    while done.total() >= LIMIT:  # below it, the last claim came back empty
        done = sweep(now, limit=LIMIT, beat=beat)
        total = total + done
    return total


def settle(claim, now, *, together=True):
    """One claimed row, in its own transaction; says what became of it. What was missed is done `together` with the like."""
    try:
        return _perform(claim, now, together and claim.missed(now))
    except Exception as error:  # whatever one kind does wrong, the others go on
        return _stumble(claim, error, now)


def _perform(claim, now, missed):
    with scope(WORKER, claim.organization_id):
        if missed:
            Due.objects.alone(claim)
        due = Due.objects.held(claim)
        if due is None:
            return PASSED
        if missed and due.recipient_id and not due.attempts:
            _catch_up(due, now)
        else:
            _do(due, now)
    return due.state


def _do(due, now):
    kind = clock_kinds[due.kind]
    if kind.holds(due, now):
        due.complete(now=now, next_at=kind.perform(due, now))
    else:
        due.drop(now=now)


def _catch_up(due, now):
    """After an outage one mail, not ten: all that this person has missed, in one transaction and in the order it was due."""
    everything = sorted([due, *Due.objects.missed_with(due, now)], key=lambda it: (it.due_at, it.pk))
    with one_mail(due.recipient, now=now):
        for each in everything:
            _do(each, now)


def _stumble(claim, error, now):
    with scope(WORKER, claim.organization_id):
        due = Due.objects.held(claim)
        if due is None:
            return PASSED
        due.stumble(error, now=now)
    log.error("due row stumbled", exc_info=error, extra={"facts": {"kind": due.kind, "attempt": due.attempts}})
    return due.state


def clock_lag(now):
    """Seconds by which the clock is behind: since the last sweep, or since the oldest row that it left; None if none swept."""
    beat = Beat.objects.first()
    return beat and beat.lag(now).total_seconds()
