"""A running cohort with one pair, the cast's leader and mentor, put into rows directly."""

import uuid

from checkins.models import AnswerOpening, CheckIn, CheckInAnswer, Pulse
from metrics.models import LabReport, ReleasedReport, ReportNotDelivered, ReportRelease, SurveyAnswer
from notifications.models import Choice, Preferences, Unreachable
from organizations.models import StoredFile
from pairing.models import LineConsent, LineException, PairingRule, PairingRun, PairResponse, ProposedPair, Unpaired
from programs.models import CharterSignature, Enrolment, PartnerAccess, QuestionRevisit
from sessions.models import (
    Assistant,
    Booking,
    CalendarFeed,
    DayOff,
    Homework,
    KeptHolidays,
    LiveHour,
    PrivateNote,
    SessionNote,
    Undo,
    VideoRoom,
)

from .factories import NOW
from .factories import lab as make


def open_lab(cast, **cohort):
    """Adds cohort, rules, charter, leader_enrolment, mentor_enrolment, question, pair, series to the cast."""
    with cast.works():
        cast.cohort = make.CohortFactory(contact=cast.admin.person, **cohort)
        make.CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
        cast.rules = make.LabRulesFactory(cohort=cast.cohort)
        cast.charter = make.RoleCharterFactory(cohort=cast.cohort)
        cast.leader_enrolment = enrol(cast, cast.leader.person, Enrolment.Role.LEADER)
        cast.mentor_enrolment = enrol(cast, cast.mentor.person, Enrolment.Role.MENTOR, topics={"prompts": 3})
        cast.question = make.ResearchQuestionFactory(enrolment=cast.leader_enrolment)
        cast.pair = pair_up(cast, cast.leader_enrolment, cast.mentor_enrolment)
        cast.series = make.SeriesFactory(pair=cast.pair, chosen_by=cast.mentor.person)
    return cast


def enrol(cast, person, role, **profile):
    return make.EnrolmentFactory(cohort=cast.cohort, person=person, role=role, **profile)


def pair_up(cast, leader, mentor, **pair):
    PartnerAccess.objects.create(enrolment=leader, person=mentor.person)
    PartnerAccess.objects.create(enrolment=mentor, person=leader.person)
    return make.PairFactory(
        cohort=cast.cohort,
        leader=leader.person,
        mentor=mentor.person,
        leader_enrolment=leader,
        mentor_enrolment=mentor,
        **pair,
    )


def fill_lab(lab):
    """One row of everything that is said or answered. Adds session, checkin, wave and file to the cast."""
    with lab.works():
        _sign_and_answer(lab)
        lab.session = make.LabSessionFactory(pair=lab.pair, series=lab.series, number=1)
        times = {"starts_at": lab.session.starts_at, "ends_at": lab.session.ends_at}
        Booking.objects.create(person=lab.mentor.person, session=lab.session, **times)
        day = lab.session.starts_at.date()
        DayOff.objects.create(person=lab.mentor.person, first_day=day, last_day=day, entered_at=NOW)
        KeptHolidays.objects.create(person=lab.leader.person, country="DE", region="BY")
        Assistant.objects.create(leader=lab.leader.person, person=lab.assistant.person, named_at=NOW)
        _talk(lab, lab.leader.person, lab.mentor.person)
        _check_in(lab, lab.mentor.person, lab.sponsor.person)
        lab.wave, indicator = make.WaveFactory(cohort=lab.cohort), make.IndicatorFactory(cohort=lab.cohort)
        said = {"author": lab.leader.person, "value": 3, "answered_at": NOW}
        SurveyAnswer.objects.create(wave=lab.wave, indicator=indicator, **said)
        _report(lab)
        kept = {"name": "r.csv", "content_type": "text/csv", "content": b"x", "owner": lab.admin.person}
        lab.file = StoredFile.objects.create(**kept, stored_at=NOW)
        _choose(lab.mentor.person)
    return lab


