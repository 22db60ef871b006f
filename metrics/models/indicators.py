"""What is measured, defined before anyone is matched."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned
from programs.models import Cohort
from programs.models.spoken import SpokenChar, SpokenText

from ..writing import written


class IndicatorQuerySet(TenantQuerySet):
    def in_order(self):
        return self.order_by("family", "place", "id")

    def complete(self):
        """Those that a sceptic could check: a definition, a unit, a source, a target and a plan."""
        return self.exclude(definition="").exclude(unit="").exclude(plan="").filter(target__isnull=False)

    def asked_of(self, enrolment):
        """Those whose source is a survey of this participant's role."""
        return self.filter(source=Indicator.Source.LEADERS if enrolment.is_leader else Indicator.Source.MENTORS)

    def business(self):
        return self.filter(source=Indicator.Source.BUSINESS)


class Indicator(Versioned, TenantModel):
    class Family(models.TextChoices):
        CAPABILITY = "capability", _("Capability: what leaders can do")
        PERFORMANCE = "performance", _("Performance: what pairs change together")
        TALENT = "talent", _("Talent: what mentors gain")

    class Direction(models.TextChoices):
        UP = "up", _("up is better")
        DOWN = "down", _("down is better")

    class Source(models.TextChoices):
        LEADERS = "leaders", _("survey of leaders")
        MENTORS = "mentors", _("survey of mentors")
        BUSINESS = "business", _("business figures")
        ROSTER = "roster", _("the roster")

    class Form(models.TextChoices):
        SCALE = "scale", _("mean of answers from 1 to 5")
        SHARE = "share", _("share who say yes")
        NUMBER = "number", _("mean of numbers")

    class Aim(models.TextChoices):
        LEVEL = "level", _("reach this level")
        CHANGE = "change", _("change by this much, in percent")

    audited_as = _("measure")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="indicators")
    key = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField(default=0)
    family = models.CharField(_("family"), max_length=12, choices=Family)
    name = SpokenChar(_("name"), max_length=120)
    definition = SpokenText(_("definition"), blank=True)
    item = SpokenChar(_("the question, if it is asked"), max_length=300, blank=True)
    form = models.CharField(_("how it is counted"), max_length=8, choices=Form, default=Form.SCALE)
    unit = SpokenChar(_("unit"), max_length=40, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    plan = SpokenChar(_("how and when it is collected"), max_length=300, blank=True)
    aim = models.CharField(_("the target is"), max_length=6, choices=Aim, default=Aim.LEVEL)
    target = models.DecimalField(_("target"), max_digits=9, decimal_places=2, null=True, blank=True)
    is_protected = models.BooleanField(default=False)  # EVIDENCE R6: only n and a clamped mean or count

    objects = IndicatorQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "cohort", "key"], name="indicator_key")]

    def __str__(self):
        return self.name

    @property
    def is_complete(self):
        return bool(self.definition and self.unit and self.plan and self.target is not None)

    @property
    def is_asked(self):
        return self.source in (self.Source.LEADERS, self.Source.MENTORS)

    @property
    def is_percent(self):
        return self.unit.startswith("%")

    @property
    def counted_in(self):
        """What stands behind a figure: the percent sign stands at the number itself."""
        return self.unit.removeprefix("%").strip()

    def write(self, value):
        """72% or 3.6: whole percents, one decimal of everything else."""
        return f"{written(value, 0)}%" if self.is_percent else written(value, 1)

    @property
    def target_percent(self):
        """Of a change: as it was typed, 25 or 12.5."""
        return written(self.target, 0 if self.target % 1 == 0 else 1)

    @property
    def aim_says(self):
        """(number, what stands behind it) of the target."""
        if self.aim == self.Aim.LEVEL:
            return self.write(self.target), self.counted_in
        return f"{self.target_percent}%", _("more") if self.direction == self.Direction.UP else _("less")

    def toward(self, change):
        """A change in the direction that is better: positive is progress."""
        return change if self.direction == self.Direction.UP else -change


class Observation(TenantModel):
    """A business figure of a team for a day or month, entered by the sponsor. Work, not people."""

    web_may = "SELECT, INSERT, UPDATE, DELETE"

    class Group(models.TextChoices):
        PROGRAM = "program", _("teams in the program")
        COMPARISON = "comparison", _("comparison teams")

    audited_as = _("figure")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="observations")
    team = models.CharField(_("team"), max_length=120)
    group = models.CharField(_("group"), max_length=10, choices=Group, default=Group.PROGRAM)
    people = models.PositiveSmallIntegerField(_("people in the team"))
    day = models.DateField(_("day"))
    value = models.DecimalField(_("figure"), max_digits=12, decimal_places=3)
    entered_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "indicator", "team", "day"], name="observation_once")
        ]

    def __str__(self):
        return f"{self.team} {self.day}"
