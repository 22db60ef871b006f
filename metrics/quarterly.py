"""A published quarter as its page, words and figures: the same for every reader, and for every way out of the product."""

import dataclasses
from itertools import groupby

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .disclosure import HIDDEN
from .models import Indicator, PublishedFigure

State = PublishedFigure.State


@dataclasses.dataclass(frozen=True)
class Tile:
    """One indicator of a quarter, in words."""

    indicator: Indicator
    state: str
    value: str
    unit: str
    target: str
    reached: bool | None
    before: str
    change: str
    n: str
    hidden: str

    @property
    def family(self):
        return self.indicator.family


@dataclasses.dataclass(frozen=True)
class CohortFigures:
    cohort: object
    families: list  # (family label, voice, [Tile])

    @property
    def minute(self):
        """The first figure that each family can show."""
        shown = [next((tile for tile in tiles if tile.value), None) for _family, _voice, tiles in self.families]
        return [tile for tile in shown if tile]


VOICE = {"capability": "leader", "performance": "both", "talent": "mentor"}


def figures(quarter, cohorts):
    rows = PublishedFigure.objects.filter(quarter=quarter, cohort__in=cohorts)
    rows = rows.select_related("indicator", "cohort").order_by("cohort__starts_on", "cohort_id", "place")
    grouped = groupby(rows, key=lambda row: row.cohort_id)
    return [_cohort(list(each)) for _pk, each in grouped]


def _cohort(rows):
    tiles = [tile(row) for row in rows]
    families = [
        (label, VOICE[family], [it for it in tiles if it.family == family])
        for family, label in Indicator.Family.choices
    ]
    return CohortFigures(rows[0].cohort, [entry for entry in families if entry[2]])


def tile(row):
    """`row` with its indicator loaded."""
    indicator, shown = row.indicator, row.state == State.SHOWN
    return Tile(
        indicator=indicator,
        state=row.state,
        value=row.bound + write(indicator, row.after) if shown else "",
        unit=_unit(indicator),
        target=_target(indicator),
        reached=reached(row) if shown else None,
        before=write(indicator, row.before) if shown and row.before is not None else "",
        change=_change(row) if shown else "",
        n=_n(row) if shown else "",
        hidden=_why_not(row),
    )


def write(indicator, value):
    """72 % or 3.6: whole percents, one decimal of everything else."""
    if indicator.unit.startswith("%"):
        return f"{number_format(value, 0)}%"
    return number_format(value, 1)


def _unit(indicator):
    return "" if indicator.unit.startswith("%") else indicator.unit


def _target(indicator):
    if indicator.aim == Indicator.Aim.LEVEL:
        return _("Target %(value)s") % {"value": write(indicator, indicator.target)}
    says = _("Target: %(n)s%% more") if indicator.direction == Indicator.Direction.UP else _("Target: %(n)s%% less")
    return says % {"n": number_format(indicator.target, 0)}


def percent(row):
    """The change in percent of where it began; None where it began at nothing."""
    return 100 * row.change / row.before if row.change is not None and row.before else None


def reached(row):
    """Whether the target is met; None where a clamped value leaves it open."""
    indicator = row.indicator
    if indicator.aim == Indicator.Aim.CHANGE:
        moved = percent(row)
        return None if moved is None else indicator.toward(moved) >= indicator.target
    if row.bound in ("≤", "≈"):
        return None
    return indicator.toward(row.after) >= indicator.toward(indicator.target)


def _change(row):
    """What changed, never why: "changed by" for the same people or teams, side by side for others."""
    said = [_moved(row)]
    if row.comparison is not None:
        said.append(_("Other teams: %(value)s.") % {"value": write(row.indicator, row.comparison)})
    return " ".join(filter(None, said))


def _moved(row):
    if row.change is None:
        return ""
    if row.low is not None and row.low <= 0 <= row.high:
        return _could_show(row)
    if row.indicator.source == Indicator.Source.BUSINESS and percent(row) is not None:
        return _less_or_more(row)
    said = {"change": _signed(row.change), "low": number_format(row.low, 1), "high": number_format(row.high, 1)}
    return _("Changed by %(change)s (95%% interval %(low)s to %(high)s).") % said


def _less_or_more(row):
    says = _("%(n)s%% more than before.") if row.change > 0 else _("%(n)s%% less than before.")
    return says % {"n": number_format(abs(percent(row)), 0)}


def _could_show(row):
    if row.smallest is None:
        return _("Too few to tell.")
    return _("Too few to tell: a change of %(value)s or more could have been seen.") % {
        "value": number_format(row.smallest, 1)
    }


def _signed(value):
    return f"{'+' if value > 0 else '−'}{number_format(abs(value), 1)}"


def _n(row):
    if row.indicator.source == Indicator.Source.BUSINESS:
        return ngettext("%(n)d figure", "%(n)d figures", row.n) % {"n": row.n}
    return ngettext("%(n)d person", "%(n)d people", row.n) % {"n": row.n}


def _why_not(row):
    if row.state == State.HIDDEN:
        return _(HIDDEN)
    if row.state == State.COMING:
        return _coming(row.cohort)
    return ""


def _coming(cohort):
    if cohort.ends_on is None:
        return _("Figures come when the cohort has ended.")
    return _("Figures come after the follow-up, from %(day)s on.") % {"day": date_format(cohort.ends_on)}


def headline(cohorts):
    tiles = [tile for each in cohorts for _label, _voice, family in each.families for tile in family if tile.value]
    if not tiles:
        return _("What is measured, and when figures arrive.")
    met = sum(bool(tile.reached) for tile in tiles)
    return ngettext("%(met)d of %(n)d target is reached.", "%(met)d of %(n)d targets are reached.", len(tiles)) % {
        "met": met,
        "n": len(tiles),
    }


def columns():
    return [_("Cohort"), _("Measure"), _("Before"), _("Now"), _("Target"), _("Change"), _("n")]


def table(cohorts):
    """All figures as rows, for the table under the charts and for CSV: the same numbers everywhere."""
    for each in cohorts:
        for _label, _voice, tiles in each.families:
            for it in tiles:
                value = f"{it.value} {it.unit}".strip() if it.value else it.hidden
                yield [each.cohort.name, it.indicator.name, it.before, value, it.target, it.change, it.n]