def _choose(person):
    """What reaches them: the survey once a day. And mails to them came back."""
    Preferences.objects.get_or_create(person=person)
    Choice.objects.get_or_create(person=person, kind="survey", defaults={"email": "digest"})
    Unreachable.objects.note(person, Unreachable.How.BOUNCED, now=NOW)


def _sign_and_answer(lab):
    signed = {"charter": lab.charter, "rules": lab.rules, "name": "G M", "signed_at": NOW}
    CharterSignature.objects.create(enrolment=lab.leader_enrolment, **signed)
    run = PairingRun.objects.create(cohort=lab.cohort, number=1, made_at=NOW)
    two = {"leader": lab.leader_enrolment, "mentor": lab.mentor_enrolment}
    ProposedPair.objects.create(cohort=lab.cohort, run=run, kind="goal", score=1, **two)
    Unpaired.objects.create(cohort=lab.cohort, run=run, leader=lab.leader_enrolment)
    PairingRule.objects.create(cohort=lab.cohort, says="pin", **two)
    answer = {"person": lab.leader.person, "answer": "accepted", "answered_at": NOW}
    PairResponse.objects.create(pair=lab.pair, cohort=lab.cohort, **answer)
    signed = {"because": "x", "name": "I S", "signed_by": lab.sponsor.person, "signed_at": NOW}
    lab.exception = LineException.objects.create(cohort=lab.cohort, pair=lab.pair, **two, **signed)
    agreed = {"person": lab.mentor.person, "answer": "agreed", "answered_at": NOW}
    LineConsent.objects.create(exception=lab.exception, pair=lab.pair, cohort=lab.cohort, **agreed)


def _talk(lab, leader, mentor):
    shared = {"pair": lab.pair, "session": lab.session, "written_at": NOW}
    SessionNote.objects.create(notes="x", **shared)
    Homework.objects.create(text="x", owner=leader, **shared)
    LiveHour.objects.create(pair=lab.pair, session=lab.session, started_at=NOW)
    PrivateNote.objects.create(session=lab.session, author=mentor, text="x", written_at=NOW)
    Undo.objects.create(session=lab.session, person=mentor, act="log", at=NOW, version=1)
    Pulse.objects.create(session=lab.session, author=mentor, question="heard", value=2, answered_at=NOW)
    VideoRoom.objects.create(pair=lab.pair, url="https://rooms.test/x", changed_at=NOW)
    CalendarFeed.objects.create(person=mentor, number=1, is_open=True, changed_at=NOW)


def _report(lab):
    """Written anew since both had released it, and released by the leader; of an earlier wording the copy still stands."""
    words = {"question": "x", "found": "x", "changed": "x", "run_next": "x"}
    lab.report = LabReport.objects.create(pair=lab.pair, written_by=lab.mentor.person, written_at=NOW, **words)
    release = {"person": lab.leader.person, "edition": lab.report.edition, "released_at": NOW}
    ReportRelease.objects.create(pair=lab.pair, **release)
    copy = {"id": uuid.uuid4(), "edition": uuid.uuid4(), "released_on": NOW.date()}
    ReleasedReport.objects.create(pair=lab.pair, **copy, **words)
    ReportNotDelivered.objects.create(pair=lab.pair, by_pair=True, marked_on=NOW.date())


def _check_in(lab, asked, sponsor):
    both = {"subject": asked, "given_to": sponsor}
    common = {"cohort": lab.cohort, "pair": lab.pair, "after_session": 3, "opened_at": NOW}
    lab.checkin = CheckIn.objects.create(**both, **common)
    CheckInAnswer.objects.create(checkin=lab.checkin, **both, question="view", text="x", answered_at=NOW)
    said = {"verdict": "kept", "found": "x", "written_by": lab.leader.person, "written_at": NOW, "confirmed_at": NOW}
    QuestionRevisit.objects.create(
        enrolment=lab.leader_enrolment, question=lab.question, occasion=lab.checkin.occasion, **said
    )
    AnswerOpening.objects.create(checkin=lab.checkin, subject=asked, reader=sponsor, at=NOW)
