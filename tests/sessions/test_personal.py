"""What this app keeps about people can be taken out, and erased."""

import pytest

from sessions.models import Assistant, CalendarFeed, DayOff, KeptHolidays, Undo
from sessions.personal import ENTRIES
from tests.factories import NOW
from tests.factories.lab import LabSessionFactory

DAY = NOW.date()


@pytest.fixture
def kept(lab):
    """A row of each for the leader and for the mentor."""
    with lab.works():
        session = LabSessionFactory(pair=lab.pair, series=lab.series, number=1)
        for who in (lab.leader.person, lab.mentor.person):
            DayOff.objects.create(person=who, first_day=DAY, last_day=DAY, entered_at=NOW)
            KeptHolidays.objects.create(person=who, country="DE")
            CalendarFeed.objects.create(person=who, changed_at=NOW)
            Undo.objects.create(session=session, person=who, act="move", at=NOW, version=1)
            Assistant.objects.create(leader=who, person=lab.assistant.person, named_at=NOW)
        yield lab


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.model for entry in ENTRIES])
def test_each_is_given_to_its_person_and_erased_for_them_alone(kept, entry):
    mine, others = kept.mentor.person, kept.leader.person
    assert len(entry.export(mine)) == len(entry.export(others)) == 1
    entry.erase(mine)
    assert len(entry.export(mine)) == 0
    assert len(entry.export(others)) == 1


def test_an_assistant_takes_out_whose_calendars_they_keep(kept):
    entry = next(entry for entry in ENTRIES if entry.model == "lab_sessions.Assistant")
    assert len(entry.export(kept.assistant.person)) == 2
