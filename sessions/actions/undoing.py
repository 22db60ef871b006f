"""Undo: what a person did to a session is taken back by them for a while. What stood before is kept in models.Undo."""

import contextlib
import datetime
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from notifications.models import Due
from organizations.models import AuditEntry
from organizations.registries import facts
from organizations.tenancy.scope import WEB, current, scope

from .. import inviting, reminders
from ..clock import UNDO_OVER
from ..facts import SessionUnheld
from ..models import Homework, LabSession, PrivateNote, SessionNote, Undo
from .calendar import cancel_session, locked, may_meet, move_session
from .laying_out import book, check_free
from .log import FACTS, log_session, tell_whether_held

ACTS = {cancel_session: Undo.Act.CANCEL, move_session: Undo.Act.MOVE, log_session: Undo.Act.LOG}
OF_SESSION = {
    Undo.Act.CANCEL: ("state", "cancelled_by_side"),
    Undo.Act.MOVE: ("starts_at", "ends_at"),
    Undo.Act.LOG: ("logged_at", "logged_by_id", *FACTS),
}


@dataclass(frozen=True)
class Kept:
    """Which columns of a table a log writes; what was made by it takes on the values of `unmade`, for no row is deleted."""

    model: type[models.Model]
    facts: tuple[str, ...]
    words: tuple[str, ...]
    unmade: dict


TABLES = {
    "note": Kept(SessionNote, ("written_by_id", "written_at"), ("notes", "decision"), {"notes": "", "decision": ""}),
    "homework": Kept(
        Homework,
        ("owner_id", "due_on", "state", "closed_in_id"),
        ("text",),
        {"text": "", "state": Homework.State.DROPPED, "closed_in_id": None},
    ),
    "private": Kept(PrivateNote, ("written_at",), ("text",), {"text": ""}),
}


@transaction.atomic
def undoable(verb, session, *args, by, now, **said):
    """Do it (cancel_session, move_session or log_session), and keep what stood before."""
    act = ACTS[verb]
    locked(session.pair)
    before, rows_before = _look(session, act, by)
    done = verb(session, *args, by=by, now=now, **said)
    after, rows = _look(session, act, by)
    touched = [it for it in rows.values() if it.row.version != it.version_in(rows_before)]
    if touched or after.version != before.version:  # what changes nothing leaves an earlier act to be undone
        was = {"session": _plain(before, OF_SESSION[act]), "rows": [it.as_it_was(rows_before) for it in touched]}
        words = [word for it in touched for word in it.words_in(rows_before)]
        _keep(session, by, now, act=act, version=after.version, was=was, words=words)
    return done


@transaction.atomic
def undo(session, *, by, now):
    """Gives the act that was undone; None where there is nothing to undo any more."""
    pair, people = locked(session.pair)
    with _eyes_of(by):
        kept = Undo.objects.of(by.person_id).good(now).filter(session=session.pk)
        kept = kept.select_for_update(of=("self",)).first()
    if kept is None or not (kept.is_planning or _is_oneself(by)):
        return None
    session = LabSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    session.pair = pair
    TAKE_BACK[kept.act](kept, session, people, by, now)
    with _eyes_of(by):
        kept.delete()
    return kept.act


def _keep(session, by, now, **what):
    with _eyes_of(by):
        found = Undo.objects.of(by.person_id).filter(session=session.pk).first()
        row = found or Undo(session_id=session.pk, person_id=by.person_id)
        for name, value in {"at": now, **what}.items():
            setattr(row, name, value)
        row.save()
        Due.objects.plan(UNDO_OVER, row.pk, row.over_at)


def _is_oneself(by):
    return current().person == by.person_id


@contextlib.contextmanager
def _eyes_of(by):
    """An assistant plans with the leader's eyes, who may not read what the assistant could undo."""
    if _is_oneself(by):
        yield
        return
    with scope(WEB, by.organization_id, by.person_id):
        yield


# --- what stands, and what stood --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """A row that a log may write, of one of TABLES."""

    kind: str
    row: models.Model

    def version_in(self, before):
        return before[self.row.pk].row.version if self.row.pk in before else None

    def as_it_was(self, before):
        """With the version that the act left it in: another one, and somebody has been at it since."""
        stood = before.get(self.row.pk)
        was = _plain(stood.row, TABLES[self.kind].facts) if stood else None
        return {"kind": self.kind, "id": str(self.row.pk), "version": self.row.version, "was": was}

    def words_in(self, before):
        if self.row.pk in before:
            for name in TABLES[self.kind].words:
                yield {"key": f"{self.row.pk}.{name}", "text": getattr(before[self.row.pk].row, name)}


