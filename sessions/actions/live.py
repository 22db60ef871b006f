"""What the two do on the live page. What can't be is a ValidationError; what the other did a moment before is no error."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from pairing.models import Pair

from .. import live, merging
from ..models import Homework, LabSession, LiveHour, SessionNote
from ..wording import gave_way

BEFORE = datetime.timedelta(hours=1)  # from then on the page can be used
AFTER = datetime.timedelta(days=1)  # until then an hour that was late can begin


@transaction.atomic
def begin(session, *, by, now):
    """By either; begun twice it is the same hour, and one that was ended too soon goes on."""
    session = _locked(session)
    check_open(session, now)
    row = LiveHour.objects.of(session)
    if row:
        row.resume()
        return row
    return LiveHour.objects.create(pair_id=session.pair_id, session=session, started_at=now, started_by_id=by.person_id)


@transaction.atomic
def go_on(session, minutes, *, leaving, by, now):
    """On to the next segment; `leaving` is the one that the page showed when it was pressed."""
    row = _running(session, now)
    row.take(live.gone_on(row.run, minutes, leaving, now))


@transaction.atomic
def lengthen(session, minutes, *, segment, known, by, now):
    """Five more minutes for a segment that had been given `known` before."""
    row = _running(session, now)
    row.take(live.lengthened(row.run, minutes, segment, known, now))


@transaction.atomic
def end(session, *, by, now):
    row = LiveHour.objects.of(_locked(session))
    if row is None:
        raise ValidationError(_("This hour has not begun."))
    row.end(by=by, now=now)


def take_notes(session, delivery, *, by, now):
    """The session's notes with what a page delivered; gives the row, or None where there is still nothing to keep.

    Who only asks what the other has written is not made to wait for who writes.
    """
    if delivery.only_asks:
        check_notes(_with_pair(session), now)
        return SessionNote.objects.filter(session=session).first()
    return _take(session, delivery, by, now)


@transaction.atomic
def _take(session, delivery, by, now):
    session = _locked(session)
    check_notes(session, now)
    if len(delivery.text) > max(merging.MOST, len(delivery.base)):
        raise ValidationError(_("The notes are full: shorten them. What you typed is kept on this page until then."))
    note = SessionNote.objects.filter(session=session).first()
    if note is None and not delivery.text:
        return None
    note = note or SessionNote(pair_id=session.pair_id, session=session, written_at=now, version=0)
    text, seen = merging.take(merging.plain(note.notes), note.deliveries, delivery)
    if text != note.notes or delivery.text != delivery.base:  # a page that only asks leaves no trace
        _write(note, text, seen, by, now)
    return note


def _write(note, text, seen, by, now):
    if text != note.notes:
        note.notes, note.written_by_id, note.written_at = text, by.person_id, now
        note.version += 1
    note.deliveries = seen
    note.save()


@transaction.atomic
def settle_homework(session, homework, state, *, by, now):
    """One tap on what was brought: done, carried on or dropped, as the session's log would say it."""
    check_open(_locked(session), now)
    if state in Homework.State.values and homework.state != state:
        homework.settle(state, session=session)


def check_open(session, now):
    """Whether the hour can begin, go on and be lengthened."""
    check_notes(session, now)
    if session.pair.state == Pair.State.PAUSED:
        raise ValidationError(_("Your pair is paused. Sessions go on when it runs again."))
    if session.pair.cohort.rests:
        raise ValidationError(_("Your cohort rests, and this session with it."))
    if session.is_held:
        raise ValidationError(_("This session is logged. Mend its log if something is not right."))
    if now > session.ends_at + AFTER:
        raise ValidationError(_("This hour is over. If you met, log it."))


def check_notes(session, now):
    """Whether words are still taken: from an hour before, for as long as the two are a pair, after the log too."""
    if session.gave_way:
        raise ValidationError(gave_way(session))
    if session.is_cancelled:
        raise ValidationError(_("This session is cancelled."))
    if session.pair.state == Pair.State.PUBLISHED:
        raise ValidationError(_("Your pair has not started yet."))
    if not session.pair.is_open:
        raise ValidationError(_("You two are no longer a pair, so nothing more is shared between you here."))
    if now < session.starts_at - BEFORE:
        raise ValidationError(_("This page can be used from an hour before you meet."))


def _locked(session):
    """As it is now: whatever two people press at once comes one after the other."""
    return _with_pair(LabSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk))


def _with_pair(session):
    session.pair = Pair.objects.select_related("cohort").get(pk=session.pair_id)
    return session


def _running(session, now):
    session = _locked(session)
    check_open(session, now)
    row = LiveHour.objects.of(session)
    if row is None:
        raise ValidationError(_("This hour has not begun."))
    return row
