"""The clock's hand: what is due is done once, whoever sweeps, however often, and whatever dies meanwhile.

Claim and lease in one transaction; then, row by row, look again, do it, and record it in one transaction. A mail goes out
before its row is marked: marking first would lose it with a crash, this way a crash between the two sends a copy.
What would reach somebody in their quiet hours, or is to come in their daily mail, is put off and looked at again then.
"""

import collections
import datetime
import logging
from typing import NamedTuple

from organizations.registries import clock_kinds
from organizations.speaking import remembering
from organizations.tenancy.scope import WORKER, closed, scope
from organizations.zones import zone_of

from .mail import daily_mail, no_mail, one_line, one_mail, reaching
from .models import Beat, Due
from .models.choices import Reach
from .news import DIGEST, OFF, news

log = logging.getLogger("lab.clock")
LIMIT, BATCH = 500, 50
PASSED = "passed"  # of a claimed row: moved, cancelled, taken over since, or done together with another
LATER = "later"  # put off to a waking hour of its reader, or to their daily mail
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


def _perform(claim, now, missed, *, gathering=False):
    with scope(WORKER, claim.organization_id):
        if missed or gathering:
            Due.objects.alone(claim)
        due = Due.objects.held(claim)
        if due is None:
            return PASSED
        if missed and due.recipient_id and not due.attempts:
            return _catch_up(due, now)
        if due.waits_for != Due.For.DIGEST:
            return _do(due, now)
        if gathering:
            return _gather(due, now)
    # Anew: another sweep that writes the same daily mail is to be waited for before the row is held.
    return _perform(claim, now, missed, gathering=True)


def _do(due, now, *, missed=False):
    """Says what became of it."""
    kind = clock_kinds[due.kind]
    if not kind.holds(due, now):
        due.drop(now=now)
        return due.state
    if kind.tell and not due.waits_for:
        kind.tell(due, now)
    pause = _pause(due, now)
    if pause.until:
        due.wait(pause.until, pause.what, missed=missed)
        return LATER
    with no_mail(due.recipient_id) if pause.too_late else reaching(pause.reach):
        due.complete(now=now, next_at=kind.perform(due, now))
    return due.state


def _reach(due, kind):
    """Of a row that was claimed it came along; of those that are taken along with it, it is asked."""
    if not hasattr(due, "chosen"):
        return Reach.of(due.recipient_id, kind)
    return Reach.from_row(due, due.recipient_id, zone_of(due.zone), kind)


class Pause(NamedTuple):
    """Until when a mail waits, and for what; or that there is no waking hour left for it: then nothing is mailed."""

    until: datetime.datetime | None = None
    what: str = ""
    too_late: bool = False
    reach: Reach | None = None


def _pause(due, now):
    """As its reader has chosen by now: whatever was reckoned with when it was planned, this holds."""
    kind = news.get(due.kind)
    if kind is None or not kind.waits or due.recipient_id is None:
        return Pause()
    reach = _reach(due, kind)
    if reach.email == DIGEST and due.waits_for != Due.For.DIGEST:
        at = reach.next_digest(now)
        if clock_kinds[due.kind].holds(due, at):  # else it comes by itself, before it is too late
            return Pause(at, Due.For.DIGEST)
    at = reach.allowed(now)
    if at <= now or reach.email == OFF:
        return Pause(reach=reach)
    gathered = due.waits_for == Due.For.DIGEST and reach.email == DIGEST
    what = Due.For.DIGEST if gathered else Due.For.QUIET
    return Pause(at, what) if clock_kinds[due.kind].holds(due, at) else Pause(too_late=True)


def _catch_up(due, now):
    """After an outage one mail, not ten: all that this person has missed, in one transaction and in the order it was due.

    Where some of it was to come in a daily mail, that is the one.
    """
    everything = _in_order(due, Due.objects.missed_with(due, now))
    gathered = [each for each in everything if each.waits_for == Due.For.DIGEST]
    named = daily_mail(due.recipient, first=gathered[0], now=now) if gathered else one_mail(due.recipient, now=now)
    with named:
        said = {each.pk: _do(each, now, missed=True) for each in everything}
    return said[due.pk]


def _gather(due, now):
    """The daily mail: all that was put off to it, in one transaction. What has stumbled comes in one of its own."""
    if _pause(due, now).until:  # quiet hours that were chosen since
        return _do(due, now)
    everything = _in_order(due, () if due.attempts else Due.objects.in_digest_with(due, now))
    with daily_mail(due.recipient, first=everything[0], now=now):
        said = {each.pk: _do(each, now) for each in everything}
    return said[due.pk]


def _in_order(due, others):
    return sorted([due, *others], key=lambda it: (it.due_at, it.pk))


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
