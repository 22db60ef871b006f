"""The working hours that two partners share, as weekly hours on the clock of the one who looks."""

import datetime
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pairing.hours import Availability, WallSlot, common_quarters, common_slots

from .recurrence import occurrence

WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Hours:
    """Two people's working weeks between two days, both included; `host` is the one on whose clock hours are named."""

    host: Availability
    other: Availability
    first: datetime.date
    last: datetime.date
    minutes: int = 60

    def every_week(self) -> list[WallSlot]:
        """The hours that both share in each of the weeks; where there are none, those of the first week."""
        shared = [set(slots) for slots in self._by_week]
        return sorted(set.intersection(*shared) or shared[0])

    @property
    def differ(self) -> bool:
        """Whether the two clocks show different hours."""
        return any(self.for_other(slot).time() != slot.start for slot in self.every_week())

    def first_day(self, weekday: int, not_before: datetime.date) -> datetime.date:
        """The first such weekday from `not_before` on."""
        return not_before + datetime.timedelta(days=(weekday - not_before.weekday()) % 7)

    def for_other(self, slot: WallSlot) -> datetime.datetime:
        """What the other's clock says at that hour, the first time that it comes."""
        day = self.first_day(slot.weekday, self.first)
        return occurrence(day, slot.start, self.host.zone).utc.astimezone(self.other.zone)

    def work_through(self, start: datetime.datetime) -> bool:
        """Whether both work through the session that starts then."""
        first = int(start.timestamp()) // 900
        wanted = set(range(first, first + -(-self.minutes // 15)))
        weeks = {start.astimezone(person.zone).date() for person in (self.host, self.other)}
        return any(wanted <= common_quarters((self.host, self.other), week) for week in weeks)

    @functools.cached_property
    def _by_week(self):
        days = (self.last - self.first).days
        weeks = [self.first + n * WEEK for n in range(days // 7 + 1)] or [self.first]
        return [common_slots(self.host, self.other, week=week, minutes=self.minutes) for week in weeks]


def hours_of(pair, host, *, first: datetime.date) -> Hours:
    """What the pair shares from `first` to its cohort's end; `host` is the Person on whose clock."""
    days = {
        enrolment.person_id: Availability.of(person.zone, enrolment)
        for enrolment, person in ((pair.leader_enrolment, pair.leader), (pair.mentor_enrolment, pair.mentor))
    }
    other = pair.partner_of(host.pk)
    minutes = pair.cohort.program.session_minutes
    return Hours(days[host.pk], days[other.pk], first, max(first, last_day(pair)), minutes)


def first_day_for(pair, zone: ZoneInfo, now: datetime.datetime) -> datetime.date:
    """No session before the cohort begins, nor before today."""
    today = now.astimezone(zone).date()
    return max(today, pair.cohort.starts_on or today)


def last_day(pair) -> datetime.date:
    """The cohort's last day; a cohort without one runs as long as cohorts do."""
    cohort = pair.cohort
    return cohort.ends_on or (cohort.starts_on or pair.published_at.date()) + datetime.timedelta(days=90)


def last_moment(pair, zone: ZoneInfo) -> datetime.datetime:
    """When the cohort's last day is over on the organization's clock."""
    after = last_day(pair) + datetime.timedelta(days=1)
    return datetime.datetime.combine(after, datetime.time(), zone)
