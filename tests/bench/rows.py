"""An organization with so many rows in every list that a page shows."""

import datetime

from checkins.models import CheckIn
from notifications.models import Notice
from organizations.models import AuditEntry, Person
from pairing.actions import USUAL
from pairing.models import Pair, PairingRun, ProposedPair
from programs.models import Enrolment, ResearchQuestion
from sessions.models import Homework, LabSession, SessionNote
from tests.factories import NOW, InvitationFactory, PersonFactory
from tests.factories import lab as make
from tests.lab import open_lab

REASONS = {"features": dict.fromkeys(USUAL, 0.8), "said": [["topics", ["prompts"]]], "has_target": True}
REASONS |= {"pinned": False, "runner_up": None}


def fill(cast, number):
    """The cast's own pair, and `number` others; `number` sessions of the cast's pair, and as many of all else."""
    open_lab(cast)
    with cast.works():
        _pairs(cast, number)
        _sessions(cast, number)
        Notice.objects.bulk_create(
            Notice(
                organization_id=cast.organization.pk,
                recipient=cast.mentor.person,
                kind="x",
                sentence=f"{n}",
                created_at=NOW,
            )
            for n in range(number)
        )
        for person in people(cast, number, "Invited"):
            InvitationFactory(person=person)
        for _ in range(number):
            AuditEntry.record("changed", cast.cohort, by=cast.admin, now=NOW)
    return cast


def people(cast, number, name):
    made = PersonFactory.build_batch(
        number, organization_id=cast.organization.pk, given_name=name, unit="Bank / Finance"
    )
    return Person.objects.bulk_create(made)


def _enrolments(cast, number, role, **more):
    found = people(cast, number, str(role))
    common = {"organization_id": cast.organization.pk, "cohort": cast.cohort, "role": role}
    return Enrolment.objects.bulk_create(make.EnrolmentFactory.build(person=it, **common, **more) for it in found)


def _pairs(cast, number):
    key = cast.organization.pk
    leaders = _enrolments(cast, number, Enrolment.Role.LEADER)
    mentors = _enrolments(cast, number, Enrolment.Role.MENTOR, topics={"prompts": 3})
    ResearchQuestion.objects.bulk_create(
        make.ResearchQuestionFactory.build(organization_id=key, enrolment=it) for it in leaders
    )
    run = PairingRun.objects.create(cohort=cast.cohort, number=1, made_at=NOW, weights=USUAL, mentors=number)
    couples = list(zip(leaders, mentors, strict=True))
    common = {"organization_id": key, "cohort": cast.cohort}
    ProposedPair.objects.bulk_create(
        ProposedPair(run=run, leader=leader, mentor=mentor, kind="goal", score=700, reasons=REASONS, **common)
        for leader, mentor in couples
    )
    pairs = Pair.objects.bulk_create(
        make.PairFactory.build(
            leader=leader.person, mentor=mentor.person, leader_enrolment=leader, mentor_enrolment=mentor, **common
        )
        for leader, mentor in couples
    )
    CheckIn.objects.bulk_create(
        CheckIn(
            pair=pair, subject=pair.mentor, given_to=cast.sponsor.person, after_session=3, opened_at=NOW,
            state=CheckIn.State.ANSWERED, answered_at=NOW, **common,
        )
        for pair in pairs
    )  # fmt: skip


def _sessions(cast, number):
    key = cast.organization.pk
    common = {"organization_id": key, "pair": cast.pair}
    sessions = LabSession.objects.bulk_create(
        make.LabSessionFactory.build(
            series=cast.series, number=n + 1, starts_at=NOW - datetime.timedelta(days=14 * (number - n)),
            state=LabSession.State.HELD, held_minutes=60, logged_at=NOW, **common,
        )
        for n in range(number)
    )  # fmt: skip
    SessionNote.objects.bulk_create(SessionNote(session=it, notes="x", written_at=NOW, **common) for it in sessions)
    Homework.objects.bulk_create(
        Homework(session=it, text="x", owner=cast.mentor.person, written_at=NOW, **common) for it in sessions
    )
