"""The mailbox of a demonstration."""

import email.utils

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from .models import DemoMail


class RecordedOnly(BaseEmailBackend):
    """Delivers nowhere: every mail becomes a row that /demo/mails shows."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not settings.DEMO:
            raise ImproperlyConfigured("RecordedOnly shows everyone's mail to everyone: it is for DEMO=1 alone.")

    def send_messages(self, messages):
        return len(DemoMail.objects.bulk_create([self._row(message) for message in messages]))

    @staticmethod
    def _row(message):
        html = next((part.content for part in getattr(message, "alternatives", ()) if part.mimetype == "text/html"), "")
        dated = message.extra_headers.get("Date")
        return DemoMail(
            to=", ".join(message.recipients()),
            subject=message.subject,
            text=message.body,
            html=html,
            created_at=email.utils.parsedate_to_datetime(dated) if dated else timezone.now(),
        )
