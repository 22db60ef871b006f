"""What a cohort has asked of its people (PROTOCOL U8): counted from the rows that each ask leaves, beside the hours of the lab.

An *ask* wants something done; a *reminder* repeats one that was not followed; a *card* wants nothing. The minutes of each are
estimates, written here so that they can be doubted one by one; where the product knows better (an item of a survey), they
are reckoned from what was asked.
"""

import datetime
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Min

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
MAILS = {  # of each kind of mail, what reading it is; None where what it asks leaves a row of its own
    **dict.fromkeys(("enrolled", "pair-news", "papers-changed", "review-mail", "survey")),
    **{key: key for key in ("session-prep", "log-reminder", "not-ready", "book-next", "rhythm-asked")},
    **dict.fromkeys(("calendar-series", "calendar-session"), "calendar"),
    "profile-asked": "not-ready",
    **dict.fromkeys(("pair-started", "pair-withdrawn", "pair-ended", "pair-breach", "pair-alone"), "news"),
    **dict.fromkeys(("assistant-named", "cohort-news", "line-answered", "line-asked", "line-manager"), "news"),
    **dict.fromkeys(("line-manager-talk", "question", "seats", "sign-up", "together"), "news"),
}


@dataclass(frozen=True)
class Bound:
    """What U8 lets 90 days ask of one person at most, where it says so."""

    asks: float | None = None
    reminders: float | None = None
    minutes: float | None = None


BOUNDS = {LEADER: Bound(14, 6, 80), MENTOR: Bound(), SPONSOR: Bound(minutes=45 * 60)}


@dataclass(frozen=True)
class Load:
    """What the people of one role were asked, each item and its times on average and at most."""

    role: str
    people: int
    items: list  # [(Item, average times, most times, average minutes)]
    asks: tuple[float, float]  # on average, at most
    reminders: tuple[float, float]
    minutes: tuple[float, float]


def loads(cohort, since):
    """[(Load of the 90 days from `since`, Load with what came before them)] of the three roles, for a cohort of the open scope."""
    within, told = defaultdict(Counter), defaultdict(Counter)
    for person, key, at in _events(cohort, since + WINDOW):
        told[person][key] += 1
        if at >= since:
            within[person][key] += 1
    roles = dict(Enrolment.objects.filter(cohort=cohort).values_list("person", "role"))
    roles |= dict.fromkeys(CohortSponsor.objects.filter(cohort=cohort).values_list("person", flat=True), SPONSOR)
    asked = {role: [pk for pk, it in roles.items() if it == role and told[pk]] for role in (LEADER, MENTOR, SPONSOR)}
    return [
        (_load(role, [within[pk] for pk in people]), _load(role, [told[pk] for pk in people]))
        for role, people in asked.items()
    ]


def _load(role, people):
    keys = sorted({key for it in people for key in it}, key=list(ITEMS).index)
    items = []
    for key in keys:
        times = [it[key] for it in people]
        items.append((ITEMS[key], statistics.mean(times), max(times), statistics.mean(times) * ITEMS[key].minutes))
    asks, reminders = (
        [sum(n for key, n in it.items() if ITEMS[key].kind == kind) for it in people] for kind in (ASK, REMINDER)
    )
    minutes = [sum(n * ITEMS[key].minutes for key, n in it.items()) for it in people]
    figures = ((statistics.mean(it), max(it)) if it else (0, 0) for it in (asks, reminders, minutes))
    return Load(role, len(people), items, *figures)


def _events(cohort, until):
    """(person id, key of ITEMS, moment), one for each time."""
    for key, rows, person, at in _rows(cohort):
        told = rows.filter(**{f"{at}__lte": until}).order_by("pk").values_list(person, at)
        yield from ((pk, key, moment) for pk, moment in told if pk)
    yield from _surveys(cohort, until)
    sponsors = list(CohortSponsor.objects.filter(cohort=cohort).order_by("id").values_list("person", flat=True))
    yield from _shared(cohort, sponsors, until)
    places = Enrolment.objects.filter(cohort=cohort).values_list("person", flat=True)
    yield from _mails({*places, *sponsors}, until)


def _rows(cohort):
    """(key of ITEMS, rows that such an ask leaves, whose it was, when)"""
    own, held = {"enrolment__cohort": cohort}, {"pair__cohort": cohort}
    answered = CheckIn.objects.filter(cohort=cohort)
    return (
        ("profile", Enrolment.objects.filter(cohort=cohort), "person", "profile_at"),
        ("question", ResearchQuestion.objects.filter(**own), "enrolment__person", "written_at"),
        ("proposal", PairResponse.objects.filter(cohort=cohort), "person", "answered_at"),
        ("signature", CharterSignature.objects.filter(**own), "enrolment__person", "signed_at"),
        ("hour", Series.objects.filter(**held), "chosen_by", "chosen_at"),
        ("log", LabSession.objects.filter(**held), "logged_by", "logged_at"),
        ("pulse", Pulse.objects.filter(session__pair__cohort=cohort), "author", "answered_at"),
        ("review", answered, "subject", "answered_at"),
        ("checkin", answered, "given_to", "answered_at"),
        ("opening", AnswerOpening.objects.filter(checkin__cohort=cohort), "reader", "at"),
        ("report", ReportRelease.objects.filter(**held), "person", "released_at"),
        ("step", CohortStep.objects.filter(cohort=cohort), "taken_by", "at"),
        ("observation", Observation.objects.filter(indicator__cohort=cohort), "entered_by", "entered_at"),
    )


def _surveys(cohort, until):
    """A survey is one ask, however many questions it has."""
    answers = SurveyAnswer.objects.filter(wave__cohort=cohort, answered_at__lte=until)
    waves = answers.values("author", "wave").annotate(at=Min("answered_at")).order_by("author", "wave")
    yield from ((it["author"], "survey", it["at"]) for it in waves)


def _shared(cohort, sponsors, until):
    """Who of the sponsors did it leaves no row: they share it."""
    settled = ResearchQuestion.objects.filter(enrolment__cohort=cohort, settled_at__lte=until)
    runs = PairingRun.objects.filter(cohort=cohort, made_at__lte=until)
    for key, rows, at in (("decision", settled, "settled_at"), ("run", runs, "made_at")):
        moments = rows.order_by("pk").values_list(at, flat=True)
        yield from ((sponsors[n % len(sponsors)], key, it) for n, it in enumerate(moments if sponsors else ()))


def _mails(people, until):
    surveys = Counter()
    mails = Message.objects.filter(recipient__in=people, created_at__lte=until).order_by("created_at", "id")
    for person, kind, subject, at in mails.values_list("recipient", "kind", "subject_id", "created_at"):
        surveys[person, kind, subject] += 1
        key = "survey-again" if kind == "survey" and surveys[person, kind, subject] > 1 else MAILS.get(kind, "news")
        if key:
            yield person, key, at
