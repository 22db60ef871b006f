"""What a mail to a calendar says, to the program and to whom it belongs. Called in the reader's own scope."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from notifications.mail import CalendarPart
from organizations.access import one

from . import ical
from .access import pairs_of
from .calendars import Shelf, is_ruled
from .meetings import Meeting
from .models import LabSession, Series, VideoRoom

STANDING = (LabSession.State.PLANNED, LabSession.State.HELD)


def stands(row):
    """Whether anything of this entry takes place, or did."""
    if isinstance(row, LabSession):
        return row.state in STANDING
    return any(is_ruled(session, row) for session in row.sessions.standing())


def said(row, told, reader, now):
    """The context of mail/calendar, about a Series or a LabSession of which the reader was told up to that number."""
    it = News.of(row, told, reader)
    return {
        "subject": it.headline(now),
        "eyebrow": _("Your calendar"),
        "voice": it.role,
        "news": it,
        "planned": it.planned(now),
        "calendar": it.part,
        "main_url": it.entry.url,
    }


@dataclass(frozen=True)
class News:
    """`sessions` are all that ever stood in the entry, `fresh` those that changed since the last mail."""

    row: Series | LabSession
    is_first: bool
    shelf: Shelf
    room: VideoRoom | None
    sessions: list[Meeting]
    fresh: list[Meeting]

    @classmethod
    def of(cls, row, told, reader):
        pair = one(pairs_of(reader), pk=row.pair_id)
        room = VideoRoom.objects.filter(pair=pair).first()
        shelf = Shelf(reader, pair, room.url if room else "", invited=True)
        sessions = [Meeting(it, pair, 0, reader, reader.zone) for it in _sessions(row)]
        return cls(row, not told, shelf, room, sessions, [it for it in sessions if it.session.sequence > told])

    @property
    def role(self):
        return "leader" if self.shelf.reader.pk == self.shelf.pair.leader_id else "mentor"

    @property
    def partner(self):
        return self.shelf.pair.partner_of(self.shelf.reader.pk)

    @property
    def is_single(self):
        return isinstance(self.row, LabSession)

    @cached_property
    def standing(self):
        return [it for it in self.sessions if it.session.state in STANDING]

    def planned(self, now):
        """What still lies ahead, where the mail is not about single hours alone."""
        told_apart = self.cancelled + self.moved
        if not self.is_first and told_apart and not self.has_other_room and len(told_apart) == len(self.fresh):
            return []
        return self._ahead(now)

    @cached_property
    def cancelled(self):
        return [] if self.is_first else [it for it in self.fresh if it.session.is_cancelled]

    @cached_property
    def moved(self):
        """[(from, to)]"""
        return [] if self.is_first else [it for it in self.fresh if it.session.is_planned and it.moved_from]

    @property
    def has_other_room(self):
        return bool(self.room and any(it.session.changed_at == self.room.changed_at for it in self.fresh))

    @property
    def part(self):
        """Hours that were cancelled are taken out one by one; all else is told by saying everything anew."""
        entry = self.entry
        if not self.standing:
            return CalendarPart("CANCEL", ical.cancel(entry))
        if self.cancelled and len(self.cancelled) == len(self.fresh):
            gone = [self.shelf.hour(it.session) for it in self.cancelled]
            return CalendarPart("CANCEL", ical.cancel(entry, gone))
        return CalendarPart("REQUEST", ical.request(entry))

    def headline(self, now):
        says = {"name": self.partner.given_name or self.partner.name}
        if self.is_first:
            return self._new(says, now)
        if len(self.fresh) == 1 and self.cancelled:
            return _("No session on %(when)s, with %(name)s.") % {"when": self.cancelled[0].shown, **says}
        if not self._ahead(now):
            return self._over(says)
        if len(self.fresh) == 1 and self.moved:
            return _("Moved to %(when)s, with %(name)s.") % {"when": self.moved[0].shown, **says}
        if self.has_other_room:
            return _("Where you meet %(name)s online has changed.") % says
        if len(self.fresh) == 1:  # it had been cancelled, or is one more
            return _("The session on %(when)s takes place, with %(name)s.") % {"when": self.fresh[0].shown, **says}
        return _("Your sessions with %(name)s have changed.") % says

    def _ahead(self, now):
        return [it for it in self.standing if it.session.is_planned and it.session.ends_at > now]

    def _over(self, says):
        if self.is_single:
            return _("No session on %(when)s, with %(name)s.") % {"when": self.sessions[0].shown, **says}
        return _("Your former hour with %(name)s is free again.") % says

    def _new(self, says, now):
        first = next(iter(self.planned(now)), self.standing[0])
        if self.is_single:
            return _("One more session: %(when)s, with %(name)s.") % {"when": first.shown, **says}
        return _("Every two weeks with %(name)s, from %(day)s.") % {"day": first.day_name, **says}

    @cached_property
    def entry(self):
        if self.is_single:
            return self.shelf.of_session(self.row, self.row.series)
        return self.shelf.of_series(self.row, [it.session for it in self.standing])


def _sessions(row):
    if isinstance(row, LabSession):
        return [row]
    return [it for it in row.sessions.in_order() if is_ruled(it, row)]
