"""What a cohort has asked of its people (PROTOCOL U8): counted from the rows that each ask leaves, beside the hours of the lab.

An *ask* wants something done; a *reminder* repeats one that was not followed; a *card* wants nothing. The minutes of each are
estimates, written here so that they can be doubted one by one; where the product knows better (an item of a survey), they
are reckoned from what was asked.
"""

import datetime
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass

from checkins.models import AnswerOpening, CheckIn, Pulse
from notifications.models import Message
from pairing.models import PairingRun, PairResponse
from programs.models import CharterSignature, CohortSponsor, CohortStep, Enrolment, ResearchQuestion
from sessions.models import LabSession, Series

from .models import Observation, ReportRelease, SurveyAnswer

WINDOW = datetime.timedelta(days=90)
ASK, REMINDER, CARD = "ask", "reminder", "card"
LEADER, MENTOR, SPONSOR = "leader", "mentor", "sponsor"


@dataclass(frozen=True)
class Item:
    """Something that people are asked, what for, and the minutes that it takes."""

    what: str
    purpose: str
    minutes: float
    kind: str = ASK


ITEMS = {
    "profile": Item("Profile filled in", "so that a partner can be found", 4),
    "question": Item("Research question written or reworded", "so that the lab has a goal", 8),
    "proposal": Item("Proposal answered", "so that both want it", 2),
    "signature": Item("Charter and lab rules signed", "so that candor is safe", 5),
    "hour": Item("Hour chosen", "so that sessions are booked", 2),
    "log": Item("Session logged", "so that homework and decisions are kept", 1),
    "pulse": Item("Private look-back", "so that one's own advice can come", 0.5),
    "survey": Item("Survey answered", "so that change is measured", 3),
    "review": Item("Review answered", "so that a sponsor hears how it goes", 6),
    "report": Item("Lab report released", "so that others learn from it", 10),
    "session-prep": Item("Prep card read", "the question, homework and one practice", 1, CARD),
    "calendar": Item("Calendar kept up to date", "nothing to do: the calendar takes it", 0, CARD),
    "log-reminder": Item("Reminded to log", "nobody had said whether they met", 0.5, REMINDER),
    "not-ready": Item("Reminded of what is missing", "a question, profile or signature", 0.5, REMINDER),
    "survey-again": Item("Reminded of a survey", "it closes soon", 0.5, REMINDER),
    "book-next": Item("Asked to book the next hour", "two fell out on the leader’s side", 1, REMINDER),
    "rhythm-asked": Item("Asked when they meet next", "the rhythm slipped", 1, REMINDER),
    "news": Item("Told what happened", "nothing to do", 0.5, CARD),
    "step": Item("Step of the cohort taken", "with its checklist", 20),
    "decision": Item("Research question decided", "so that it can be worked on", 6),
    "run": Item("Pairing looked through", "so that every pair makes sense", 45),
    "checkin": Item("Check-in held", "20 minutes with each partner", 20),
    "opening": Item("Answers to a review read", "before the talk", 5),
    "observation": Item("Figures entered", "so that results can be measured", 3),
}
ASKED_BY_MAIL = {"pair-news", "enrolled", "review", "survey"}  # what they ask leaves a row of its own


@dataclass(frozen=True)
class Load:
    """What one role was asked: per item how often on average and at most, and the figures of its people."""

    role: str
    people: int
    items: list  # [(Item, average times, most times, average minutes)]
    asks: float
    most_asks: int
    reminders: float
    most_reminders: int
    minutes: float
    most_minutes: float


def loads(cohort, since):
    """[Load] of the three roles over 90 days from `since`, for a cohort of the open scope. What came before counts as well."""
    told = defaultdict(Counter)
    for person, key in _events(cohort, since + WINDOW):
        told[person][key] += 1
    roles = dict(Enrolment.objects.filter(cohort=cohort).values_list("person", "role"))
    roles |= dict.fromkeys(CohortSponsor.objects.filter(cohort=cohort).values_list("person", flat=True), SPONSOR)
    return [_load(role, [told[pk] for pk, it in roles.items() if it == role]) for role in (LEADER, MENTOR, SPONSOR)]


