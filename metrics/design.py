"""Indicators of a cohort, from its template to the survey that opens the experiment."""

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from notifications.models import Due
from organizations.models import AuditEntry
from programs.models import Cohort, template_of
from programs.templates import Measure

from .models import Indicator, Wave

BEFORE_THE_END = datetime.timedelta(days=12)  # the follow-up opens so long before the cohort's last day
REMIND_BEFORE = datetime.timedelta(days=3)
OPEN, ASK, REMIND = "follow-up", "survey-mail", "survey-reminder"


def define_indicators(fact, *, now):
    """A new cohort starts with its template's measures, one that runs again with the earlier cohort's."""
    if fact.copied_from:
        measures = list(Indicator.objects.filter(cohort=fact.copied_from).in_order())
        rows = [_indicator(fact.cohort_id, it.place, it) for it in measures]
    else:
        measures = enumerate(template_of(fact.template).indicators)
        rows = [_indicator(fact.cohort_id, place, measure) for place, measure in measures]
    Indicator.objects.bulk_create(rows)


def _indicator(cohort_id, place, measure):
    from organizations.tenancy.scope import current

    said = {name: getattr(measure, name) for name in Measure.__dataclass_fields__}
    return Indicator(organization_id=current().organization, cohort_id=cohort_id, place=place, **said)


def open_baseline(cohort, *, closes_on, by, now):
    """Everyone who takes part is asked; the follow-up opens by itself towards the end."""
    _refuse_early_close(cohort, closes_on, now)
    wave = _open(cohort, Wave.Kind.BASELINE, closes_on, now)
    AuditEntry.record("opened", wave, by=by, now=now)
    _plan_follow_up(cohort)
    return wave


def days_changed(fact, *, now):
    """The follow-up moves with the cohort's last day, as long as neither has come."""
    cohort = Cohort.objects.select_related("organization").get(pk=fact.cohort_id)
    if cohort.waves.exists():
        _plan_follow_up(cohort)


def _plan_follow_up(cohort):
    if cohort.ends_on:
        Due.objects.plan(OPEN, cohort.pk, at_midnight(cohort, cohort.ends_on - BEFORE_THE_END))


def open_follow_up(cohort, *, now):
    if not cohort.waves.filter(kind=Wave.Kind.FOLLOW_UP).exists():
        _open(cohort, Wave.Kind.FOLLOW_UP, cohort.ends_on, now)


def _open(cohort, kind, closes_on, now):
    wave = Wave.objects.create(cohort=cohort, kind=kind, opens_at=now, closes_at=end_of(cohort, closes_on))
    plan_mails(wave, now=now)
    return wave


def plan_mails(wave, *, now):
    """What was sent stays sent; and the quarter in which it closes is published."""
    Due.objects.plan(ASK, wave.pk, now, occurrence="ask")
    if wave.closes_at - REMIND_BEFORE > now:
        Due.objects.plan(REMIND, wave.pk, wave.closes_at - REMIND_BEFORE, occurrence="remind")
    _plan_quarter(wave.cohort, wave)


def _plan_quarter(cohort, wave):
    from .publication import plan_quarter

    plan_quarter(cohort.organization, wave.closes_at)


def _refuse_early_close(cohort, closes_on, now):
    if closes_on <= now.astimezone(cohort.organization.zone).date():
        raise ValidationError({"closes_on": _("Give people at least until tomorrow.")})


def at_midnight(cohort, day):
    return datetime.datetime.combine(day, datetime.time(), cohort.organization.zone).astimezone(datetime.UTC)


def end_of(cohort, day):
    return at_midnight(cohort, day + datetime.timedelta(days=1))


def is_designing(cohort):
    """Whether definitions may still change: they are fixed when the gate to enrolling opens."""
    return cohort.state in (Cohort.State.DRAFT, Cohort.State.DESIGNING)
