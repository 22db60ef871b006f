"""What taking part asks for, kept where those who plan may read it without reading where; and what the line manager says to it."""

import uuid

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from organizations.models.audit import AN_ACTIVE_SPONSOR
from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import ME, RowPolicy, ids_from

from ..policies import IN_A_COHORT_I_SPONSOR
from .cohorts import Cohort
from .enrolments import Enrolment


def place_of(enrolment_id):
    return uuid.uuid5(enrolment_id, "place")


class TakenTimeQuerySet(TenantQuerySet):
    def of_places(self, enrolment_ids):
        return self.filter(place__in=map(place_of, enrolment_ids))

    def by_person(self, people, besides):
        """{person id: minutes a week} in other places than these enrolments."""
        rows = self.filter(person__in=people).exclude(place__in=map(place_of, besides))
        return dict(rows.values_list("person").annotate(Sum("minutes")).order_by("person"))


class TakenTime(TenantModel):
    """How much of somebody's week a place takes. Read by them and by the organization's sponsors: how much, and not where."""

    place = models.UUIDField()  # the enrolment, by a name that says nothing to who doesn't know it
    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField()

    objects = TakenTimeQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person", "place"], name="takentime_once"),
            RowPolicy(name="takentime_readers", role="app_web", using=f"person_id = {ME} OR {AN_ACTIVE_SPONSOR}"),
        ]

    def __str__(self):
        return f"{self.person_id}: {self.minutes}"


class HoursAgreementQuerySet(TenantQuerySet):
    def standing(self):
        return self.exclude(answer=HoursAgreement.Answer.OVER)


class HoursAgreement(TenantModel):
    """A mentor's line manager is told the hours and answers. Read by that manager, the mentor and the cohort's sponsors."""

    class Answer(models.TextChoices):
        ASKED = "asked", _("Asked")
        AGREED = "agreed", _("Agreed")
        TALK = "talk", _("Wants to talk")
        OVER = "over", _("No longer asked")  # the mentor takes part no longer

    web_may = "SELECT, INSERT, UPDATE"

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="hours_agreements")
    mentor = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    manager = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField()  # a week
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)  # stands in the link: one of an earlier round opens nothing

    objects = HoursAgreementQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "enrolment", "manager"], name="hoursagreement_once"
            ),
            RowPolicy(
                name="hoursagreement_readers",
                role="app_web",
                using=f"manager_id = {ME} OR {IN_A_COHORT_I_SPONSOR} OR enrolment_id = ANY ({ids_from('own_enrolments')})",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.manager_id}: {self.answer}"

    @property
    def is_standing(self):
        return self.answer != self.Answer.OVER
