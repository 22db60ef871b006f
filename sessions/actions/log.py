"""The log of a session (S4): written by either, mended by either, and told to whoever counts."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organizations.models import AuditEntry
from organizations.registries import facts

from .. import merging, reminders
from ..facts import SessionCancelled, SessionHeld
from ..models import Homework, LabSession, PrivateNote, SessionNote
from ..wording import no_log


@dataclass(frozen=True)
class Task:
    """Data to gather: what, who, by when."""

    text: str
    owner_id: uuid.UUID
    due_on: datetime.date | None = None


@dataclass(frozen=True)
class SessionLog:
    """What one partner says of a session. `earlier` settles old homework: its id → "open", "done" or "dropped"."""

    held: bool
    side: str = ""  # whose, if it was not held
    minutes: int | None = None
    notes: str = ""
    notes_base: str | None = None  # what they were when this was written; None: whatever stands is replaced
    decision: str = ""
    homework: tuple[Task, ...] = ()
    earlier: Mapping[uuid.UUID, str] = field(default_factory=dict)
    private: str = ""


@transaction.atomic
def log_session(session, log, *, by, now):
    """Write it down or mend it; what is the same leaves no trace. Tells SessionHeld or SessionCancelled when that changes."""
    session = LabSession.objects.select_for_update(of=("self",)).select_related("pair").get(pk=session.pk)
    if why := no_log(session, now):
        raise ValidationError(why)
    if not log.held and not log.side:
        raise ValidationError(_("Say on whose side it was. It is not a reproach: plans change."))
    before = session.state
    told = [_write_facts(session, log), _write_notes(session, log, by, now), _write_homework(session, log, now)]
    if any([*told, _settle_earlier(session, log)]) or not session.logged_at:
        session.version, session.logged_at, session.logged_by_id = session.version + 1, now, by.person_id
        session.save(update_fields=["version", "logged_at", "logged_by", *FACTS])
    _write_private(session, log.private, by, now)
    if session.state != before:
        _tell(session, by, now)
    return session


FACTS = ("state", "cancelled_by_side", "held_minutes")


def _write_facts(session, log):
    before = [getattr(session, name) for name in FACTS]
    session.state = LabSession.State.HELD if log.held else LabSession.State.CANCELLED
    session.cancelled_by_side = "" if log.held else log.side
    session.held_minutes = (log.minutes or session.minutes) if log.held else None
    return before != [getattr(session, name) for name in FACTS]


def _write_notes(session, log, by, now):
    note = SessionNote.objects.filter(session=session).first()
    if note is None:
        if not (log.notes or log.decision):
            return False
        note = SessionNote(pair_id=session.pair_id, session=session, version=0)
    notes = _merged(note.notes, log)
    if (note.notes, note.decision) == (notes, log.decision):
        return False
    note.notes, note.decision, note.written_by_id, note.written_at = notes, log.decision, by.person_id, now
    note.version += 1
    note.save()
    return True


def _merged(standing, log):
    """The live page may have been open while the log was written: what came in meanwhile stays."""
    if log.notes_base is None:
        return log.notes
    return merging.merge(*map(merging.plain, (log.notes_base, log.notes, standing)))


def _write_homework(session, log, now):
    """Matched in order: what stands is reworded in its place, what is left over is dropped (no row of it is deleted)."""
    standing = list(session.homework.exclude(state=Homework.State.DROPPED).order_by("id"))
    changed = False
    for n, task in enumerate(log.homework):
        if n < len(standing):
            changed |= _reword(standing[n], task)
        else:
            _set(session, task, now)
            changed = True
    for spare in standing[len(log.homework) :]:
        spare.settle(Homework.State.DROPPED, session=session)
        changed = True
    return changed


def _reword(homework, task):
    said = {"text": task.text, "owner_id": task.owner_id, "due_on": task.due_on}
    if all(getattr(homework, name) == value for name, value in said.items()):
        return False
    for name, value in said.items():
        setattr(homework, name, value)
    homework.version += 1
    homework.save()
    return True


def _set(session, task, now):
    Homework.objects.create(
        pair_id=session.pair_id,
        session=session,
        text=task.text,
        owner_id=task.owner_id,
        due_on=task.due_on,
        written_at=now,
    )


def _settle_earlier(session, log):
    brought = Homework.objects.brought_to(session).filter(pk__in=log.earlier)
    changed = [homework for homework in brought if homework.state != log.earlier[homework.pk]]
    for homework in changed:
        homework.settle(log.earlier[homework.pk], session=session)
    return bool(changed)


def _write_private(session, text, by, now):
    note = PrivateNote.objects.filter(session=session, author_id=by.person_id).first()
    if (note.text if note else "") == text:
        return
    note = note or PrivateNote(session=session, author_id=by.person_id, version=0)
    note.text, note.written_at, note.version = text, now, note.version + 1
    note.save()


def _tell(session, by, now):
    reminders.drop([session], now=now)
    AuditEntry.record(session.state, session, by=by, now=now, fields=["state"])
    tell_whether_held(session, now=now)


def tell_whether_held(session, *, now):
    if session.is_held:
        number = LabSession.objects.held().filter(pair_id=session.pair_id).count()
        facts.tell(SessionHeld(session.pk, session.pair_id, number), now=now)
    else:
        facts.tell(SessionCancelled(session.pk, session.pair_id, session.cancelled_by_side), now=now)
