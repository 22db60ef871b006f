"""PROTOCOL section 2 in the database: who sees which rows, whatever a view might ask for."""

import pytest

from checkins.models import AnswerOpening, CheckIn, CheckInAnswer, Pulse
from metrics.models import LabReport, ReleasedReport, ReportNotDelivered, ReportRelease, SurveyAnswer
from notifications.models import Choice, Preferences, Unreachable
from organizations.models import StoredFile
from pairing.models import (
    LineConsent,
    LineException,
    Pair,
    PairingRule,
    PairingRun,
    PairResponse,
    ProposedPair,
    SponsorBar,
    Unpaired,
)
from programs.models import CharterSignature, Enrolment, QuestionRevisit, ResearchQuestion
from sessions.models import (
    Assistant,
    Booking,
    CalendarFeed,
    DayOff,
    Homework,
    KeptHolidays,
    LabSession,
    LiveHour,
    PrivateNote,
    Series,
    SessionNote,
    Undo,
    VideoRoom,
)
from tests.cast import NAMES
from tests.lab import fill_lab

BOTH = {"leader", "mentor"}
SEES = {
    Enrolment: BOTH | {"sponsor"},
    ResearchQuestion: BOTH | {"sponsor"},
    QuestionRevisit: BOTH | {"sponsor"},
    CharterSignature: BOTH | {"sponsor"},
    PairingRun: {"sponsor"},
    ProposedPair: {"sponsor"},
    Unpaired: {"sponsor"},
    PairingRule: {"sponsor"},
    Pair: BOTH | {"sponsor"},
    PairResponse: {"leader", "sponsor"},
    LineException: {"mentor", "sponsor"},
    LineConsent: {"mentor", "sponsor"},
    Series: BOTH | {"sponsor"},
    LabSession: BOTH | {"sponsor"},
    Booking: BOTH | {"sponsor"},
    DayOff: BOTH,
    Assistant: BOTH | {"assistant"},
    KeptHolidays: BOTH,
    SessionNote: BOTH,
    Homework: BOTH,
    LiveHour: BOTH,
    PrivateNote: {"mentor"},
    Undo: {"mentor"},
    VideoRoom: BOTH,
    CalendarFeed: {"mentor"},
    Pulse: {"mentor"},
    CheckIn: {"mentor", "sponsor"},
    CheckInAnswer: {"mentor", "sponsor"},
    AnswerOpening: {"mentor", "sponsor"},
    SurveyAnswer: {"leader"},
    LabReport: BOTH,
    ReportRelease: BOTH,
    ReleasedReport: BOTH | {"sponsor"},
    ReportNotDelivered: BOTH | {"sponsor"},
    StoredFile: {"admin"},
    Choice: {"mentor"},
    Preferences: {"mentor"},
    Unreachable: {"mentor", "sponsor", "admin"},
}


@pytest.fixture
def full_lab(lab):
    return fill_lab(lab)


@pytest.mark.parametrize("who", NAMES)
def test_each_person_sees_the_rows_that_the_matrix_gives_them(full_lab, who):
    with full_lab.sees(who):
        seen = {model for model in SEES if model.objects.exists()}
    assert {model.__name__ for model in seen} == {model.__name__ for model, people in SEES.items() if who in people}


def test_the_worker_sees_them_all(full_lab):
    with full_lab.works():
        assert [model for model in SEES if not model.objects.exists()] == []


def test_a_sponsor_in_the_leaders_line_reads_nothing_of_that_pair(full_lab):
    with full_lab.works():
        SponsorBar.objects.create(enrolment=full_lab.pair.leader_enrolment, person=full_lab.sponsor.person)
    with full_lab.sees("sponsor"):
        shut = (
            ProposedPair,
            Unpaired,
            PairingRule,
            Pair,
            PairResponse,
            LineException,
            LineConsent,
            Series,
            LabSession,
            Booking,
            CheckIn,
            CheckInAnswer,
            ReleasedReport,
            ReportNotDelivered,
        )
        assert [model for model in shut if model.objects.exists()] == []


def test_the_ledger_is_closed_to_every_page(full_lab):
    from django.db import ProgrammingError

    from metrics.models import LedgerEntry

    with pytest.raises(ProgrammingError, match="permission denied"), full_lab.sees("admin"):
        LedgerEntry.objects.count()
