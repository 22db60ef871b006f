"""How much a cohort asks of its leaders, mentors and sponsors in 90 days, beside the hours of the lab (PROTOCOL U8)."""

import datetime

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from config.demo import filling, people
from metrics.asked import BOUNDS, loads
from organizations.doors import doors_of
from organizations.models import Account
from organizations.tenancy.scope import WORKER, scope
from programs.models import Cohort


class Command(BaseCommand):
    help = (
        "Print what a cohort asks of each role in 90 days: asks, reminders, minutes, and what each was for. "
        "Without an organization: of the demonstration. Runs as the worker (DATABASE_ROLE=app_worker)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--of", help="the e-mail of somebody with access to the organization")
        parser.add_argument("--cohort", help="its name; without one, the cohort with the most pairs")
        parser.add_argument("--fill", action="store_true", help="fill an empty database with the demonstration first")

    def handle(self, *, of, cohort, fill, **options):
        if fill:
            filling.fill(timezone.now(), pairs=people.PAIRS, tell=lambda **step: None)
        with scope(WORKER, self._organization(of)):
            found = self._cohort(cohort)
            began = datetime.datetime.combine(found.starts_on, datetime.time(), found.organization.zone)
            self.stdout.write(
                f"{found.name}: 90 days from {found.starts_on:%-d %B %Y}, without and with all that came before them.\n"
            )
            for within, load in loads(found, began):
                self._print(load, within)

    def _organization(self, email):
        account = Account.objects.filter(email=email or people.offered()[0][1][0].email).first()
        door = next(iter(doors_of(account)), None) if account else None
        if door is None and email:
            raise CommandError(f"Nobody with access anywhere has the address {email}.")
        if door is None:
            raise CommandError(
                "There is no demonstration here. Add --fill for an empty database, or --of for another organization."
            )
        return door.organization_id

    def _cohort(self, name):
        cohorts = Cohort.objects.select_related("organization")
        named = cohorts.filter(name=name) if name else cohorts.exclude(starts_on=None)
        found = max(named, key=lambda it: (it.pairs.count(), str(it.pk)), default=None)
        if found is None or found.starts_on is None:
            raise CommandError("No such cohort has begun in this organization.")
        return found

    def _print(self, load, within):
        self.stdout.write(f"\n{load.role}: {load.people} people, each on average (and at most)")
        for figure in ("asks", "reminders", "minutes"):
            (average, most), (in_them, most_in_them) = getattr(load, figure), getattr(within, figure)
            bound = getattr(BOUNDS[load.role], figure)
            allowed = f"; {bound:g} are allowed" if bound else ""
            self.stdout.write(f"  {in_them:6.1f} ({most_in_them:g}) {figure}, in all {average:.1f} ({most:g}){allowed}")
        for item, average, most, minutes in load.items:
            self.stdout.write(
                f"    {average:5.1f} ({most:3}) × {item.minutes:g} min = {minutes:5.1f}  {item.kind:8}  {item.what}: {item.purpose}"
            )
