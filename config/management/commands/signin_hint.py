"""Two lines for whoever has started the product: how to come in."""

from django.conf import settings
from django.core.management import BaseCommand
from django.urls import reverse

from config.demo import people


class Command(BaseCommand):
    help = "Say who to sign in as in a demonstration, or how to open the first organization."

    def handle(self, **options):
        for line in self._demonstration() if settings.DEMO else self._first_steps():
            self.stdout.write(line)

    @staticmethod
    def _demonstration():
        (_organization, offered), (_other, (first, *_rest)) = people.offered()
        names = ", ".join(f"{it.name} ({it.role.lower()})" for it in offered[:5])
        yield f"One click on the sign-in page: {names}, or {first.name} of {_other}."
        yield f"Nobody gets mail: what is sent stands at {settings.SITE_URL}{reverse('notifications:demo_mails')}"

    @staticmethod
    def _first_steps():
        yield f"Create an account at {settings.SITE_URL}{reverse('account_signup')}, with the code that comes by e-mail."
        yield "Then open your organization: you are its admin and first sponsor, and invite the others."
