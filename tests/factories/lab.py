"""A cohort at any point of its life, straight as rows: for tests that start in the middle of the path."""

import datetime

import factory

from metrics.models import Indicator, Wave
from pairing.models import Pair
from programs import models as programs
from programs import templates
from sessions.models import LabSession, Series

from . import NOW

AGENDA = [
    {"key": "connect", "title": "Connect", "minutes": 10},
    {"key": "lab", "title": "The mentor’s lab", "minutes": 30},
    {"key": "reflection", "title": "The leader’s reflection", "minutes": 15},
    {"key": "next", "title": "Next steps", "minutes": 5},
]
TOPICS = [
    {"key": "prompts", "label": "Writing prompts", "perspective": "technology"},
    {"key": "reports", "label": "Reports with an assistant", "perspective": "technology"},
    {"key": "customers", "label": "What customers say", "perspective": "market"},
]


class ProgramFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = programs.Program

    name = "AI fluency"
    template = "ai_fluency"
    teaches_ai = True
    topics = TOPICS
    agenda = AGENDA
    made_at = NOW


def own_template(by, key="frontline", **said):
    """The organization's copy of a shipped template."""
    said = {"name": "Our way", "by": by, "now": NOW} | said
    return programs.OrganizationTemplate.objects.copy(templates.template(key), **said)


class CohortFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = programs.Cohort

    program = factory.SubFactory(ProgramFactory)
    name = "AI fluency, autumn 2026"
    state = programs.Cohort.State.RUNNING
    goal = "The monthly pack takes a day less"
    starts_on = NOW.date()
    ends_on = NOW.date() + datetime.timedelta(days=90)
    comparison = "Treasury and Branch lending, matched by size"
    made_at = NOW


class CohortSponsorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = programs.CohortSponsor

    since = NOW


class LabRulesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = programs.LabRules

    number = 1
    rules = [
        {"key": "titles", "title": "Titles stay at the door", "text": "Two roles only."},
        {"key": "curiosity", "title": "Curiosity over judgment", "text": "The leader asks and listens."},
        {"key": "stays", "title": "What is shared here stays here", "text": "Nothing said leaves the lab."},
    ]
    written_at = NOW


class RoleCharterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = programs.RoleCharter

    number = 1
    clauses = [{"key": "mentors", "title": "Mentors", "text": "Teach tools, prompts and automation."}]
    written_at = NOW


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = programs.Enrolment

    role = programs.Enrolment.Role.LEADER
    enrolled_at = NOW
    profile_at = NOW


class ResearchQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = programs.ResearchQuestion

    text = "Which steps of the monthly pack can analysts hand to an assistant without a second check?"
    perspective = programs.ResearchQuestion.Perspective.TECHNOLOGY
    topics = {"prompts": 3}
    state = programs.ResearchQuestion.State.SETTLED
    written_at = settled_at = NOW


class PairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pair

    state = Pair.State.RUNNING
    kind = "goal"
    because = "Daria writes prompts every day for the very pack that Giulia wants to shorten."
    published_at = started_at = NOW


class SeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Series

    first_day = NOW.date() + datetime.timedelta(days=3)
    at = datetime.time(10)
    zone = "UTC"
    until = NOW.date() + datetime.timedelta(days=90)
    chosen_at = NOW


class LabSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LabSession

    zone = "UTC"
    starts_at = NOW + datetime.timedelta(days=3, hours=2)
    ends_at = factory.LazyAttribute(lambda it: it.starts_at + datetime.timedelta(minutes=60))


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicator

    key = factory.Sequence("indicator{}".format)
    family = Indicator.Family.CAPABILITY
    name = "Confidence to judge an assistant’s answer"
    definition = "Own rating"
    item = "I can judge whether an assistant’s answer is good enough to use."
    unit = "of 5"
    source = Indicator.Source.LEADERS
    plan = "Baseline and follow-up"
    target = 4


class WaveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Wave

    kind = Wave.Kind.BASELINE
    opens_at = NOW
    closes_at = NOW + datetime.timedelta(days=12)
