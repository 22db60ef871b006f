"""A quarter is published once, by the clock, and never recomputed (EVIDENCE R1)."""

import datetime

from notifications.models import Due
from organizations.models import AuditEntry, Organization
from organizations.registries import facts
from programs.models import Cohort

from . import calendar
from .disclosure import Figure, Ledger
from .facts import QuarterPublished
from .figures import Result, figure_of, question_of
from .models import Indicator, LedgerEntry, PublishedFigure, Quarter

QUARTER = "quarter"
AT = datetime.time(6)  # of the day after it ends, in the organization's zone


def plan_quarter(organization, moment):
    """The quarter in which this moment lies will be published the morning after its last day."""
    year, number = calendar.quarter_of(moment.astimezone(organization.zone).date())
    at = datetime.datetime.combine(calendar.next_start(year, number), AT, organization.zone)
    Due.objects.plan(QUARTER, organization.pk, at.astimezone(datetime.UTC), occurrence=f"{year}-{number}")


def publish_quarter(organization, year, number, *, now):
    """Every indicator of every cohort that has opened a survey; what was published before stays word for word."""
    quarter = Quarter.objects.create(year=year, number=number, published_at=now)
    ledger, until = published_ledger(), calendar.quarter_end(year, number)
    for place, indicator in enumerate(_indicators()):
        ledger = _publish(quarter, place, indicator, ledger, until=until, now=now)
    AuditEntry.record("published", quarter, by=None, now=now)
    facts.tell(QuarterPublished(quarter.pk), now=now)
    return quarter


def _indicators():
    measured = Cohort.objects.filter(waves__isnull=False).exclude(state=Cohort.State.CANCELLED).distinct()
    chosen = Indicator.objects.filter(cohort__in=measured).complete().select_related("cohort")
    return chosen.order_by("cohort__starts_on", "cohort_id", "place", "id")


def _publish(quarter, place, indicator, ledger, *, until, now):
    """One figure more. One about people is decided once and then repeated: work is measured anew each quarter."""
    if (earlier := _decided(indicator)) is not None:
        _keep(quarter, place, indicator, _repeated(earlier))
        return ledger
    result = figure_of(indicator, ledger, until=until, now=now)
    figure = _keep(quarter, place, indicator, result)
    if result.people is None:
        return ledger
    tokens = sorted(result.people)
    LedgerEntry.objects.create(figure=figure, question=question_of(indicator), tokens=tokens)
    return ledger.adding(Figure(str(figure.pk), question_of(indicator), result.people))


def _decided(indicator):
    if indicator.source == Indicator.Source.BUSINESS:
        return None
    earlier = PublishedFigure.objects.filter(indicator=indicator).exclude(state=PublishedFigure.State.COMING)
    return earlier.order_by("id").first()


def _repeated(figure):
    names = set(Result.__dataclass_fields__) - {"people"}
    return Result(**{name: getattr(figure, name) for name in names})


def _keep(quarter, place, indicator, result):
    return PublishedFigure.objects.create(
        quarter=quarter, cohort_id=indicator.cohort_id, indicator=indicator, place=place, **result.columns()
    )


def published_ledger():
    """Every figure about people that the organization ever published, all audiences together."""
    rows = LedgerEntry.objects.order_by("id")
    return Ledger(tuple(Figure(str(row.figure_id), row.question, frozenset(map(str, row.tokens))) for row in rows))


def perform(due, now):
    """The clock's: publish, and plan the next one while a cohort is still being measured."""
    organization = Organization.objects.get()
    year, number = map(int, due.occurrence.split("-"))
    publish_quarter(organization, year, number, now=now)
    measured = [Cohort.State.RUNNING, Cohort.State.PAUSED, Cohort.State.CLOSING]
    if Cohort.objects.filter(state__in=measured).exists():
        plan_quarter(organization, now)


def holds(due, now):
    year, number = map(int, due.occurrence.split("-"))
    return not Quarter.objects.filter(year=year, number=number).exists()
