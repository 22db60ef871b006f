"""What this app puts into others' pages, and the place that it keeps for others on its own."""

import datetime
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import GateClause, HomeItem, Missing
from pairing.access import has_lab
from pairing.models import Pair, PairResponse
from programs.access import places

from . import access
from .meetings import courses_of
from .models import Series

SOON = datetime.timedelta(days=2)


class LogPart(Protocol):
    """An entry of the page slot ("session_log", key): `f(membership, session, now)` gives one of these, or None.

    `bind` takes the posted data, or None. What it gives is drawn by its `template` (as `part`), asked `is_valid()` beside
    the log and, in the same transaction and only if the session was held, told to `save()`. Its field names carry a prefix.
    """

    def bind(self, data: Any) -> Any: ...


def nav(membership, frame, now):
    if membership.once(places) and membership.once(has_lab):
        return _("Sessions"), membership.url("sessions:sessions")
    return None


def home(membership, now):
    """For the two partners: their hour, a session near, one that nobody logged, homework."""
    person = membership.person
    pairs = list(access.pairs_of(person).awake()) if membership.once(places) else []
    accepted = _accepted(pairs, person)
    for course in courses_of(pairs, person, now) if pairs else []:
        yield from _of_course(course, membership, now, course.pair.pk in accepted)


def kept_calendars(membership, now):
    """Not a task: where somebody finds the calendars that they keep, if they have no lab and no cohort of their own.

    Those who have find them among their sessions, and all in the notice that named them: home is asked for by everybody.
    """
    if membership.is_sponsor or membership.once(places):
        return
    for it in access.kept_by(membership):
        yield HomeItem(
            title=_("The lab sessions of %(name)s") % {"name": it.leader.name},
            says=_("You keep this calendar: choose, move, cancel or add a session."),
            url=membership.url("sessions:kept_calendar", leader=it.leader_id),
            action=_("Open the calendar"),
            weight=70,
            asks=False,
        )


def _accepted(pairs, person):
    """Those not running yet to which this person has said yes."""
    waiting = [pair.pk for pair in pairs if pair.state == Pair.State.PUBLISHED]
    yes = PairResponse.objects.filter(pair__in=waiting, person=person, answer=PairResponse.Answer.ACCEPTED)
    return set(yes.values_list("pair", flat=True)) if waiting else set()


def _of_course(course, membership, now, accepted):
    name = course.partner.given_name or course.partner.name
    if course.needs_hour and not course.held and (course.is_running or accepted):
        yield HomeItem(
            title=_("Choose your hour with %(name)s") % {"name": name},
            says=_("One hour, every two weeks, out of those that you both work."),
            url=membership.url("sessions:hour", pair=course.pair.pk),
            action=_("Choose the hour"),
            weight=10,
        )
    yield from _meetings(course, membership, now, name)
    mine = [it for it in course.homework if it.owner_id == course.reader.pk]
    if mine:
        yield _homework(mine, membership)


def _meetings(course, membership, now, name):
    for it in course.unlogged:
        says = {"day": date_format(it.starts, "l j F"), "name": name}
        yield HomeItem(
            title=_("Did you meet on %(day)s?") % says,
            says=_("Log it in a minute: either of you can, %(name)s or you.") % says,
            url=membership.url("sessions:log", pk=it.session.pk),
            action=_("Log the session"),
            weight=20,
        )
    it = course.next
    if it and course.is_running and it.session.starts_at <= now + SOON:
        yield HomeItem(
            title=it.headline,
            says=_("Session %(number)s, %(voice)s.") % {"number": it.number, "voice": it.voice},
            url=membership.url("sessions:session", pk=it.session.pk),
            action=_("Open the session page"),
            weight=15,
            due=it.session.starts_at,
        )


def _homework(mine, membership):
    due = min((it.due_on for it in mine if it.due_on), default=None)
    says = date_format(due, _(r"\B\y l j F")) if due else _("Before you meet again.")
    return HomeItem(
        title=ngettext("One thing to gather", "%(n)s things to gather", len(mine)) % {"n": len(mine)},
        says=says,
        url=membership.url("sessions:sessions"),
        action=_("See your homework"),
        weight=60,
    )


def lab(membership, enrolment, now):
    """On the page of what I take part in: the next session of that enrolment's pairs."""
    pairs = list(access.pairs_of(membership.person).awake().filter(cohort=enrolment.cohort_id))
    coming = [course.next for course in courses_of(pairs, membership.person, now) if course.next]
    if not coming:
        return None
    it = min(coming, key=lambda it: it.session.starts_at)
    return HomeItem(
        title=it.headline,
        says=it.shown_with_clock,
        url=membership.url("sessions:session", pk=it.session.pk),
        action=_("Open the session page"),
        due=it.session.starts_at,
    )


def check_hour(pair):
    if Series.objects.filter(pair=pair).exists():
        return None
    return Missing(
        says=_("No hour is chosen yet."),
        url=pair.organization.url("sessions:hour", pair=pair.pk),
        action=_("Choose the hour"),
        who=_("Either partner"),
    )


HOUR_CHOSEN = GateClause("hour-chosen", "pair", _("The hour is chosen"), check_hour)
