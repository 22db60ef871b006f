"""What a sponsor's pages show of a cohort's measures."""

import datetime

from .families import FAMILIES
from .models import Indicator, Observation, Wave

SUGGESTED = datetime.timedelta(days=12)


def measures(cohort, now):
    from . import forecast  # which asks for what is measured here
    from .design import is_designing

    waves, indicators = cohort.once(waves_of), cohort.once(indicators_of)
    return {
        "cohort": cohort,
        "families": families(indicators),
        "waves": [{"wave": wave, "open": wave.is_open(now)} for wave in waves],
        "baseline_missing": not waves,
        "suggested": now.date() + SUGGESTED,
        "designing": is_designing(cohort),
        "business": any(it.source == it.Source.BUSINESS for it in indicators),
        "forecast": forecast.of(cohort) if cohort.state in forecast.FORECAST_IN else None,
    }


def waves_of(cohort):
    return list(cohort.waves.order_by("opens_at"))


def indicators_of(cohort):
    return list(cohort.indicators.in_order())


def waves_of_all(cohorts):
    """{cohort id: its waves}, in one query."""
    return _grouped(Wave.objects.filter(cohort__in=cohorts).order_by("opens_at"), cohorts)


def indicators_of_all(cohorts):
    return _grouped(Indicator.objects.filter(cohort__in=cohorts).in_order(), cohorts)


def _grouped(rows, cohorts):
    by_id = {it.pk: it for it in cohorts}
    found = {pk: [] for pk in by_id}
    for row in rows:
        row.cohort = by_id[row.cohort_id]
        found[row.cohort_id].append(row)
    return found


def families(indicators):
    return [
        {"family": family, "indicators": [it for it in indicators if it.family == family.key]} for family in FAMILIES
    ]


def all_figures(cohort):
    figures = Observation.objects.filter(indicator__cohort=cohort).select_related("indicator")
    return figures.order_by("-day", "team", "id")


def panel(membership, cohort, now):
    """In the cohort's workspace: what is measured, and how far it is."""
    said = measures(cohort, now)
    return {"template": "metrics/panel.html", "context": said, "place": 20}


def coming(cohorts, now):
    """For the first edition: what is measured where, and when figures will arrive."""
    measured = cohorts.filter(waves__isnull=False).distinct().order_by("starts_on", "id")
    return [
        {"cohort": cohort, "families": families(cohort.indicators.in_order()), "wave": _last(cohort)}
        for cohort in measured
    ]


def _last(cohort):
    return cohort.waves.filter(kind=Wave.Kind.FOLLOW_UP).first()
