"""What was published, as it was published. Web reads it and never writes it; no later write changes it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet
from programs.models import Cohort

from .. import calendar
from .indicators import Indicator


class QuarterQuerySet(TenantQuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def newest_first(self):
        return self.order_by("-year", "-number", "-edition")


class Quarter(TenantModel):
    web_may = "SELECT"

    audited_as = _("quarter")

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField(null=True)

    objects = QuarterQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "year", "number", "edition"], name="quarter_edition")
        ]

    def __str__(self):
        return f"{self.year} Q{self.number}"

    @property
    def last_day(self):
        return calendar.quarter_end(self.year, self.number)


class PublishedFigure(TenantModel):
    """One figure of a quarter: shown, or hidden with the reason that stands wherever it would stand."""

    class State(models.TextChoices):
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("not shown")  # about too few people, alone or beside what was published before
        COMING = "coming", _("not measured yet")

    web_may = "SELECT"
    worker_may = "SELECT, INSERT"

    quarter = models.ForeignKey(Quarter, models.CASCADE, related_name="figures")
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)
    before = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    after = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    bound = models.CharField(max_length=1, blank=True)  # of a protected item: its value is at least or at most this
    change = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    low = models.DecimalField(max_digits=12, decimal_places=3, null=True)  # 95 % interval of the change
    high = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    smallest = models.DecimalField(max_digits=12, decimal_places=3, null=True)  # the smallest effect this n could show
    comparison = models.DecimalField(max_digits=12, decimal_places=3, null=True)  # the other teams, at the same time
    n = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "quarter", "indicator"], name="publishedfigure_once")
        ]

    def __str__(self):
        return str(self.indicator_id)


class LedgerEntry(TenantModel):
    """Who stands in a figure that was published, as random tokens, and nothing about what they answered (EVIDENCE 1).

    The gate alone reads it: two overlapping figures decide what a third may show. Erasing a person keeps the token.
    """

    web_may = ""
    worker_may = "SELECT, INSERT"

    figure = models.ForeignKey(PublishedFigure, models.PROTECT, related_name="+")
    question = models.CharField(max_length=80)
    tokens = ArrayField(models.UUIDField())

    class Meta(TenantModel.Meta):
        pass

    def __str__(self):
        return self.question


class LedgerToken(TenantModel):
    """The link between a person and their token: what erasure deletes."""

    web_may = ""
    worker_may = "SELECT, INSERT, DELETE"

    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    token = models.UUIDField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "person"], name="ledgertoken_once")]

    def __str__(self):
        return str(self.token)
