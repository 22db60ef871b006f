from django.core.management.base import BaseCommand

from guests.models import Guest


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true")
        parser.add_argument("--enqueue", action="store_true")

    def handle(self, **options):
        if options["enqueue"] and options["if_empty"] and not Guest.objects.exists():
            Guest.objects.create(name="Ada")
        self.stdout.write("The demo is there")
