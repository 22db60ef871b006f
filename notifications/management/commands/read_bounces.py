"""Mails that come back: one report from standard input, as a mail server's pipe hands it over, or all of a mailbox."""

import contextlib
import mailbox
import pathlib
import sys

from django.core.management import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from notifications import bounces, bouncing


class Command(BaseCommand):
    help = "Read delivery reports (RFC 3464) and note whose address cannot be reached. Runs as the worker (DATABASE_ROLE=app_worker)."

    def add_arguments(self, parser):
        parser.add_argument(
            "path", nargs="?", help="a Maildir or an mbox file; one message from standard input without it"
        )

    def handle(self, *args, path, **options):
        now = timezone.now()
        reports = [report for raw in _messages(path) for report in bounces.read(raw)]
        try:
            taken = sum(bouncing.take(report, now=now) for report in reports)
        except ProgrammingError as error:
            raise CommandError("Reports are read as the worker: set DATABASE_ROLE=app_worker.") from error
        self.stdout.write(f"{len(reports)} reports, {taken} of mails from here")


def _messages(path):
    if path is None:
        return [sys.stdin.buffer.read()]
    with contextlib.closing(_mailbox(pathlib.Path(path))) as box:
        return [box.get_bytes(key) for key in box.keys()]  # noqa: SIM118  a mailbox gives its messages when iterated


def _mailbox(place):
    if place.is_dir():
        return mailbox.Maildir(place, create=False)
    if place.is_file():
        return mailbox.mbox(place, create=False)
    raise CommandError(f"There is no mailbox at {place}.")
