"""An organization of the demonstration: its roster, its accounts, and whoever acts in it."""

import contextlib
import csv
import tempfile

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from organizations.actions import open_organization
from organizations.importing.comparing import Choices, compare, take_turns
from organizations.importing.writing import write
from organizations.models import Account, Membership, Person
from organizations.speaking import knows
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import WEB, WORKER, scope

from . import words

COLUMNS = [
    "Staff number",
    "Given name",
    "Family name",
    "Work email",
    "Job title",
    "Department",
    "Grade",
    "Manager number",
    "Location",
    "Country",
    "Time zone",
    "Language",
    "Hire date",
]


class House:
    """`house.members[number]` is a Membership; with `house.acting(number)` that person's eyes and hands are open."""

    def __init__(self, name, zone, company, admin, *, now):
        self.company, self.admin = company, admin
        self.players = {player.number: player for player in company.everyone}
        account = _accounts([self.players[admin]])[admin]
        first = {"given_name": self.players[admin].given, "family_name": self.players[admin].family}
        self.organization = open_organization(id=uuid7(), account=account, name=name, time_zone=zone, now=now, **first)
        with self.working():
            self.organization.is_demo = True
            self.organization.save(update_fields=["is_demo"])
            self._bring_roster(now)
        self.members = {}
        self._meet([admin])

    @contextlib.contextmanager
    def working(self):
        with scope(WORKER, self.organization.pk, savepoint=False):  # what goes wrong once is the end of the filling
            knows(self.organization)
            yield

    @contextlib.contextmanager
    def acting(self, number):
        member = self.members[number]
        with scope(WEB, self.organization.pk, member.person_id, savepoint=False):
            knows(self.organization)
            yield member

    def let_in(self, numbers, *, now):
        """Accounts and access, as if every invitation had been accepted."""
        accounts = _accounts([self.players[number] for number in numbers])
        with self.working():
            people = self._people(numbers)
            Membership.objects.bulk_create(
                Membership(organization=self.organization, person=people[number], account=account, joined_at=now)
                for number, account in accounts.items()
            )
        self._meet(numbers)

    def give(self, number, role, *, now):
        with self.acting(self.admin) as admin:
            self.members[number].give(role, by=admin, now=now)

    def number_of(self, person_id):
        return self._numbers[person_id]

    def _bring_roster(self, now):
        """By the roster import, from a file as an HR system exports it."""
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([COLUMNS, *(self._line(player) for player in self.players.values())])
            file.flush()
            take_turns()
            found = compare(file.name, "roster.csv", Choices(), now.date(), lock=True)
        if found.plan is None or found.plan.problems:
            raise ValueError(f"The roster of {self.organization} can't be read: {found.refusal or found.plan.problems}")
        write(found.plan, by=None, now=now)
        self._numbers = dict(Person.objects.values_list("pk", "staff_number"))

    @staticmethod
    def _line(it):
        who = [it.number, it.given, it.family, it.email, it.title, it.unit, it.grade, it.manager]
        return [*who, it.site, words.COUNTRIES[it.zone], it.zone, "English", it.hired]

    def _people(self, numbers):
        people = Person.objects.filter(staff_number__in=numbers).select_related("organization")
        return {person.staff_number: person for person in people}

    def _meet(self, numbers):
        with self.working():
            found = Membership.objects.filter(person__staff_number__in=numbers)
            found = found.select_related("person__organization", "organization")
            self.members |= {member.person.staff_number: member for member in found}


def _accounts(players):
    """They sign in by code, or by the one click that the demonstration offers."""
    accounts = {it.number: Account(email=it.email, name=it.name, password=make_password(None)) for it in players}
    Account.objects.bulk_create(accounts.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=account, email=account.email, verified=True, primary=True) for account in accounts.values()
    )
    return accounts
