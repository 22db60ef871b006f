"""A leader's lab sessions as their assistant sees them: times and titles, and what can be done to those still to come."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .meetings import courses_of
from .wording import DID_ON


@dataclass(frozen=True)
class Entry:
    """One session: a time, a title, whether it stands."""

    when: str
    title: str
    state: str
    move_url: str
    cancel_url: str


@dataclass(frozen=True)
class Plan:
    """Those of one pair that are still to come."""

    title: str
    entries: list[Entry]
    hour_url: str
    add_url: str


@dataclass(frozen=True)
class Undoable:
    """What the assistant did a moment ago."""

    says: str
    url: str


def courses_kept(planner, now):
    return courses_of(list(planner.pairs().awake()), planner.person, now)


def undos_of(planner, courses, mine):
    """`mine` are the assistant's own models.Undo; those of a session that was changed since are left out."""
    meetings = {(it.session.pk, it.session.version): it for course in courses for it in course.meetings}
    found = [(it.act, meetings.get((it.session_id, it.version))) for it in mine if it.is_planning]
    return [
        Undoable(DID_ON[act] % {"when": it.shown}, planner.url("sessions:undo", pk=it.session.pk))
        for act, it in found
        if it
    ]


def plans_of(planner, courses):
    """Of each pair that meets or may choose its hour."""
    return [_plan(planner, course) for course in courses if course.may_choose]


def _plan(planner, course):
    pair = course.pair
    return Plan(
        title=_("Lab sessions with %(name)s") % {"name": course.partner.name},
        entries=[_entry(planner, it) for it in course.coming],
        hour_url=planner.url("sessions:hour", pair=pair.pk),
        add_url=planner.url("sessions:add", pair=pair.pk) if course.is_running and course.meetings else "",
    )


def _entry(planner, it):
    return Entry(
        when=it.shown,
        title=it.title,
        state=it.state,
        move_url=planner.url("sessions:move", pk=it.session.pk),
        cancel_url=planner.url("sessions:cancel", pk=it.session.pk),
    )