def _load(role, people):
    people = [it for it in people if it]
    keys = sorted({key for it in people for key in it}, key=list(ITEMS).index)
    items = []
    for key in keys:
        times = [it[key] for it in people]
        items.append((ITEMS[key], statistics.mean(times), max(times), statistics.mean(times) * ITEMS[key].minutes))
    asks, reminders = (
        [sum(n for key, n in it.items() if ITEMS[key].kind == kind) for it in people] for kind in (ASK, REMINDER)
    )
    minutes = [sum(n * ITEMS[key].minutes for key, n in it.items()) for it in people]
    figures = [(statistics.mean(it), max(it)) if it else (0, 0) for it in (asks, reminders, minutes)]
    return Load(role, len(people), items, *(figure for pair in figures for figure in pair))


def _events(cohort, until):
    """(person id, key of ITEMS), one for each time."""
    places = Enrolment.objects.filter(cohort=cohort)
    own = {"enrolment__cohort": cohort}
    yield from _each(places.filter(profile_at__lte=until), "person", "profile")
    yield from _each(ResearchQuestion.objects.filter(**own, written_at__lte=until), "enrolment__person", "question")
    yield from _each(PairResponse.objects.filter(cohort=cohort, answered_at__lte=until), "person", "proposal")
    yield from _each(CharterSignature.objects.filter(**own, signed_at__lte=until), "enrolment__person", "signature")
    yield from _each(Series.objects.filter(pair__cohort=cohort, chosen_at__lte=until), "chosen_by", "hour")
    yield from _each(LabSession.objects.filter(pair__cohort=cohort, logged_at__lte=until), "logged_by", "log")
    yield from _each(Pulse.objects.filter(session__pair__cohort=cohort, answered_at__lte=until), "author", "pulse")
    waves = (
        SurveyAnswer.objects.filter(wave__cohort=cohort, answered_at__lte=until)
        .values_list("author", "wave")
        .distinct()
    )
    yield from ((author, "survey") for author, _ in waves.order_by())
    answered = CheckIn.objects.filter(cohort=cohort, answered_at__lte=until)
    yield from _each(answered, "subject", "review")
    yield from _each(answered, "given_to", "checkin")
    yield from _each(AnswerOpening.objects.filter(checkin__cohort=cohort, at__lte=until), "reader", "opening")
    yield from _each(ReportRelease.objects.filter(pair__cohort=cohort, released_at__lte=until), "person", "report")
    yield from _each(CohortStep.objects.filter(cohort=cohort), "taken_by", "step")
    sponsors = list(CohortSponsor.objects.filter(cohort=cohort).order_by("id").values_list("person", flat=True))
    for key, rows in (
        ("decision", ResearchQuestion.objects.filter(**own, settled_at__lte=until)),
        ("run", PairingRun.objects.filter(cohort=cohort, made_at__lte=until)),
    ):  # who of them did it leaves no row: they share it
        yield from ((sponsors[n % len(sponsors)], key) for n in range(rows.count() if sponsors else 0))
    yield from _each(
        Observation.objects.filter(indicator__cohort=cohort, entered_at__lte=until), "entered_by", "observation"
    )
    yield from _mails({*places.values_list("person", flat=True), *sponsors}, until)


def _each(rows, person, key):
    return ((pk, key) for pk in rows.order_by("pk").values_list(person, flat=True) if pk)


def _mails(people, until):
    surveys = Counter()
    mails = Message.objects.filter(recipient__in=people, created_at__lte=until).order_by("created_at", "id")
    for person, kind, subject in mails.values_list("recipient", "kind", "subject_id"):
        surveys[person, kind, subject] += 1
        if kind == "survey" and surveys[person, kind, subject] > 1:
            yield person, "survey-again"
        elif kind in ITEMS:
            yield person, kind
        elif kind not in ASKED_BY_MAIL:
            yield person, "news"
