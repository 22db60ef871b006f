"""What a pair does, in a line each: for tests that begin in the middle."""

import datetime
import zoneinfo

from django.core import mail

from notifications.sweep import sweep_until_idle
from sessions.actions import SessionLog, choose_hour, log_session
from sessions.models import LabSession
from tests.factories import NOW
from tests.queries import counted

UTC = zoneinfo.ZoneInfo("UTC")
FIRST_DAY = NOW.date() + datetime.timedelta(days=3)  # a Thursday
TEN = datetime.time(10)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def acting(lab, who, verb, *args, now=NOW, **said):
    """A verb, with that person's eyes and hands."""
    with lab.sees(who):
        return verb(*args, by=getattr(lab, who), now=now, **said)


def chosen(lab, who="leader", *, now=NOW, **said):
    """The pair's hour; gives its sessions in order."""
    said = {"first_day": FIRST_DAY, "at": TEN, "zone": UTC} | said
    acting(lab, who, choose_hour, lab.pair, now=now, **said)
    return sessions_of(lab)


def invited(lab, *, now=NOW, **said):
    """The same, and both calendars have heard of it."""
    sessions = chosen(lab, now=now, **said)
    sweep_until_idle(now)
    mail.outbox.clear()
    return sessions


def to_people(letters):
    """Those that are written for somebody to read, not for a calendar program."""
    return [letter for letter in letters if all(kind == "text/html" for _body, kind in letter.alternatives)]


def sessions_of(lab, pair=None):
    with lab.works():
        return list((pair or lab.pair).sessions.shown().in_order())


def held(lab, session, who="leader", *, now=None, **said):
    log = SessionLog(held=True, **({"minutes": 60} | said))
    return acting(lab, who, log_session, session, log, now=now or session.ends_at)


def stored(lab, session):
    with lab.works():
        return LabSession.objects.get(pk=session.pk)


def queries_of(browser, url):
    """How often a page asks the database, its frame apart."""
    browser.get(url)
    with counted() as asked:
        assert browser.get(url).status_code == 200
    return len(asked.own)
