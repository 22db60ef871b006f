"""What the clock does for a session (S5): the prep card the day before, and a word when nobody has logged it."""

import datetime

from django.utils.translation import gettext as _

from notifications.mail import write_mail
from notifications.models import Due
from notifications.waking import waking
from organizations.models import Person
from organizations.registries import ClockKind
from pairing.models import Pair

from . import mails
from .models import LabSession

DAY = datetime.timedelta(days=1)
PREP, LOG = "session-prep", "log-reminder"


def plan(sessions, people, *, now):
    """For both partners, each in an own waking hour. A moved session counts anew: its card goes out again."""
    for session in sessions:
        drop(session, now=now)
        for person in people:
            zone, which = person.zone, str(session.moves)
            prep = waking(max(session.starts_at - DAY, now), zone)
            if prep < session.starts_at:
                Due.objects.plan(PREP, session.pk, prep, person.pk, which)
            Due.objects.plan(LOG, session.pk, waking(session.ends_at + DAY, zone), person.pk, which)


def drop(session, *, now):
    for kind in (PREP, LOG):
        Due.objects.cancel(kind, session.pk, now=now)


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


def _planned(due):
    """The session, if it stands as it did when this was put down, and its pair runs."""
    sessions = LabSession.objects.planned().filter(pair__state=Pair.State.RUNNING)
    return sessions.filter(pk=due.subject_id, moves=due.occurrence).first()


def _write(due, now, context):
    person = Person.objects.select_related("organization").get(pk=due.recipient_id)
    write_mail(
        due.kind,
        person,
        due.kind,
        lambda: context(due.subject_id, person, now) | {"why": _("You take part in this pair.")},
        subject_id=due.subject_id,
        now=now,
        occurrence=due.occurrence,
    )


KINDS = (
    ClockKind(PREP, still_to_come, send_prep),
    ClockKind(LOG, still_unlogged, send_log_reminder),
)
