"""On which days a person meets nobody: the holidays that they keep, and days off entered by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.tenancy.models import TenantModel, TenantQuerySet
from organizations.tenancy.schema import ME, RowPolicy
from pairing.policies import OF_SOMEONE_I_MEET

from ..public_holidays import country_code, public_holidays

MY_OWN = f"person_id = {ME}"
MINE_OR_MY_PARTNERS = f"{MY_OWN} OR {OF_SOMEONE_I_MEET}"


def read_by_partners(table, *changed):
    """A partner lays out the hours of both, and writes nothing of the other's; `changed`: the commands besides INSERT."""
    return [
        RowPolicy(name=f"{table}_readers", role="app_web", using=MINE_OR_MY_PARTNERS, check=MY_OWN),
        *(RowPolicy(name=f"{table}_own_{it.lower()}", role="app_web", using=MY_OWN, command=it) for it in changed),
    ]


class KeptHolidays(TenantModel):
    """Whose public holidays a person keeps, if not those of the country in the roster; without a country: none."""

    web_may = "SELECT, INSERT, UPDATE"

    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    country = models.CharField(_("public holidays of"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "person"], name="keptholidays_once"),
            *read_by_partners("keptholidays", "UPDATE"),
        ]

    def __str__(self):
        return f"{self.country} {self.region}".strip()

    @classmethod
    def of(cls, person):
        """Not saved yet where the roster's country still holds."""
        return cls.objects.filter(person=person).first() or cls.by_roster(person)

    @classmethod
    def by_roster(cls, person):
        return cls(person=person, country=country_code(person.country))

    def days(self, first, last):
        """{day: name}"""
        return public_holidays(self.country, self.region, first, last)


class DayOffQuerySet(TenantQuerySet):
    def of(self, person):
        return self.filter(person=person)

    def between(self, first, last):
        return self.filter(first_day__lte=last, last_day__gte=first)

    def in_order(self):
        return self.order_by("first_day", "last_day", "id")


class DayOff(TenantModel):
    """From one day to another, both included, on the person's own clock. Why is nobody's business: there is no field for it."""

    web_may = "SELECT, INSERT, DELETE"

    person = models.ForeignKey("organizations.Person", models.CASCADE, related_name="+")
    first_day = models.DateField(_("first day off"))
    last_day = models.DateField(_("last day off"))
    entered_at = models.DateTimeField()

    objects = DayOffQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="dayoff_in_order"),
            *read_by_partners("dayoff", "DELETE"),
        ]

    def __str__(self):
        return f"{self.first_day} to {self.last_day}"
