"""A published quarter as its page, words and figures: the same for every reader, and for every way out of the product."""

import dataclasses
import datetime
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .disclosure import HIDDEN
from .families import FAMILIES
from .models import Indicator, PublishedFigure, Wave
from .trend import Trend, trend
from .writing import rounded, written

State = PublishedFigure.State
MOMENT = datetime.timedelta(seconds=1)  # a survey closes at midnight: its last day is the one before


@dataclasses.dataclass(frozen=True)
class Picture:
    """Before and after as a chart, and the same in words."""

    trend: Trend
    says: str


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
    others: str
    n: str
    hidden: str
    picture: Picture | None

    @property
    def aim(self):
        """The target and whether it is met, in words beside the tick."""
        says = {True: _("%(target)s, reached"), False: _("%(target)s, not yet"), None: "%(target)s"}
        return says[self.reached] % {"target": self.target}


@dataclasses.dataclass(frozen=True)
class CohortFigures:
    cohort: object
    families: list  # (Family, [Tile], the one line of a family that has no figure yet)

    @property
    def minute(self):
        """(family, the first figure that it can show), of each family that shows one."""
        shown = [(family, next((it for it in tiles if it.value), None)) for family, tiles, _coming in self.families]
        return [(family, tile) for family, tile in shown if tile]

    @property
    def tiles(self):
        return [tile for _family, tiles, _coming in self.families for tile in tiles]


def figures(quarter, cohorts):
    rows = PublishedFigure.objects.filter(quarter=quarter, cohort__in=cohorts).prefetch_related("cohort__waves")
    rows = rows.select_related("indicator", "cohort__organization").order_by("cohort__starts_on", "cohort_id", "place")
    grouped = groupby(rows, key=lambda row: row.cohort_id)
    return [_cohort(list(each)) for _pk, each in grouped]


def _cohort(rows):
    tiles = [tile(row) for row in rows]
    families = [(family, [it for it in tiles if it.indicator.family == family.key]) for family in FAMILIES]
    return CohortFigures(rows[0].cohort, [(family, its, _all_to_come(its)) for family, its in families if its])


def _all_to_come(tiles):
    """A family without a figure is one line, not a column of empty tiles (PROTOCOL M4)."""
    if any(it.state != State.COMING for it in tiles):
        return ""
    names = ", ".join(it.indicator.name for it in tiles)
    return _("%(names)s. %(when)s") % {"names": names, "when": tiles[0].hidden}


def tile(row):
    """`row` with its indicator loaded."""
    indicator, shown = row.indicator, row.state == State.SHOWN
    return Tile(
        indicator=indicator,
        state=row.state,
        value=row.bound + indicator.write(row.after) if shown else "",
        unit=indicator.counted_in,
        target=_target(indicator),
        reached=reached(row) if shown else None,
        before=indicator.write(row.before) if shown and row.before is not None else "",
        change=_moved(row) if shown else "",
        others=_others(row) if shown else "",
        n=_n(row) if shown else "",
        hidden=_why_not(row),
        picture=_picture(row) if shown else None,
    )


def _picture(row):
    """Two points, where both were measured and may be shown."""
    if row.before is None or row.after is None or row.bound:
        return None
    labels, write = _months(row.cohort), row.indicator.write
    others = [None, float(row.comparison)] if row.comparison is not None else ()
    drawn = trend(labels, [float(row.before), float(row.after)], comparison=others, target=_goal(row), write=write)
    said = _("%(first)s %(before)s, %(last)s %(after)s.") % {
        "first": labels[0],
        "before": write(row.before),
        "last": labels[1],
        "after": write(row.after),
    }
    parts = [f"{row.indicator.name}:", said, _others(row), f"{_target(row.indicator)}."]
    return Picture(drawn, " ".join(filter(None, parts)))


def _months(cohort):
    """The months in which the baseline and the follow-up closed; of the first and last day where none was asked."""
    closed = {wave.kind: (wave.closes_at - MOMENT).astimezone(cohort.organization.zone) for wave in cohort.waves.all()}
    days = (closed.get(Wave.Kind.BASELINE, cohort.starts_on), closed.get(Wave.Kind.FOLLOW_UP, cohort.ends_on))
    return [date_format(day, "M Y") if day else "" for day in days]


def _goal(row):
    """The level to reach, in the indicator's own unit."""
    indicator = row.indicator
    if indicator.aim == Indicator.Aim.LEVEL:
        return float(indicator.target)
    return float(row.before) * (1 + float(indicator.toward(indicator.target)) / 100)


def _target(indicator):
    if indicator.aim == Indicator.Aim.LEVEL:
        return _("Target %(value)s") % {"value": indicator.write(indicator.target)}
    says = _("Target: %(n)s%% more") if indicator.direction == Indicator.Direction.UP else _("Target: %(n)s%% less")
    return says % {"n": indicator.target_percent}


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


def _others(row):
    """Other teams at the same time: side by side, not cause and effect."""
    if row.comparison is None:
        return ""
    return _("Other teams: %(value)s.") % {"value": row.indicator.write(row.comparison)}


def _moved(row):
    """What changed, never why: "changed by" for the same people or teams."""
    if row.change is None:
        return ""
    if row.low is not None and row.low <= 0 <= row.high:
        return _could_show(row)
    if row.indicator.source == Indicator.Source.BUSINESS and percent(row) is not None:
        return _less_or_more(row)
    places = 0 if row.indicator.is_percent else 1
    if row.low is None:  # work that began at nothing: neither a percentage nor an interval can be given
        return _("Changed by %(change)s.") % {"change": _signed(row.change, places)}
    said = {name: _signed(getattr(row, name), places) for name in ("change", "low", "high")}
    if row.indicator.is_percent:
        return _("%(change)s points (95%% interval %(low)s to %(high)s).") % said
    return _("Changed by %(change)s (95%% interval %(low)s to %(high)s).") % said


def _less_or_more(row):
    says = _("%(n)s%% more than before.") if row.change > 0 else _("%(n)s%% less than before.")
    return says % {"n": written(abs(percent(row)), 0)}


def _could_show(row):
    if row.smallest is None:
        return _("Too few to tell.")
    return _("Too few to tell: a change of %(value)s or more could have been seen.") % {
        "value": written(row.smallest, 1)
    }


def _signed(value, places):
    return f"{'−' if rounded(value, places) < 0 else '+'}{written(abs(value), places)}"


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
    return _("Figures come after the follow-up, from %(day)s on.") % {"day": date_format(cohort.ends_on, "j F Y")}


def headline(cohorts):
    tiles = [tile for each in cohorts for tile in each.tiles if tile.value]
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
        for it in each.tiles:
            value = f"{it.value} {it.unit}".strip() if it.value else it.hidden
            change = " ".join(filter(None, (it.change, it.others)))
            yield [each.cohort.name, it.indicator.name, it.before, value, it.target, change, it.n]
