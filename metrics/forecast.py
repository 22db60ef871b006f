"""Which figures a cohort of this size can show and which it never can (PROTOCOL C1): said while something can be done about it."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import Missing
from programs.models import Cohort, Enrolment

from . import outlook
from .disclosure import FEWEST
from .models import Indicator
from .workspace import indicators_of


@dataclass(frozen=True)
class Size:
    """People whose answers count; as `planned`, or as they take part."""

    leaders: int
    mentors: int
    planned: bool
    returning: int = 0  # who take part again and are left out

    def of(self, indicator):
        return self.leaders if indicator.source == Indicator.Source.LEADERS else self.mentors


@dataclass(frozen=True)
class Line:
    indicator: Indicator
    good: bool  # all that it sets out to show can be shown
    says: str


def size_of(cohort):
    """None until the sponsor has said how many pairs are planned, or someone takes part."""
    people = cohort.people
    if people["leaders"] or people["mentors"]:
        return _enrolled(cohort, people)
    return Size(cohort.planned_pairs, cohort.planned_pairs, planned=True) if cohort.planned_pairs else None


def _enrolled(cohort, people):
    back = cohort.once(returning)
    leaders, mentors = people["leaders"] - back["leader"], people["mentors"] - back["mentor"]
    return Size(leaders, mentors, planned=False, returning=sum(back.values()))


def returning(cohort):
    """{role: how many of those who take part were in a cohort that this one runs again}"""
    found = dict.fromkeys(Enrolment.Role.values, 0)
    if cohort.copied_from_id:
        again = Enrolment.objects.earlier_than(cohort).values("person_id")
        for role in cohort.enrolments.active().filter(person__in=again).values_list("role", flat=True):
            found[role] += 1
    return found


def of(cohort):
    """For the cohort's page and that of its measures; the size is asked for where it is not known."""
    size = cohort.once(size_of)
    lines = [line_of(it, size) for it in cohort.once(indicators_of)] if size else []
    return {
        "cohort": cohort,
        "size": size_says(size),
        "known": bool(size),
        "lines": sorted(lines, key=lambda it: it.good),
    }


def size_says(size):
    if size is None:
        return _("Say how many pairs you plan for, and it stands here what they can show.")
    if size.planned:
        says = ngettext("Forecast for %(n)d pair.", "Forecast for %(n)d pairs.", size.leaders)
        return says % {"n": size.leaders}
    count = {"leaders": size.leaders, "mentors": size.mentors}
    says = _("Forecast for those who take part so far. Leaders: %(leaders)d, mentors: %(mentors)d.") % count
    if not size.returning:
        return says
    back = ngettext("%(n)d who returns is left out.", "%(n)d who return are left out.", size.returning)
    return f"{says} {back % {'n': size.returning}}"


def line_of(indicator, size):
    if indicator.source == Indicator.Source.BUSINESS:
        return Line(indicator, True, _("Work, not people: shown where its teams have five people or more together."))
    found = outlook_of(indicator, size.of(indicator))
    return Line(indicator, found.is_whole, _says(indicator, found, size.of(indicator)))


def outlook_of(indicator, n):
    if not indicator.is_protected:
        return outlook.plain(n, compares=indicator.is_asked)
    is_share = indicator.form == Indicator.Form.SHARE
    return outlook.protected(
        n, is_share=is_share, target=_target(indicator, is_share), up=indicator.direction == Indicator.Direction.UP
    )


def _target(indicator, is_share):
    """A level, as the gate counts it; a change is not shown of a protected item."""
    if indicator.target is None or indicator.aim != Indicator.Aim.LEVEL:
        return None
    return Fraction(indicator.target) / (100 if is_share else 1)


def _says(indicator, found, n):
    if not found.shows:
        return _("Never shown: it takes five, and there are %(n)d.") % {"n": n}
    if not found.tells:
        return _("Shown if all five answer both surveys. No change can be told from chance: that takes six.")
    if found.low is not None:
        return _bounded(indicator, found)
    if indicator.is_asked:
        return _("Shown if at least five answer both surveys.")
    return _("Shown: a fact about all of them.")


def _bounded(indicator, found):
    percent = 100 if indicator.form == Indicator.Form.SHARE else 1
    low, high = (indicator.write(float(it * percent)) for it in (found.low, found.high))
    says = _("Shown from %(low)s to %(high)s and never beyond, so that no answer can be worked out.")
    says %= {"low": low, "high": high}
    if found.reaches:
        return says
    aim = {"target": indicator.write(indicator.target), "n": found.takes}
    if found.takes is None:
        return says + " " + _("Its target of %(target)s lies beyond whatever can be shown.") % aim
    return says + " " + _("That its target of %(target)s is reached takes %(n)d of them.") % aim


# --- on other pages ---------------------------------------------------------------------------------------------------
FORECAST_IN = (Cohort.State.DRAFT, Cohort.State.DESIGNING, Cohort.State.ENROLLING, Cohort.State.PAIRING)


def at_the_gate(membership, cohort, now):
    """Beside the gate, while it can be mended: the size that is not said, or who is too few for any figure."""
    if cohort.state not in FORECAST_IN[1:]:
        return None
    size = cohort.once(size_of)
    if size is None:
        who = _("You can do this, before anyone is enrolled. Others who run programs know how many usually come.")
        edit = cohort.organization.url("programs:cohort_edit", pk=cohort.pk)
        return Missing(_("How many pairs are planned is not said: no figure can be forecast"), edit, _("Say it"), who)
    too_few = _too_few(size)
    if not too_few:
        return None
    url = cohort.organization.url("metrics:measures", pk=cohort.pk)
    return Missing(too_few, f"{url}#forecast", _("See which"), _who(size))


def _too_few(size):
    names = {_("leaders"): size.leaders, _("mentors"): size.mentors}
    few = [name for name, n in names.items() if n < FEWEST]
    if not few:
        return ""
    return _("Fewer than five %(who)s: no figure about them will ever be shown") % {"who": _(" and ").join(few)}


def _who(size):
    if size.planned:
        return _(
            "You can plan for more pairs; or the cohort shows its work, its findings and its teams’ figures alone."
        )
    return _("You can enrol more, and leaders and colleagues can name some; or it shows its work and findings alone.")


def _text(good, every):
    if not every:
        return _("What the figures can show is not known before someone takes part")
    return _("Figures that this size can show in full: %(n)d of %(every)d") % {"n": good, "every": every}


def on_the_checklist(membership, cohort, now):
    """A line of the launch checklist: how many of the figures can show what they set out to."""
    lines = of(cohort)["lines"]
    good = sum(it.good for it in lines)
    return {
        "good": bool(lines) and good == len(lines),
        "text": _text(good, len(lines)),
        "usual": _("all, from seven leaders and seven mentors on"),
        "why": _("No figure is ever shown about fewer than five people, and few people can show few changes."),
        "url": cohort.organization.url("metrics:measures", pk=cohort.pk) + "#forecast",
        "label": _("See the forecast"),
    }
