"""Sessions as calendar programs read them: RFC 5545, and in mails RFC 5546. Times come in UTC, bytes go out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vUri

from .recurrence import FORTNIGHT
from .vtimezone import vtimezone

PRODUCT = "-//Perspective Lab//Sessions//EN"
OFTEN = timedelta(hours=1)  # how often a program is asked to look at a feed again
IN_UTC = ("UTC", "Etc/UTC")


@dataclass(frozen=True)
class Rule:
    """Every two weeks at the wall time `at` of `zone`, for so many minutes."""

    at: time
    zone: ZoneInfo
    minutes: int

    def gives(self, slot: datetime) -> bool:
        """Whether every reader finds this moment by the rule: hours that the clocks leave out or give twice are read differently."""
        starts, ends = (it.astimezone(self.zone) for it in (slot, slot + self.length))
        wall = datetime.combine(starts.date(), self.at)
        plain = starts.replace(tzinfo=None) == wall and ends.replace(tzinfo=None) == wall + self.length
        return plain and all(it.utcoffset() == it.replace(fold=1 - it.fold).utcoffset() for it in (starts, ends))

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def local(self, slot: datetime) -> datetime:
        return slot.astimezone(UTC if self.zone.key in IN_UTC else self.zone)

    def grid(self, first: datetime, last: datetime) -> Iterable[datetime]:
        """The wall times from one to the other, both included, whether or not anybody meets."""
        at, end = self.local(first), self.local(last)
        while at <= end:
            yield at
            at += FORTNIGHT


@dataclass(frozen=True)
class Hour:
    """One session; `slot` is the moment that the rule gives for it, whenever it takes place now."""

    starts: datetime
    ends: datetime
    url: str
    slot: datetime | None = None


@dataclass(frozen=True)
class Address:
    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """All that has one UID: the hours of a rule, or a single one. Without hours nothing of it stands any more.

    `first` is where it began, for a program that is to take it out.
    """

    uid: str
    sequence: int
    changed_at: datetime
    title: str
    url: str
    organizer: Address
    first: Hour
    hours: tuple[Hour, ...] = ()
    rule: Rule | None = None
    room: str = ""
    attendee: Address | None = None


def feed(entries: Iterable[Entry], name: str) -> bytes:
    """Everything at one address, past hours too."""
    standing = [entry for entry in entries if entry.hours]
    calendar = _calendar([event for entry in standing for event in _events(entry)], standing)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", OFTEN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return bytes(calendar.to_ical())


def request(entry: Entry) -> bytes:
    """METHOD:REQUEST: the entry as it stands now. It says all of it, so that a mail that never came leaves nothing behind."""
    return _message("REQUEST", _events(entry), entry)


def cancel(entry: Entry, hours: Iterable[Hour] = ()) -> bytes:
    """METHOD:CANCEL: these hours of its rule, or without any the whole."""
    gone = tuple(hours)
    events = [_cancelled(entry, hour, hour.slot) for hour in gone] or [_cancelled(entry, entry.first, None)]
    return _message("CANCEL", events, replace(entry, hours=gone))


# --- events -----------------------------------------------------------------------------------------------------------


def _events(entry: Entry) -> list[Event]:
    if entry.rule is None:
        return [_single(entry, hour) for hour in entry.hours]
    hours = {hour.slot: hour for hour in entry.hours if hour.slot}
    return [_master(entry, entry.rule, sorted(hours)), *_moved(entry, entry.rule, hours.values())]


def _master(entry: Entry, rule: Rule, slots: list[datetime]) -> Event:
    """From the first hour that stands to the last: what is cancelled at either end is outside, in between it is excepted."""
    event = _event(entry, entry.url)
    event.add("dtstart", rule.local(slots[0]))
    event.add("dtend", rule.local(slots[0]) + rule.length)
    event.add("rrule", {"freq": "weekly", "interval": 2, "until": slots[-1].astimezone(UTC)})
    out = [at for at in rule.grid(slots[0], slots[-1]) if at.astimezone(UTC) not in slots]
    if out:
        event.add("exdate", out)
    return event


def _moved(entry: Entry, rule: Rule, hours: Iterable[Hour]) -> Iterable[Event]:
    for hour in sorted(hours, key=lambda it: it.starts):
        if hour.slot and (hour.starts, hour.ends) != (hour.slot, hour.slot + rule.length):
            event = _single(entry, hour)
            event.add("recurrence-id", rule.local(hour.slot))
            yield event


def _single(entry: Entry, hour: Hour) -> Event:
    event = _event(entry, hour.url)
    event.add("dtstart", hour.starts.astimezone(UTC))
    event.add("dtend", hour.ends.astimezone(UTC))
    return event


def _cancelled(entry: Entry, hour: Hour, slot: datetime | None) -> Event:
    event = _single(entry, hour)
    if slot and entry.rule:
        event.add("recurrence-id", entry.rule.local(slot))
    event["STATUS"] = "CANCELLED"
    return event


def _event(entry: Entry, url: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("summary", entry.title)
    event.add("description", url)
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("x-microsoft-cdo-busystatus", "BUSY")
    event.add("organizer", _address(entry.organizer))
    if entry.room:
        event.add("location", entry.room)
        event.add("conference", vUri(entry.room), parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    if entry.attendee:
        # They chose the hour in the product: a program need not ask them once more, and shows them as busy at once.
        asked = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
        event.add("attendee", _address(entry.attendee), parameters=asked)
    return event


def _address(it: Address) -> vCalAddress:
    address = vCalAddress(f"mailto:{it.email}")
    address.params["CN"] = it.name
    return address


# --- calendars --------------------------------------------------------------------------------------------------------


def _message(method: str, events: list[Event], entry: Entry) -> bytes:
    calendar = _calendar(events, [entry])
    calendar.add("method", method)
    return bytes(calendar.to_ical())


def _calendar(events: list[Event], entries: list[Entry]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for zone in _zones(entries):
        calendar.add_component(zone)
    for event in events:
        calendar.add_component(event)
    return calendar


def _zones(entries: list[Entry]) -> list[Timezone]:
    """Each zone in which a rule is told, with a year on either side: some programs keep the first that they read for all later ones."""
    told: dict[str, list[datetime]] = {}
    for entry in entries:
        if entry.rule and entry.rule.zone.key not in IN_UTC:
            times = [it for hour in (entry.first, *entry.hours) for it in (hour.slot or hour.starts, hour.ends)]
            told.setdefault(entry.rule.zone.key, []).extend(times)
    return [
        vtimezone(ZoneInfo(key), date(min(its).year - 1, 1, 1), date(max(its).year + 1, 12, 31))
        for key, its in sorted(told.items())
    ]
