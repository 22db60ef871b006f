"""The hour while it runs, as one of its partners sees it."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import agenda_bar, live
from .actions.live import BEFORE, check_notes, check_open
from .links import PulseLink
from .meetings import Meeting, Part
from .models import LiveHour

OFTEN, SELDOM = 1200, 20_000  # milliseconds until the page asks again
ONGOING = datetime.timedelta(hours=2)  # after its end an hour may still run


@dataclass(frozen=True)
class LivePage:
    meeting: Meeting
    row: LiveHour | None
    stamp: str
    now: datetime.datetime

    @cached_property
    def segments(self) -> list[Part]:
        return self.meeting.segments

    @property
    def minutes(self):
        return [it.minutes for it in self.segments]

    @property
    def runs(self):
        return bool(self.row and not self.row.ended_at and not self.shut)

    @property
    def ended(self):
        return bool(self.row and self.row.ended_at)

    @cached_property
    def shut(self):
        """Why the hour can't begin or go on, in a sentence; empty if it can."""
        return _refusal(check_open, self.meeting.session, self.now)

    @cached_property
    def notes_shut(self):
        return _refusal(check_notes, self.meeting.session, self.now)

    @property
    def is_early(self):
        return self.now < self.meeting.session.starts_at - BEFORE and not self.meeting.session.is_cancelled

    @property
    def pulse(self):
        return PulseLink.of(self.meeting).path

    @property
    def every(self):
        session = self.meeting.session
        return OFTEN if session.starts_at - BEFORE <= self.now <= session.ends_at + ONGOING else SELDOM

    @cached_property
    def place(self):
        return live.place(self.row.run, self.minutes, self.now) if self.row else None

    @property
    def part(self):
        return self.segments[self.place.segment]

    @property
    def following(self):
        return None if self.place.is_last(self.minutes) else self.segments[self.place.segment + 1]

    @property
    def known(self):
        """Minutes that the running segment was given."""
        return self.row.run.more(self.place.segment)

    @property
    def can_grow(self):
        return self.known + live.MORE <= live.MOST_MORE

    @property
    def who_speaks(self):
        leads = {"leader": _("the floor is yours"), "mentor": _("you lead")}
        theirs = {"leader": _("%(name)s has the floor"), "mentor": _("%(name)s leads")}
        if self.part.floor == "both":
            return _("both of you")
        words = leads if self.part.floor == self.meeting.role else theirs
        return words[self.part.floor] % {"name": self.meeting.partner.given_name or self.meeting.partner.name}

    @property
    def where(self):
        """Read out when it changes."""
        if not self.runs:
            return self.headline
        says = {"n": self.place.segment + 1, "all": len(self.segments), "title": self.part.title}
        return _("Part %(n)s of %(all)s: %(title)s") % says

    @property
    def headline(self):
        name = self.meeting.partner.given_name or self.meeting.partner.name
        if self.runs:
            return self.part.title
        if self.ended:
            return _("You met for %(minutes)s minutes.") % {"minutes": live.held_minutes(self.row.run)}
        if self.meeting.session.is_cancelled:
            return _("This session did not take place.")
        return _("Your hour with %(name)s.") % {"name": name}

    @property
    def opens(self):
        return self.meeting.session.starts_at - BEFORE

    @property
    def begins_shown(self):
        return date_format(self.opens.astimezone(self.meeting.zone), _("l j F, H:i"))

    @property
    def bar(self):
        long = live.lengths(self.row.run, self.minutes) if self.row else self.minutes
        parts = [agenda_bar.Segment(it.title, n, it.floor) for it, n in zip(self.segments, long, strict=True)]
        elapsed = min(self.place.elapsed, sum(long) - 0.01) if self.place else None
        return agenda_bar.agenda_bar(parts, elapsed)

    @property
    def marks(self):
        """Where on the drawing the running segment begins and ends."""
        long = live.lengths(self.row.run, self.minutes)
        scale = agenda_bar.WIDTH / sum(long)
        return [round(scale * sum(long[: self.place.segment + n]), 1) for n in (0, 1)]

    @property
    def ends(self):
        return self.place.ends.astimezone(self.meeting.zone)

    @property
    def clock(self):
        """For the script: moments in milliseconds."""
        at = {"now": self.now, "opens": self.opens if self.is_early else None}
        if self.runs:
            at |= {"begins": self.place.begins, "ends": self.place.ends, "closes": self.place.closes}
        return {name: milliseconds(moment) for name, moment in at.items() if moment}

    @property
    def minutes_left(self):
        return max(0, round((self.place.ends - self.now).total_seconds() / 60))


def is_at_hand(session, now):
    """Whether the session's page leads to its live page: from an hour before, until it may long be over."""
    return session.is_planned and session.starts_at - BEFORE <= now <= session.ends_at + ONGOING


def milliseconds(moment):
    return round(moment.timestamp() * 1000)


def _refusal(check, session, now):
    try:
        check(session, now)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
