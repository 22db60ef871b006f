"""What this app keeps about people, beside what two of them share."""

from django.utils.translation import gettext_lazy as _

from organizations.registries import PersonalData

from .models import Assistant, CalendarFeed, DayOff, KeptHolidays, Undo


def _addresses(person):
    """Not the address itself: it is a key, and their own page shows it."""
    return CalendarFeed.objects.of(person.pk).values("number", "is_open", "changed_at")


def _days_off(person):
    return DayOff.objects.of(person).in_order().values("first_day", "last_day", "entered_at")


def _holidays(person):
    return KeptHolidays.objects.filter(person=person).values("country", "region")


def _assistants(person):
    """Those of this person, and those for whom they are one: a day each, and whose name it is stands on the roster."""
    return Assistant.objects.about(person).values("leader", "person", "named_at")


def _undoable(person):
    return Undo.objects.of(person.pk).in_order().values("session", "act", "at", "words")


ENTRIES = [
    PersonalData(
        model="lab_sessions.DayOff",
        item=_("Days on which you cannot be met"),
        purpose=_("So that no session is laid out on them"),
        readers=_("You, and whoever you meet"),
        kept=_("As long as you are on the roster"),
        people=("person",),
        export=_days_off,
        erase=lambda person: DayOff.objects.of(person).delete(),
    ),
    PersonalData(
        model="lab_sessions.KeptHolidays",
        item=_("Whose public holidays you keep"),
        purpose=_("So that no session is laid out on them"),
        readers=_("You, and whoever you meet"),
        kept=_("As long as you are on the roster"),
        people=("person",),
        export=_holidays,
        erase=lambda person: KeptHolidays.objects.filter(person=person).delete(),
    ),
    PersonalData(
        model="lab_sessions.Assistant",
        item=_("Who keeps your calendar, and whose you keep"),
        purpose=_("So that they can plan sessions"),
        readers=_("You, they, and whoever the leader meets"),
        kept=_("Until the leader says that they no longer do"),
        people=("leader", "person"),
        export=_assistants,
        erase=lambda person: Assistant.objects.about(person).delete(),
    ),
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
    PersonalData(
        model="lab_sessions.Undo",
        item=_("What you did to a session a moment ago, and what stood there before"),
        purpose=_("So that you can undo it"),
        readers=_("You"),
        kept=_("Until you undo it, and no longer than 15 minutes"),
        people=("person",),
        export=_undoable,
        erase=lambda person: Undo.objects.of(person.pk).delete(),
    ),
]
