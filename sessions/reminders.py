"""What the clock does for a session (S5): the prep card the day before, and a word when nobody has logged it."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.mail import write_mail
from notifications.models import Due, Notice, Plan
from organizations.registries import ClockKind
from pairing.models import Pair

from . import mails
from .models import LabSession

DAY = datetime.timedelta(days=1)
PREP, LOG = "session-prep", "log-reminder"


def plan(sessions, people, *, now):
    """For both partners. A moved session counts anew: its card goes out again."""
    drop(sessions, now=now)
    Due.objects.plan_all(plan for session in sessions for person in people for plan in _for(session, person, now))


def _for(session, person, now):
    which = {"recipient_id": person.pk, "occurrence": str(session.moves)}
    if now < session.starts_at:
        yield Plan(PREP, session.pk, max(session.starts_at - DAY, now), **which)
    yield Plan(LOG, session.pk, session.ends_at + DAY, **which)


def drop(sessions, *, now):
    Due.objects.cancel_all([PREP, LOG], [session.pk for session in sessions], now=now)


def still_to_come(due, now):
    session = _planned(due)
    return bool(session and session.starts_at > now)


def still_unlogged(due, now):
    session = _planned(due)
    return bool(session and session.ends_at <= now)


def send_prep(due, now):
    _write(due, now, mails.prep)


def send_log_reminder(due, now):
    _write(due, now, mails.log_reminder)


def leave_prep(due, now):
    person, says = _word(due, mails.prep_says)
    Notice.leave(PREP, person, says, now=now, url=_url(due, person, "sessions:session"))


def leave_log_reminder(due, now):
    person, says = _word(due, mails.log_says)
    Notice.leave(LOG, person, says, now=now, url=_url(due, person, "sessions:log"))


def _word(due, says):
    """(whom it is for, the sentence on their own clock)"""
    person, session = _reader(due), due.about
    with timezone.override(person.zone):
        return person, says(session, session.pair.partner_of(person.pk))


def _url(due, person, view):
    return person.organization.url(view, pk=due.subject_id)


def _planned(due):
    """The session, if it stands as it did when this was put down, its pair runs and its cohort does not rest."""
    sessions = LabSession.objects.planned().filter(pair__in=Pair.objects.running().awake())
    sessions = sessions.select_related("pair__leader__organization", "pair__mentor__organization")
    due.about = sessions.filter(pk=due.subject_id, moves=due.occurrence).first()  # for notice and mail, which come next
    return due.about


def _reader(due):
    """One of the two: whether the row holds was asked before, and they came along."""
    pair = due.about.pair
    return {person.pk: person for person in (pair.leader, pair.mentor)}[due.recipient_id]


def _write(due, now, context):
    person = _reader(due)
    write_mail(
        due.kind,
        person,
        due.kind,
        lambda: context(due.subject_id, person, now) | {"why": _("You take part in this pair.")},
        subject_id=due.subject_id,
        now=now,
        occurrence=due.occurrence,
    )


# Planned again with the same number of moves, one finds its mail written (write_mail) and sends nothing.
KINDS = (
    ClockKind(PREP, still_to_come, send_prep, once=True, tell=leave_prep),
    ClockKind(LOG, still_unlogged, send_log_reminder, once=True, tell=leave_log_reminder),
)
