"""The clock without a broker: what Celery's beat asks for every 30 seconds, asked for by hand or by cron."""

import datetime

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from notifications.sweep import sweep, sweep_until_idle


class Command(BaseCommand):
    help = "Do what is due. Runs as the worker (DATABASE_ROLE=app_worker), without Redis, and beside other sweeps."

    def add_arguments(self, parser):
        parser.add_argument("--now", type=datetime.datetime.fromisoformat, help="another moment (demonstrations only)")
        parser.add_argument("--until-idle", action="store_true", help="go on until nothing is due")

    def handle(self, *args, now, until_idle, **options):
        if now and not settings.DEMO:
            raise CommandError("--now moves the clock for every organization: it works with DEMO=1 only.")
        if now and now.tzinfo is None:
            now = now.replace(tzinfo=datetime.UTC)
        try:
            outcome = (sweep_until_idle if until_idle else sweep)(now or timezone.now())
        except ProgrammingError as error:
            raise CommandError("The sweep runs as the worker: set DATABASE_ROLE=app_worker.") from error
        self.stdout.write(
            ", ".join(f"{count} {state}" for state, count in sorted(outcome.items())) or "nothing was due"
        )
