"""Both partners' calendars hear of each change by mail (S1). A series has one number that rises, a session beside it its own.

What a log says afterwards, that they did not meet, stands in the feed: nobody needs a mail about an hour that is over.
"""

from collections import defaultdict

from django.utils.translation import gettext as _

from notifications.mail import write_mail, written
from notifications.models import Due, Plan
from organizations.models import Person
from organizations.registries import ClockKind
from pairing.models import Pair

from . import invitations
from .calendars import is_ruled
from .models import LabSession, Series

SERIES, SESSION = "calendar-series", "calendar-session"
KEYS = {Series: SERIES, LabSession: SESSION}


def moving(session, *, now):
    """Before it takes its new time."""
    changed([session], now=now)
    session.moved_from = session.moved_from or session.starts_at


def changed(sessions, *, now):
    """In the transaction in which they change."""
    if not (sessions := list(sessions)):
        return
    entries = _entries(sessions)
    untold = set(_waiting(entries).values_list("subject_id", flat=True))
    for row, its in entries.items():
        row.sequence, row.changed_at = row.sequence + 1, now
        for session in its:
            session.sequence, session.changed_at = row.sequence, now
            if row.pk not in untold:  # else the mail that is due has yet to say where it was
                session.moved_from = None
    _keep(entries)
    _plan(entries, now)


def started(fact, *, now):
    """For pairing's PairStarted: what the two chose before is theirs from now on."""
    sessions = LabSession.objects.planned().filter(pair=fact.pair_id, starts_at__gt=now)
    _plan(_entries(list(sessions.in_order())), now)


def _entries(sessions):
    """{Series or LabSession: those of the sessions that stand in its entry}, the series locked: no two changes get one number."""
    series, entries = _locked({it.series_id for it in sessions}), defaultdict(list)
    for session in sessions:
        rule = series[session.series_id]
        entries[rule if is_ruled(session, rule) else session].append(session)
    _look_again([row for row in entries if isinstance(row, LabSession)])
    return entries


def _locked(ids):
    rows = Series.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in rows}


def _look_again(sessions):
    """At the number that each has by now: they may have been read before the lock."""
    found = LabSession.objects.filter(pk__in=[it.pk for it in sessions]).values_list("pk", "sequence")
    numbers = dict(found) if sessions else {}
    for session in sessions:
        session.sequence = numbers[session.pk]


def _waiting(entries):
    return Due.objects.waiting().filter(kind__in=KEYS.values(), subject_id__in=[row.pk for row in entries])


def _keep(entries):
    for row in entries:
        if isinstance(row, Series):
            row.save(update_fields=["sequence", "changed_at"])
    sessions = [session for its in entries.values() for session in its]
    LabSession.objects.bulk_update(sessions, ["sequence", "changed_at", "moved_from"])


def _plan(entries, now):
    """By night and at rest too: it speaks to a program, and nobody should be at an hour that is no more."""
    pairs = Pair.objects.filter(pk__in={row.pair_id for row in entries})
    both = {pk: people for pk, *people in pairs.values_list("pk", "leader_id", "mentor_id")}
    Due.objects.plan_all(
        Plan(KEYS[type(row)], row.pk, now, person_id, str(row.sequence))
        for row in entries
        for person_id in both[row.pair_id]
    )


# --- the mail ---------------------------------------------------------------------------------------------------------


def is_news(due, now):
    """The newest change speaks for all before it. Of a pair that has not started, calendars hear only what they know of."""
    row, person, told = _known(due)
    if row is None or str(row.sequence) != due.occurrence or (person is None and due.recipient_id):
        return False
    return told > 0 or (row.pair.state == Pair.State.RUNNING and invitations.stands(row))


def send(due, now):
    row, person, told = _known(due)
    write_mail(
        due.kind,
        person,
        "calendar",
        lambda: invitations.said(row, told, person, now) | {"why": _("This mail keeps your calendar right.")},
        subject_id=due.subject_id,
        now=now,
        occurrence=due.occurrence,
    )


def _known(due):
    """(row, reader unless they have left, number they were told), asked once for `is_news` and the `send` that follows it."""
    about = due.subject_id, due.recipient_id
    if getattr(due, "about", (None,))[0] != about:
        people = Person.objects.select_related("organization").filter(left_on=None)
        person = people.filter(pk=due.recipient_id).first()
        due.about = about, (_row(due), person, _told(due, person) if person else 0)
    return due.about[1]


def _row(due):
    model = next(model for model, key in KEYS.items() if key == due.kind)
    return model.objects.select_related("pair").filter(pk=due.subject_id).first()


def _told(due, person):
    """The number of the newest mail about it that this person was written; 0 if there is none."""
    earlier = [str(number) for number in range(1, int(due.occurrence))]
    return max(map(int, written(due.kind, due.subject_id, person, earlier)), default=0) if earlier else 0


# Planned again with the same number, one finds its mail written (write_mail) and sends nothing.
KINDS = (ClockKind(SERIES, is_news, send, once=True), ClockKind(SESSION, is_news, send, once=True))
