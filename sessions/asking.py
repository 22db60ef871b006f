"""Plain requests to meet: to the leader after two hours that fell out on their side, to both when their sponsor asks."""

from django.utils.translation import gettext as _

from notifications.mail import absolute, write_mail
from notifications.models import Due, Notice, once_a_day
from notifications.waking import waking
from organizations.models import AuditEntry, Person
from organizations.registries import ClockKind
from pairing.models import Pair

from . import access
from .meetings import courses_of
from .models import LabSession
from .rhythm import asks_to_book
from .rhythms import hours

BOOK, ASKED = "book-next", "rhythm-asked"


def after_two_misses(fact, *, now):
    """For SessionCancelled. To the leader alone, and about nothing but the next hour: the mentor is not in it."""
    if fact.side != LabSession.Side.LEADER or not _two_misses(fact.pair_id, now):
        return
    pair = Pair.objects.select_related("leader__organization").get(pk=fact.pair_id)
    Due.objects.plan(BOOK, fact.session_id, waking(now, pair.leader.zone), pair.leader_id)


def _two_misses(pair_id, now):
    return asks_to_book(hours(LabSession.objects.filter(pair=pair_id).shown()), now)


def still_missed(due, now):
    """Until the two have met again; and no longer when their pair does not run."""
    session = LabSession.objects.cancelled().filter(pk=due.subject_id, pair__in=Pair.objects.running().awake()).first()
    return bool(session and _two_misses(session.pair_id, now))


def ask_leader(due, now):
    session, person = LabSession.objects.get(pk=due.subject_id), _recipient(due)
    Notice.leave(BOOK, person, _("When do you two meet next?"), url=_sessions(person), now=now)
    _write(due, person, session.pair_id, _("You lead this lab."), now)


def ask_both(pair, *, by, now):
    """By a sponsor; twice on one day is once. Both get the same words."""
    for person in pair.both.values():
        zone = (person.time_zone and person.zone) or pair.organization.zone
        Due.objects.plan(ASKED, pair.pk, waking(now, zone), person.pk, once_a_day(now))
    AuditEntry.record("asked to meet", pair, by=by, now=now)


def still_running(due, now):
    return Pair.objects.running().awake().filter(pk=due.subject_id).exists()


def tell_both(due, now):
    person = _recipient(due)
    Notice.leave(ASKED, person, _("When do you two meet next?"), url=_sessions(person), now=now)
    _write(due, person, due.subject_id, _("Your sponsor asks both of you the same."), now)


def _recipient(due):
    return Person.objects.select_related("organization").get(pk=due.recipient_id)


def _sessions(person):
    return person.organization.url("sessions:sessions")


def _write(due, person, pair_id, why, now):
    told = {"subject_id": due.subject_id, "now": now, "occurrence": due.occurrence}
    write_mail(due.kind, person, "book-next", lambda: _mail(pair_id, person, now) | {"why": why}, **told)


def _mail(pair_id, reader, now):
    """What the reader's own pages would show of the next hour, or of those that wait for their log."""
    [pair] = access.pairs_of(reader).filter(pk=pair_id)
    [course] = courses_of([pair], reader, now)
    name, organization = course.partner.given_name or course.partner.name, reader.organization
    it = course.next
    return {
        "subject": _("When do you and %(name)s meet next?") % {"name": name},
        "eyebrow": _("With %(name)s") % {"name": course.partner.name},
        "voice": "leader" if reader.pk == pair.leader_id else "mentor",
        "next": it and it.shown_with_clock,
        "unlogged": [one.day_name for one in course.unlogged],
        "main_url": absolute(organization.url("sessions:sessions")),
        "move_url": it and absolute(organization.url("sessions:move", pk=it.session.pk)),
        "hour_url": absolute(organization.url("sessions:hour", pair=pair.pk)),
    }


KINDS = (
    ClockKind(BOOK, still_missed, ask_leader, once=True),
    ClockKind(ASKED, still_running, tell_both, once=True),
)
