"""What this app keeps about people, beside what two of them share."""

from django.utils.translation import gettext_lazy as _

from organizations.registries import PersonalData

from .models import CalendarFeed


def _addresses(person):
    """Not the address itself: it is a key, and their own page shows it."""
    return CalendarFeed.objects.of(person.pk).values("number", "is_open", "changed_at")


ENTRIES = [
    PersonalData(
        model="lab_sessions.CalendarFeed",
        item=_("Whether you have a calendar address, and since when"),
        purpose=_("To let your calendar program read your sessions"),
        readers=_("You"),
        kept=_("As long as you are on the roster"),
        people=("person",),
        export=_addresses,
        erase=lambda person: CalendarFeed.objects.of(person.pk).delete(),
    ),
]