def _look(session, act, by):
    """(the session, {id: Seen of whatever its log writes})"""
    row = LabSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    return row, {it.row.pk: it for it in (_of_log(row, by) if act == Undo.Act.LOG else ())}


def _of_log(session, by):
    brought = Homework.objects.brought_to(session).values("pk")
    found = {
        "note": SessionNote.objects.filter(session=session),
        "homework": Homework.objects.filter(Q(session=session) | Q(pk__in=brought)),
        "private": PrivateNote.objects.filter(session=session, author=by.person_id),
    }
    return [Seen(kind, row) for kind, rows in found.items() for row in rows.order_by("id")]


def _plain(row, names):
    return {name: _as_json(getattr(row, name)) for name in names}


def _as_json(value):
    if isinstance(value, datetime.date):  # and moments
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _put_back(row, was):
    for name, value in was.items():
        setattr(row, name, row._meta.get_field(name.removesuffix("_id")).to_python(value))
    row.version += 1


# --- taking back ------------------------------------------------------------------------------------------------------


def _uncancel(kept, session, people, by, now):
    _check_untouched(kept, session)
    may_meet(session.pair)
    check_free(people, [session], by, then=_("Nothing was undone."))
    _put_back(session, kept.was["session"])
    session.save(update_fields=[*OF_SESSION[kept.act], "version"])
    book(people, [session])
    inviting.changed([session], now=now)
    AuditEntry.record("undo", session, by=by, now=now, fields=["state"])
    reminders.plan([session], people, now=now)


def _move_back(kept, session, people, by, now):
    """A move like any other, but for the count that others may read."""
    _check_untouched(kept, session)
    may_meet(session.pair)
    inviting.moving(session, now=now)
    _put_back(session, kept.was["session"])
    session.moves, session.undone_moves = session.moves + 1, session.undone_moves + 2
    check_free(people, [session], by, then=_("Nothing was undone."))
    session.save()
    session.bookings.update(starts_at=session.starts_at, ends_at=session.ends_at)
    AuditEntry.record("undo", session, by=by, now=now, fields=["starts_at"])
    reminders.plan([session], people, now=now)


def _unlog(kept, session, people, by, now):
    """As logging itself, for any pair: one that ended meanwhile, too."""
    written = [(it, _row(it)) for it in kept.was["rows"]]
    _check_untouched(kept, session, written)
    before, words = session.state, {it["key"]: it["text"] for it in kept.words}
    _put_back(session, kept.was["session"])
    session.save(update_fields=["state", "cancelled_by_side", "held_minutes", "logged_at", "logged_by", "version"])
    for it, row in written:
        _rewrite(row, TABLES[it["kind"]], it["was"], words)
    if session.state != before:
        AuditEntry.record("undo", session, by=by, now=now, fields=["state"])
        _tell(session, before, people, now)


def _row(it):
    return TABLES[it["kind"]].model.objects.select_for_update(of=("self",)).get(pk=it["id"])


def _rewrite(row, table, was, words):
    stood = {name: words.get(f"{row.pk}.{name}", "") for name in table.words}
    _put_back(row, table.unmade if was is None else was | stood)
    row.save()


def _tell(session, before, people, now):
    if before == LabSession.State.HELD:
        left = LabSession.objects.held().filter(pair_id=session.pair_id).count()
        facts.tell(SessionUnheld(session.pk, session.pair_id, left), now=now)
    if session.is_planned:
        reminders.plan([session], people, now=now)
    else:
        tell_whether_held(session, now=now)


def _check_untouched(kept, session, written=()):
    if session.version == kept.version and all(row.version == it["version"] for it, row in written):
        return
    name = _who_wrote_since(kept, session, written)
    says = _("%(name)s has changed the session since; nothing was undone.")
    raise ValidationError(says if name else _("The session has been changed since; nothing was undone."), params=name)


def _who_wrote_since(kept, session, written):
    """The other partner, where the log or the notes say that it was they."""
    notes = [(row.written_at, row.written_by_id) for it, row in written if it["kind"] == "note"]
    writers = {who for at, who in [(session.logged_at, session.logged_by_id), *notes] if at and at > kept.at}
    other = session.pair.both.get(next(iter(writers - {kept.person_id}), None))
    return {"name": other.given_name or other.name} if other and kept.person_id in session.pair.both else None


TAKE_BACK = {Undo.Act.CANCEL: _uncancel, Undo.Act.MOVE: _move_back, Undo.Act.LOG: _unlog}
