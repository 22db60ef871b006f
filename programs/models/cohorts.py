"""One run of a program: its life, its gates, and who is in charge."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet, Versioned

from .programs import Program

LENGTH = datetime.timedelta(days=90)


class CohortQuerySet(TenantQuerySet):
    def sponsored_by(self, person_id):
        return self.filter(sponsors__person_id=person_id)

    def newest_first(self):
        return self.order_by("-id")


class Cohort(Versioned, TenantModel):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        DESIGNING = "designing", _("Designing")
        ENROLLING = "enrolling", _("Enrolling")
        PAIRING = "pairing", _("Pairing")
        RUNNING = "running", _("Running")
        CLOSING = "closing", _("Closing")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")

    class Goal(models.TextChoices):
        WORKFLOW = "workflow", _("Each pair changes one workflow")
        DECISION = "decision", _("Each pair changes how one decision is made")

    LIFE = (State.DRAFT, State.DESIGNING, State.ENROLLING, State.PAIRING, State.RUNNING, State.CLOSING, State.COMPLETED)

    program = models.ForeignKey(Program, models.PROTECT, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    goal_kind = models.CharField(_("kind of goal"), max_length=10, choices=Goal, default=Goal.WORKFLOW)
    goal = models.CharField(_("the goal of the 90 days"), max_length=300, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    contact = models.ForeignKey(
        "organizations.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("independent contact"),
    )
    comparison = models.TextField(_("comparison group, or why there is none"), blank=True)
    same_unit_allowed = models.BooleanField(_("partners may come from the same department"), default=True)
    made_at = models.DateTimeField()

    objects = CohortQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self):
        return self.name


class CohortSponsor(TenantModel):
    """A sponsor in charge of a cohort: the only one who reads there; never one of its participants."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="sponsors")
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "cohort", "person"], name="cohortsponsor_once"),
            models.UniqueConstraint(fields=["organization", "person", "cohort"], name="cohortsponsor_by_person"),
        ]

    def __str__(self):
        return f"{self.person} for {self.cohort}"


class CohortStep(TenantModel):
    """A step of a cohort's life: who took it, when, and what the gate saw."""

    web_may = worker_may = "SELECT, INSERT"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="steps")
    before = models.CharField(max_length=10, choices=Cohort.State)
    after = models.CharField(max_length=10, choices=Cohort.State)
    taken_by = models.ForeignKey("organizations.Person", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    saw = models.JSONField(default=list)  # [clause title, …] as they stood

    class Meta(TenantModel.Meta):
        pass

    def __str__(self):
        return f"{self.before} → {self.after}"
