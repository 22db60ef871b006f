"""Fill an empty database with the demonstration: two invented organizations, lived through by the product's own verbs."""

import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from config.demo import filling, people
from config.tasks import fill_demo


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration. Needs DEMO=1; runs as the worker (DATABASE_ROLE=app_worker)."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing, quietly, where there is an account")
        parser.add_argument("--enqueue", action="store_true", help="let a worker do it, and return")
        parser.add_argument("--pairs", type=int, default=people.PAIRS, help="of the cohort that is closing")

    def handle(self, *, if_empty, enqueue, pairs, **options):
        if not settings.DEMO:
            raise CommandError("Everyone in it signs in with one click, so it is for DEMO=1 alone.")
        if if_empty and not filling.is_empty():
            return
        if enqueue:
            fill_demo.delay()
        else:
            self._fill(pairs)

    def _fill(self, pairs):
        began = time.monotonic()
        try:
            filling.fill(timezone.now(), pairs=pairs, tell=self._tell)
        except filling.NotEmpty:
            raise CommandError("This database holds accounts. The demonstration goes into an empty one only.") from None
        except ProgrammingError as error:
            raise CommandError(f"It needs the worker's rights: set DATABASE_ROLE=app_worker ({error}).") from error
        self.stdout.write(f"The demonstration stands, after {time.monotonic() - began:.1f} s.")

    def _tell(self, *, done, total, step):
        if done % 20 == 0 or done == total:
            self.stdout.write(f"{done} of {total} days: {step}")
