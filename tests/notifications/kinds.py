"""Clock kinds for trial: they write down what was asked of them."""

import dataclasses
import datetime

from notifications.mail import write_mail
from notifications.models import Due, Notice
from notifications.news import COHORT, NewsKind
from organizations.models import Person
from organizations.registries import ClockKind, clock_kinds
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import WORKER, scope
from tests.factories import NOW

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
NEWS = NewsKind("trial", COHORT, "Something for trial")
BY_NIGHT_TOO = dataclasses.replace(NEWS, waits=False)  # for processes that read the clock on the wall


class Trial:
    """A kind that sends a mail to its recipient, or whatever `does` says; `holds` may be turned off."""

    def __init__(self, key="trial", *, once=False):
        self.once = once
        self.key, self.performed, self.still, self.does = key, [], True, lambda due, now: None

    def holds(self, due, now):
        return self.still(now) if callable(self.still) else self.still

    def perform(self, due, now):
        self.performed.append((due.pk, due.occurrence, now))
        return self.does(due, now)

    def register(self):
        clock_kinds.add(self.key, ClockKind(self.key, self.holds, self.perform, self.once))

    def unregister(self):
        del clock_kinds._entries[self.key]


def remind(due, now):
    """The whole path of a reminder: a mail and a notice."""
    person = Person.objects.select_related("organization").get(pk=due.recipient_id)
    said = {"subject": f"Number {due.occurrence or 1}", "why": "You asked for it."}
    write_mail("trial", person, "trial", lambda: said, subject_id=due.subject_id, now=now, occurrence=due.occurrence)
    Notice.leave("trial", person, "A reminder went out.", now=now)


def mark_first(claim, now, **options):
    """How it must not be done: marked and committed, then performed."""
    with scope(WORKER, claim.organization_id):
        if due := Due.objects.held(claim):
            due.complete(now=now)
    if due is None:
        return "passed"
    with scope(WORKER, claim.organization_id):
        clock_kinds[due.kind].perform(due, now)
    return "done"


def plan(membership, *, at=NOW, kind="trial", subject=None, occurrence=""):
    """A due row for that person; gives its subject."""
    subject = subject or uuid7()
    Due.objects.plan(kind, subject, at, membership.person_id, occurrence)
    return subject
