"""One collection of answers. Nobody sees who has answered; what was answered leaves only through the gate, in groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import ME, RowPolicy
from programs.models import Cohort

from .indicators import Indicator


class WaveQuerySet(TenantQuerySet):
    def open(self, now):
        """Those that take answers; none does while its cohort rests."""
        return self.filter(opens_at__lte=now, closes_at__gt=now).exclude(cohort__state__in=Cohort.QUIET)

    def closed(self, now):
        return self.filter(closes_at__lte=now)

    def closing_first(self):
        return self.order_by("closes_at", "id")

    def for_participant(self, person_id):
        active = {"cohort__enrolments__person_id": person_id, "cohort__enrolments__state": "active"}
        return self.filter(**active).select_related("cohort")


class Wave(TenantModel):
    class Kind(models.TextChoices):
        BASELINE = "baseline", _("Baseline")
        FOLLOW_UP = "follow_up", _("Follow-up")

    audited_as = _("survey")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="waves")
    kind = models.CharField(max_length=10, choices=Kind)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    k = models.PositiveSmallIntegerField(default=5)  # fixed when the wave opens; it can be raised, never lowered

    objects = WaveQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "cohort", "kind"], name="wave_once"),
            models.CheckConstraint(condition=models.Q(k__gte=5), name="wave_k_at_least_five"),
        ]

    def __str__(self):
        return self.get_kind_display()

    def is_open(self, now):
        return self.opens_at <= now < self.closes_at and self.cohort.state not in Cohort.QUIET

    def items_for(self, enrolment):
        """The questions that this participant is asked."""
        return Indicator.objects.filter(cohort_id=self.cohort_id).asked_of(enrolment).in_order()


class SurveyAnswer(TenantModel):
    web_may = "SELECT, INSERT, UPDATE"

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="answers")
    author = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    value = models.DecimalField(max_digits=9, decimal_places=2)
    answered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "author", "wave", "indicator"], name="surveyanswer_once"),
            RowPolicy(name="surveyanswer_author", role="app_web", using=f"author_id = {ME}"),
        ]

    def __str__(self):
        return str(self.indicator_id)
