"""A pair's rows as the entries of one partner's calendar: the same UIDs in the mails and in the feed."""

import email.utils
import urllib.parse
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from notifications.mail import absolute
from organizations.models import Person
from pairing.models import Pair

from . import ical
from .access import pairs_of
from .meetings import title_of
from .models import LabSession, Series, VideoRoom


def is_ruled(session, series):
    """Whether it stands in its series' entry; one added by hand has an entry of its own, like an hour that clocks read differently."""
    return session.slot_at is not None and rule_of(series).gives(session.slot_at)


def rule_of(series):
    return ical.Rule(series.at, series.clock, series.minutes)


def entries_of(person):
    """All that this person's calendar holds, pair by pair, in four queries whatever their number."""
    pairs = {pair.pk: pair for pair in pairs_of(person)}
    rooms = dict(VideoRoom.objects.filter(pair__in=pairs).values_list("pair_id", "url"))
    sessions = defaultdict(list)
    for session in LabSession.objects.standing().of_pairs(pairs).in_order():
        sessions[session.series_id].append(session)
    for series in Series.objects.filter(pair__in=pairs).order_by("chosen_at", "id"):
        shelf = Shelf(person, pairs[series.pair_id], rooms.get(series.pair_id, ""))
        yield from shelf.entries(series, sessions[series.pk])


@dataclass(frozen=True)
class Shelf:
    """What the entries of one pair have in common for one of the two."""

    reader: Person
    pair: Pair
    room: str
    invited: bool = False  # by mail; in a feed there is nobody to ask

    def entries(self, series, standing):
        ruled = [it for it in standing if is_ruled(it, series)]
        yield self.of_series(series, ruled)
        for session in standing:
            if session not in ruled:
                yield self.of_session(session, series)

    def of_series(self, series, standing):
        rule, begins = rule_of(series), series.begins
        page = self._url("sessions:sessions")
        return ical.Entry(
            rule=rule,
            first=ical.Hour(begins, begins + rule.length, page, begins),
            hours=tuple(map(self.hour, standing)),
            url=page,
            **self._said(series, series),
        )

    def of_session(self, session, series):
        hour = ical.Hour(session.starts_at, session.ends_at, self._page(session))
        stands = session.is_planned or session.is_held
        return ical.Entry(first=hour, hours=(hour,) * stands, url=hour.url, **self._said(session, series))

    def hour(self, session):
        return ical.Hour(session.starts_at, session.ends_at, self._page(session), session.slot_at)

    def _said(self, row, series):
        """The partner's name and no word more: other people look into one's calendar."""
        sender, reader = email.utils.parseaddr(settings.DEFAULT_FROM_EMAIL)[1], self.reader
        both = {"leader": self.pair.leader.name, "mentor": self.pair.mentor.name}
        return {
            "uid": f"{row.pk}@{urllib.parse.urlsplit(settings.SITE_URL).hostname}",
            "sequence": row.sequence,
            "changed_at": row.changed_at or series.chosen_at,
            "title": title_of(self.pair.partner_of(reader.pk)),
            # The same whoever of the two planned or moved it: calendars take a change from nobody else.
            "organizer": ical.Address(_("%(leader)s and %(mentor)s") % both, sender),
            "attendee": ical.Address(reader.name, reader.email) if self.invited and reader.email else None,
            "room": self.room,
        }

    def _page(self, session):
        return self._url("sessions:session", pk=session.pk)

    def _url(self, view, **kwargs):
        return absolute(self.reader.organization.url(view, **kwargs))
