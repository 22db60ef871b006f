"""PROTOCOL section 2 in the database: who sees which rows, whatever a view might ask for."""

import pytest

from checkins.models import AnswerOpening, CheckIn, CheckInAnswer, Pulse
from metrics.models import SurveyAnswer
from organizations.models import StoredFile
from pairing.models import Pair, PairingRun, PairResponse, SponsorBar
from programs.models import CharterSignature, Enrolment, ResearchQuestion
from sessions.models import Booking, Homework, LabSession, PrivateNote, Series, SessionNote
from tests.cast import NAMES
from tests.factories import NOW
from tests.factories import lab as make

BOTH = {"leader", "mentor"}
SEES = {
    Enrolment: BOTH | {"sponsor"},
    ResearchQuestion: BOTH | {"sponsor"},
    CharterSignature: BOTH | {"sponsor"},
    PairingRun: {"sponsor"},
    Pair: BOTH | {"sponsor"},
    PairResponse: {"leader", "sponsor"},
    Series: BOTH | {"sponsor"},
    LabSession: BOTH | {"sponsor"},
    Booking: BOTH | {"sponsor"},
    SessionNote: BOTH,
    Homework: BOTH,
    PrivateNote: {"mentor"},
    Pulse: {"mentor"},
    CheckIn: {"mentor", "sponsor"},
    CheckInAnswer: {"mentor", "sponsor"},
    AnswerOpening: {"mentor", "sponsor"},
    SurveyAnswer: {"leader"},
    StoredFile: {"admin"},
}


@pytest.fixture
def full_lab(lab):
    """One row of everything that is said or answered."""
    mentor, leader, sponsor = lab.mentor.person, lab.leader.person, lab.sponsor.person
    with lab.works():
        session = make.LabSessionFactory(pair=lab.pair, series=lab.series, number=1)
        Booking.objects.create(person=mentor, session=session, starts_at=session.starts_at, ends_at=session.ends_at)
        CharterSignature.objects.create(
            enrolment=lab.leader_enrolment, charter=lab.charter, rules=lab.rules, name="G M", signed_at=NOW
        )
        PairingRun.objects.create(cohort=lab.cohort, number=1, made_at=NOW)
        PairResponse.objects.create(pair=lab.pair, cohort=lab.cohort, person=leader, answer="accepted", answered_at=NOW)
        SessionNote.objects.create(pair=lab.pair, session=session, notes="x", written_at=NOW)
        Homework.objects.create(pair=lab.pair, session=session, text="x", owner=leader, written_at=NOW)
        PrivateNote.objects.create(session=session, author=mentor, text="x", written_at=NOW)
        Pulse.objects.create(session=session, author=mentor, question="heard", value=2, answered_at=NOW)
        checkin = CheckIn.objects.create(
            cohort=lab.cohort, pair=lab.pair, subject=mentor, given_to=sponsor, after_session=3, opened_at=NOW
        )
        CheckInAnswer.objects.create(
            checkin=checkin, subject=mentor, given_to=sponsor, question="view", text="x", answered_at=NOW
        )
        AnswerOpening.objects.create(checkin=checkin, subject=mentor, reader=sponsor, at=NOW)
        wave, indicator = make.WaveFactory(cohort=lab.cohort), make.IndicatorFactory(cohort=lab.cohort)
        SurveyAnswer.objects.create(wave=wave, indicator=indicator, author=leader, value=3, answered_at=NOW)
        StoredFile.objects.create(
            name="r.csv", content_type="text/csv", content=b"x", owner=lab.admin.person, stored_at=NOW
        )
    return lab


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
        SponsorBar.objects.create(pair=full_lab.pair, person=full_lab.sponsor.person)
    with full_lab.sees("sponsor"):
        shut = (Pair, Series, LabSession, CheckIn, CheckInAnswer)
        assert [model for model in shut if model.objects.exists()] == []


def test_the_ledger_is_closed_to_every_page(full_lab):
    from django.db import ProgrammingError

    from metrics.models import LedgerEntry

    with pytest.raises(ProgrammingError, match="permission denied"), full_lab.sees("admin"):
        LedgerEntry.objects.count()
