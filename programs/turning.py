"""When a cohort goes to rest, goes on or is cancelled: the worker tells who takes part, and the apps that see all pairs."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.mail import absolute, write_mail
from notifications.models import Due, Notice, Plan
from organizations.registries import ClockKind, clock_kinds, facts

from . import enrolling, line_managers, signing
from .facts import CohortCancelled, CohortMoved, CohortResumed, PapersWritten
from .models import Cohort, CohortStep, Enrolment, HoursAgreement

TURN, NEWS = "cohort-turned", "cohort-news"
State = Cohort.State
PAUSED, RESUMED, CANCELLED = "paused", "resumed", "cancelled"


def moved(fact, *, now):
    if State.PAUSED in (fact.before, fact.after) or fact.after == State.CANCELLED:
        step = CohortStep.objects.filter(cohort=fact.cohort_id).in_order().last()
        # Before all that fell due in the rest, should the clock have stood still as well.
        Due.objects.plan(TURN, step.pk, step.rest[0] if step.is_resumption else now)


def turn_of(step):
    return RESUMED if step.is_resumption else step.after


def _step(due):
    return CohortStep.objects.select_related("cohort__organization").filter(pk=due.subject_id).first()


def turn_holds(due, now):
    """Unless it has turned again meanwhile. What a rest left undone is taken up in any case, while the cohort lives."""
    step = _step(due)
    return bool(step) and (step.after == step.cohort.state or (step.is_resumption and not step.cohort.is_over))


def perform_turn(due, now):
    step = _step(due)
    _tell_people(step, now)
    if step.is_resumption:
        since, until = step.rest
        facts.tell(CohortResumed(step.cohort_id, since, until), now=now)
    elif step.after == State.CANCELLED:
        facts.tell(CohortCancelled(step.cohort_id), now=now)


def _tell_people(step, now):
    cohort, turn = step.cohort, turn_of(step)
    places = list(_here(cohort.enrolments).select_related("person__organization").order_by("id"))
    url = cohort.organization.url("programs:labs")
    for it in places:
        Notice.leave(NEWS, it.person, f"{headline(turn, cohort)} {says(turn, cohort)}", now=now, url=url)
    occurrence = step.pk.hex
    Due.objects.plan_all(Plan(NEWS, it.pk, now, it.person_id, occurrence) for it in places)


def _here(enrolments):
    return enrolments.active().filter(person__left_on__isnull=True)


def headline(turn, cohort):
    return {
        PAUSED: _("“%(name)s” rests."),
        RESUMED: _("“%(name)s” goes on."),
        CANCELLED: _("“%(name)s” was cancelled."),
    }[turn] % {"name": cohort.name}


def says(turn, cohort):
    if turn == PAUSED:
        return _("No sessions and no reminders until your sponsors take it up again. Nothing that you wrote is lost.")
    if turn == CANCELLED:
        return _("There are no more sessions. What you wrote stays yours to read.")
    if cohort.ends_on is None:
        return _("Look at your sessions: those that fell into the rest are planned anew.")
    day = {"day": date_format(cohort.ends_on, "j F Y")}
    return _("Its last day is now %(day)s. Sessions that fell into the rest come at the end.") % day


def _news(due):
    """(place, step) while what happened still stands."""
    place = _here(Enrolment.objects).filter(pk=due.subject_id).select_related("cohort__organization").first()
    step = CohortStep.objects.filter(pk=due.occurrence).first()
    return (place, step) if place and step and place.cohort.state == step.after else None


def news_hold(due, now):
    return _news(due) is not None


def send_news(due, now):
    place, step = _news(due)
    person, mail = due.recipient, (lambda: _mail(place, turn_of(step)))
    write_mail(NEWS, person, NEWS, mail, subject_id=place.pk, now=now, occurrence=due.occurrence)


def _mail(place, turn):
    cohort = place.cohort
    return {
        "subject": headline(turn, cohort),
        "eyebrow": cohort.organization.name,
        "voice": place.role,
        "says": says(turn, cohort),
        "main_url": absolute(cohort.organization.url("programs:labs")),
        "why": _("You get this because you take part in it."),
    }


# --- what programs themselves take up again, or end -------------------------------------------------------------------


def go_on(fact, *, now):
    """What fell due in the rest and was not sent; and new versions of the papers, which were written and asked nobody."""
    places = Enrolment.objects.filter(cohort=fact.cohort_id).values("pk")
    agreements = HoursAgreement.objects.filter(cohort=fact.cohort_id).values("pk")
    Due.objects.wake([enrolling.MAIL], places, since=fact.since, now=now)
    Due.objects.wake([line_managers.MAIL], agreements, since=fact.since, now=now)
    signing.ask_again(PapersWritten(fact.cohort_id), now=now)


def end_agreements(fact, *, now):
    line_managers.end(HoursAgreement.objects.standing().filter(cohort=fact.cohort_id), now=now)


def register():
    clock_kinds.add(TURN, ClockKind(TURN, turn_holds, perform_turn, once=True))
    clock_kinds.add(NEWS, ClockKind(NEWS, news_hold, send_news, once=True))
    facts.subscribe(CohortMoved, moved)
    facts.subscribe(CohortResumed, go_on)
    facts.subscribe(CohortCancelled, end_agreements)
