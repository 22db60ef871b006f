"""What this app keeps about people."""

from django.utils.translation import gettext_lazy as _

from organizations.registries import PersonalData

from .models import Choice, Message, Notice, Preferences, Unreachable


def _messages(person):
    return Message.objects.filter(recipient=person).values("kind", "to", "subject", "text", "created_at", "sent_at")


def _notices(person):
    return Notice.objects.filter(recipient=person).values("kind", "sentence", "created_at", "read_at")


def _preferences(person):
    fields = ("quiet_start", "quiet_end", "digest_at")
    return Preferences.objects.filter(person=person).values(*fields)


def _choices(person):
    return Choice.objects.filter(person=person).order_by("kind").values("kind", "email", "notice")


def _unreachable(person):
    return Unreachable.objects.filter(person=person).values("how", "since")


ENTRIES = [
    PersonalData(
        model="notifications.Preferences",
        item=_("Your quiet hours, and the hour of your daily mail"),
        purpose=_("To reach you when you want to be reached"),
        readers=_("You"),
        kept=_("As long as you are on the roster"),
        people=("person",),
        export=_preferences,
        erase=lambda person: Preferences.objects.filter(person=person).delete(),
    ),
    PersonalData(
        model="notifications.Choice",
        item=_("What you want to hear of, and how"),
        purpose=_("To send you that and nothing else"),
        readers=_("You"),
        kept=_("As long as you are on the roster"),
        people=("person",),
        export=_choices,
        erase=lambda person: Choice.objects.filter(person=person).delete(),
    ),
    PersonalData(
        model="notifications.Unreachable",
        item=_("That mails to your address do not arrive, and since when"),
        purpose=_("So that somebody can mend the address"),
        readers=_("You, admins, and the sponsors of your cohorts"),
        kept=_("Until mails arrive again"),
        people=("person",),
        export=_unreachable,
        erase=lambda person: Unreachable.objects.filter(person=person).delete(),
    ),
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
