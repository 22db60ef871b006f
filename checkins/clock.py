"""What the clock does here. Reviews are opened by it and not by whoever logs: a partner may not write the other's rows."""

import datetime
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.mail import absolute, write_mail
from notifications.models import Due
from notifications.news import LAB, NewsKind
from organizations.registries import ClockKind
from pairing.models import Pair

from . import actions
from .models import CheckIn

REVIEW, DAY_40, ASK = "review", "review-by-day-40", "review-mail"
WITHOUT_SESSIONS = datetime.timedelta(days=40)


def session_held(fact, *, now):
    Due.objects.plan(REVIEW, fact.pair_id, now, occurrence=str(fact.number_held))


def session_unheld(fact, *, now):
    """Told as held once more, it is asked anew; a review that has opened meanwhile stays."""
    Due.objects.cancel(REVIEW, fact.pair_id, occurrence=str(fact.number_held + 1), now=now)


def pair_started(fact, *, now):
    Due.objects.plan(DAY_40, fact.pair_id, now + WITHOUT_SESSIONS)


def go_on(fact, *, now):
    """For programs' CohortResumed, in the worker's scope: what opens by a pair's days opens later by the days of rest."""
    pairs = Pair.objects.open().filter(cohort=fact.cohort_id).values("pk")
    Due.objects.wake([REVIEW], pairs, since=fact.since, now=now)
    asked = CheckIn.objects.asked().filter(cohort=fact.cohort_id).values("pk")
    Due.objects.wake([ASK], asked, since=fact.since, now=now)
    Due.objects.put_off([DAY_40], pairs, by=fact.until - fact.since, since=fact.since)


def _still_meets(due, now):
    return Pair.objects.open().awake().filter(pk=due.subject_id).exists()


def _review(due, now):
    held = actions.held_sessions(due.subject_id)
    actions.call_late(due.subject_id, held, now=now)
    if actions.review_is_due(due.subject_id, held):
        _open(due.subject_id, now)


def _has_none(due, now):
    return _still_meets(due, now) and not CheckIn.objects.reviews().filter(pair_id=due.subject_id).exists()


def _open(pair_id, now):
    for checkin in actions.open_review(pair_id, now=now):
        Due.objects.plan(ASK, checkin.pk, now, recipient_id=checkin.subject_id)


def _is_open(due, now):
    return CheckIn.objects.asked().filter(pk=due.subject_id).exists()


def _ask(due, now):
    checkin = CheckIn.objects.select_related("subject__organization", "given_to").get(pk=due.subject_id)
    context = partial(_mail, checkin)
    write_mail(ASK, checkin.subject, "review", context, subject_id=checkin.pk, now=now)


def _mail(checkin):
    return {
        "subject": _("Two questions about your lab so far"),
        "reader_of_it": checkin.given_to.name,
        "main_url": absolute(checkin.subject.organization.url("checkins:checkin", pk=checkin.pk)),
    }


KINDS = [
    ClockKind(REVIEW, _still_meets, _review),
    ClockKind(DAY_40, _has_none, lambda due, now: _open(due.subject_id, now)),
    ClockKind(ASK, _is_open, _ask),
]
# They stand on the home page until they are answered: a notice would say it twice.
NEWS = NewsKind(ASK, LAB, gettext_lazy("A few questions about your lab"), noticed=False)
