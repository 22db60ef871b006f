"""Pairs that choose, move, cancel, undo and add as chance will have it, between zones whose clocks change; told by a seed."""

import datetime
import random
import zoneinfo

from django.core import mail
from django.core.exceptions import ValidationError

from notifications.models import Due
from notifications.sweep import sweep_until_idle
from organizations.models import Person
from sessions import feeds
from sessions.actions import (
    SessionLog,
    add_session,
    cancel_session,
    choose_hour,
    log_session,
    move_rest,
    move_session,
    set_room,
    undo,
    undoable,
)
from sessions.models import DayOff, LabSession
from tests.cast import assemble
from tests.factories import NOW
from tests.lab import open_lab

from .mailbox import Mailbox
from .play import DAY, HOUR, acting

ZONES = (
    "Africa/Casablanca", "America/New_York", "America/Santiago", "Asia/Jerusalem", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Australia/Sydney", "Europe/Berlin", "Europe/Dublin", "Pacific/Auckland", "UTC",
)  # fmt: skip
# Days on which clocks change in one of them, and hours that these leave out or give twice.
CHANGES = [datetime.date(*day) for day in ((2026, 10, 4), (2026, 10, 25), (2026, 11, 1), (2027, 3, 14), (2027, 3, 28))]
ODD_HOURS = [datetime.time(hour, minute) for hour in (0, 1, 2, 3, 23) for minute in (0, 30)]
LAST_DAY = datetime.date(2027, 4, 30)
ALWAYS = {"day_begins": datetime.time(0), "day_ends": datetime.time(23, 59), "working_days": list(range(7))}
PEOPLE = ("leader", "mentor")


class History:
    """`lab` as it is at the end; `mailboxes` have read every mail on the way, `check` was called after each sweep."""

    def __init__(self, seed, check):
        self.chance, self.now, self.check = random.Random(seed), NOW, check
        self.lab = open_lab(assemble(), ends_on=LAST_DAY)
        self.mailboxes, self.read = {who: Mailbox() for who in PEOPLE}, len(mail.outbox)
        self.done, self.undone, self.last = 0, 0, None  # whose change of which session came last
        self._furnish()

    def _furnish(self):
        with self.lab.works():
            for who in PEOPLE:
                self.lab.__dict__[f"{who}_enrolment"].__class__.objects.filter(person=self.person(who)).update(**ALWAYS)
                Person.objects.filter(pk=self.person(who).pk).update(time_zone=self.chance.choice(ZONES), country="")
                for _ in range(self.chance.randrange(4)):
                    first = NOW.date() + self.chance.randrange(200) * DAY
                    days = {"first_day": first, "last_day": first + self.chance.randrange(10) * DAY}
                    DayOff.objects.create(person=self.person(who), **days, entered_at=NOW)

    def person(self, who):
        return getattr(self.lab, who).person

    def live(self, steps):
        self._try(self._choose)
        for _ in range(steps):
            self.now += self.chance.choice([0, 0, 1, 30, 100, 400]) * HOUR
            self._hold_what_is_over()
            verbs = [
                self._choose,
                self._move,
                self._move,
                self._move_rest,
                self._cancel,
                self._cancel,
                self._add,
                self._name,
            ]
            self._try(self.chance.choice(verbs))
            if self.chance.random() < 0.7:
                self._sweep()
            if self.chance.random() < 0.5:
                self._try(self._undo)
        self._sweep()
        return self

    def _sweep(self):
        """What the clock has to do with calendars, and nothing else."""
        with self.lab.works():
            Due.objects.exclude(kind__startswith="calendar-").delete()
        sweep_until_idle(self.now, beat=False)
        for letter in mail.outbox[self.read :]:
            for who, mailbox in self.mailboxes.items():
                if letter.to == [self.person(who).email]:
                    mailbox.take(letter)
        self.read = len(mail.outbox)
        self.check(self)

    def _try(self, verb):
        try:
            verb()
            self.done += 1
        except ValidationError:
            return  # what cannot be changes nothing

    def _act(self, verb, *args, **said):
        acting(self.lab, self.chance.choice(PEOPLE), verb, *args, now=self.now, **said)

    def _choose(self):
        change = self.chance.choice([*CHANGES, None])
        zone = self.chance.choice(ZONES)
        day = self.now.date() + self.chance.randrange(1, 20) * DAY
        if change:  # a day of the same fortnights
            day += (change - day).days % 14 * DAY
        at = self.chance.choice([*ODD_HOURS, datetime.time(9), datetime.time(16, 30)])
        self._act(choose_hour, self.lab.pair, first_day=day, at=at, zone=zoneinfo.ZoneInfo(zone))

    def _move(self):
        session = self._one()
        hours = self.chance.choice([-300, -25, -1, 1, 24, 170]) + self.chance.choice([0, 0.5])
        self._act_undoably(move_session, session, starts_at=session.starts_at + hours * HOUR)

    def _move_rest(self):
        session = self._one()
        self._act(move_rest, session, starts_at=session.starts_at + self.chance.randrange(-30, 100) * HOUR)

    def _cancel(self):
        self._act_undoably(cancel_session, self._one())

    def _act_undoably(self, verb, session, **said):
        who = self.chance.choice(PEOPLE)
        acting(self.lab, who, undoable, verb, session, now=self.now, **said)
        self.last = who, session

    def _undo(self):
        if self.last:
            who, session = self.last
            self.undone += bool(acting(self.lab, who, undo, session, now=self.now))

    def _add(self):
        self._act(add_session, self.lab.pair, starts_at=self._minute(self.now) + self.chance.randrange(1, 3000) * HOUR)

    def _name(self):
        with self.lab.sees("leader"):
            url = self.chance.choice(["", "https://rooms.test/one", "https://rooms.test/two;b,c"])
            set_room(self.lab.pair, url, now=self.now)

    @staticmethod
    def _minute(moment):
        return moment.replace(second=0, microsecond=0)

    def _one(self):
        with self.lab.works():
            coming = list(LabSession.objects.planned().filter(pair=self.lab.pair).in_order())
        if not coming:
            raise ValidationError("There is none.")
        return self.chance.choice(coming)

    def _hold_what_is_over(self):
        with self.lab.works():
            over = list(LabSession.objects.unlogged(self.now).filter(pair=self.lab.pair))
        for session in over:
            if self.chance.random() < 0.6:
                self._act(log_session, session, SessionLog(held=True, minutes=45))

    # --- what the product says ------------------------------------------------------------------------------------

    def hours(self):
        """[(start, end)] of all that is planned or was held."""
        with self.lab.works():
            sessions = LabSession.objects.standing().filter(pair=self.lab.pair)
            return sorted(sessions.values_list("starts_at", "ends_at"))

    def feed(self, who):
        with self.lab.sees(who):
            person = Person.objects.select_related("organization").get(pk=self.person(who).pk)
            return feeds.calendar_of(person)
