"""What this app keeps about people."""

from django.utils.translation import gettext_lazy as _

from organizations.registries import PersonalData

from .models import Message, Notice


def _messages(person):
    return Message.objects.filter(recipient=person).values("kind", "to", "subject", "text", "created_at", "sent_at")


def _notices(person):
    return Notice.objects.filter(recipient=person).values("kind", "sentence", "created_at", "read_at")


ENTRIES = [
    PersonalData(
        model="notifications.Message",
        item=_("Mails the product wrote to you"),
        purpose=_("To show what was sent and to send nothing twice"),
        readers=_("You"),
        kept=_("As long as you are on the roster"),
        people=("recipient",),
        export=_messages,
        erase=lambda person: Message.objects.filter(recipient=person).delete(),
    ),
    PersonalData(
        model="notifications.Notice",
        item=_("Notices in the product, and when you read them"),
        purpose=_("To tell you what happened"),
        readers=_("You"),
        kept=_("As long as you are on the roster"),
        people=("recipient",),
        export=_notices,
        erase=lambda person: Notice.objects.filter(recipient=person).delete(),
    ),
]
