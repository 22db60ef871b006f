"""Whose words are whose (PROTOCOL section 2), said once more and row by row: what the policies say in SQL is measured by it.

Every text-like column of every table with a person policy holds a word that stands nowhere else. Tables and columns are read
from the models: a new one fails until MAY_READ says who may read its rows, or CODES why no person's words stand in it.
"""

import dataclasses
import functools
import re
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from checkins.models import AnswerOpening, CheckIn, CheckInAnswer, Pulse
from metrics.models import LabReport, ReleasedReport, ReportNotDelivered, ReportRelease, SurveyAnswer
from notifications.models import Choice, Message, Notice, Preferences, Unreachable
from organizations.models import AuditEntry, Membership, Person, StoredFile
from organizations.tenancy.schema import RowPolicy, tenant_models
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
from programs.models import (
    Applicant,
    CharterSignature,
    CohortSponsor,
    Enrolment,
    HoursAgreement,
    Nomination,
    PartnerAccess,
    QuestionRevisit,
    ResearchQuestion,
    TakenTime,
)
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

TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField, ArrayField)
WORD = re.compile(rb"qz\d{5}qz")
UUID = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


# --- who may read a row: {ids of persons} -----------------------------------------------------------------------------


def both(pair):
    return {pair.leader_id, pair.mentor_id}


def in_charge(cohort_id, leader=None):
    """The sponsors of a cohort, less those who stand above this leader (an enrolment's id)."""
    barred = SponsorBar.objects.filter(enrolment=leader).values("person") if leader else ()
    found = CohortSponsor.objects.filter(cohort=cohort_id).exclude(person__in=barred)
    return set(found.values_list("person_id", flat=True))


def in_charge_of(person_id):
    """The sponsors of all cohorts that this person was ever enrolled in."""
    cohorts = Enrolment.objects.filter(person=person_id).values_list("cohort_id", flat=True)
    return set().union(*map(in_charge, cohorts))


def of_pair(pair):
    return both(pair) | in_charge(pair.cohort_id, pair.leader_enrolment_id)


def of_whoever_meets(booking):
    """When somebody is taken, whoever lays out hours with them reads: of all the pairs they are in."""
    return set().union(*map(of_pair, Pair.objects.of(booking.person_id)))


def of_their_pairs(row):
    """Whoever meets with this person, and they themselves."""
    return {row.person_id}.union(*(both(pair) for pair in Pair.objects.of(row.person_id).open()))


def assistants_of(pair):
    return set(Assistant.objects.filter(leader=pair.leader_id).values_list("person", flat=True))


def of_assistant(row):
    return {row.person_id, row.leader_id}.union(*(both(pair) for pair in Pair.objects.of(row.leader_id).open()))


def of_enrolment(enrolment):
    partners = PartnerAccess.objects.filter(enrolment=enrolment).values_list("person_id", flat=True)
    return {enrolment.person_id, *partners} | in_charge(enrolment.cohort_id)


def of_revisit(row):
    """A sponsor's notes of it are the leader's and theirs until the leader confirms them."""
    return of_enrolment(row.enrolment) if row.confirmed_at else {row.enrolment.person_id, row.written_by_id}


def of_hours(row):
    return {row.manager_id, row.enrolment.person_id} | in_charge(row.cohort_id)


def sponsors():
    return set(Membership.objects.filter(active=True, is_sponsor=True).values_list("person_id", flat=True))


def of_proposal(row):
    return in_charge(row.cohort_id, row.leader_id)


def of_exception(row):
    """The mentor's too from the day that the two are told of each other."""
    return of_proposal(row) | ({row.mentor.person_id} if row.pair_id else set())


def of_released(row):
    """Nobody's any more but the two's once they have written it anew."""
    return both(row.pair) if row.withdrawn_on else of_pair(row.pair)


def of_checkin(row):
    return {row.subject_id, row.given_to_id}


def admins():
    return set(Membership.objects.admins().values_list("person_id", flat=True))


MAY_READ = {
    AnswerOpening: lambda row: {row.subject_id, row.reader_id},
    Applicant: lambda row: {row.person_id} | in_charge(row.cohort_id),
    Assistant: of_assistant,
    AuditEntry: lambda row: admins() if row.is_open else set(),
    Booking: of_whoever_meets,
    CalendarFeed: lambda row: {row.person_id},
    CharterSignature: lambda row: of_enrolment(row.enrolment),
    CheckIn: of_checkin,
    Choice: lambda row: {row.person_id},
    CheckInAnswer: of_checkin,
    DayOff: of_their_pairs,
    Enrolment: of_enrolment,
    HoursAgreement: of_hours,
    Homework: lambda row: both(row.pair),
    KeptHolidays: of_their_pairs,
    LabReport: lambda row: both(row.pair),
    LabSession: lambda row: of_pair(row.pair),
    LiveHour: lambda row: both(row.pair),
    LineConsent: lambda row: {row.person_id} | in_charge(row.cohort_id, row.pair.leader_enrolment_id),
    LineException: of_exception,
    Message: lambda row: {row.recipient_id},
    Nomination: lambda row: {row.nominated_by_id} | in_charge(row.cohort_id),
    Notice: lambda row: {row.recipient_id},
    Pair: of_pair,
    PairResponse: lambda row: {row.person_id} | in_charge(row.cohort_id, row.pair.leader_enrolment_id),
    PairingRule: of_proposal,
    PairingRun: lambda row: in_charge(row.cohort_id),
    # The roster's own: no policy on persons stands on it, for names and work profiles are shown to many.
    Person: lambda row: {row.pk} | admins(),
    PrivateNote: lambda row: {row.author_id},
    ProposedPair: of_proposal,
    Unpaired: of_proposal,
    Preferences: lambda row: {row.person_id},
    Pulse: lambda row: {row.author_id},
    QuestionRevisit: of_revisit,
    ReleasedReport: of_released,
    ReportNotDelivered: lambda row: of_pair(row.pair),
    ReportRelease: lambda row: both(row.pair),
    ResearchQuestion: lambda row: of_enrolment(row.enrolment),
    Series: lambda row: of_pair(row.pair),
    SessionNote: lambda row: both(row.pair),
    StoredFile: lambda row: {row.owner_id},
    SurveyAnswer: lambda row: {row.author_id},
    TakenTime: lambda row: {row.person_id} | sponsors(),
    Undo: lambda row: {row.person_id},
    VideoRoom: lambda row: both(row.pair),
    Unreachable: lambda row: {row.person_id} | admins() | in_charge_of(row.person_id),
}
# Who plans a leader's hours knows which session and which pair they are, and reads no word of either (PROTOCOL 2).
NAMED_TO = {
    LabSession: lambda row: assistants_of(row.pair),
    Pair: lambda row: assistants_of(row),
}
# Private and on no page yet: each is met by nobody at all.
NOT_SHOWN = {
    "Person.post_reference": "read by the roster import alone",
    "Person.staff_number": "read by the roster import alone",
    "StoredFile.name": "the answer's name for the file is fixed",
    "Undo.words": "they go back to where they stood; until then no page shows them",
}
SHOWN_TO_MANY = "name and work profile: partners, sponsors and admins read it, and a member is known by it"
KEY = "a key that the code compares"
CODES = {
    "AuditEntry.verb": KEY,
    "AuditEntry.subject_kind": "the name of a model",
    "AuditEntry.fields": "names of fields",
    "CheckInAnswer.question": KEY,
    "Choice.kind": KEY,
    "Enrolment.topics": "keys of topics and how much of each",
    "Enrolment.working_days": "numbers of days",
    "KeptHolidays.country": "a code of two letters",
    "KeptHolidays.region": "a code",
    "LabSession.zone": "a time zone",
    "LiveHour.extra": "numbers of minutes",
    "LiveHour.left": "moments",
    "Message.kind": KEY,
    "Message.message_id": "a hash",
    "Message.to": "an address, and each address is a canary by itself",
    "Notice.kind": KEY,
    "Notice.url": "a path",
    "PairingRun.removes": "keys of rules with shares",
    "PairingRun.weights": "numbers",
    **dict.fromkeys(("Person.given_name", "Person.family_name", "Person.unit", "Person.job_title"), SHOWN_TO_MANY),
    **dict.fromkeys(("Person.grade", "Person.site", "Person.country", "Person.language"), SHOWN_TO_MANY),
    "Person.email": "an address, and each address is a canary by itself",
    "Person.time_zone": "a time zone",
    "ProposedPair.alternatives": "ids with figures",
    "ProposedPair.reasons": "keys of sentences and their figures",
    "Pulse.question": KEY,
    "ResearchQuestion.topics": "keys of topics and how much of each",
    "Series.zone": "a time zone",
    "SessionNote.deliveries": "numbers that pages draw by chance",
    "StoredFile.content_type": "a type of file",
    "Undo.was": "ids, states and moments",
    "Unpaired.alone": "keys of rules with counts",
    "Unpaired.alternatives": "ids with figures",
    "Unpaired.because": "keys of rules with counts",
    "Unpaired.relief": "ids, and keys of rules",
    "Unpaired.short": "counts",
    "Unreachable.address_key": "a hash",
}


def confidential():
    """Every table with a policy on persons, and the roster."""
    return [model for model in tenant_models() if model is Person or _has_person_policy(model)]


def _has_person_policy(model):
    return any(isinstance(it, RowPolicy) and it.restrictive for it in model._meta.constraints)


def private_fields(model):
    """Its columns that can hold somebody's words."""
    texts = (field for field in model._meta.local_fields if isinstance(field, TEXT) and not field.choices)
    return [field for field in texts if label(field) not in CODES]


def label(field):
    return f"{field.model.__name__}.{field.name}"


@dataclasses.dataclass(frozen=True)
class Canary:
    field: str
    row: uuid.UUID
    readers: frozenset  # ids of persons


class Canaries:
    """What stands in each private field of each row that there is when this is made, as the worker."""

    def __init__(self):
        self.of, self.ids = {}, {}
        for model in confidential():
            self._write(model, private_fields(model))

    def _write(self, model, fields):
        rows = list(model.objects.order_by("pk"))
        for row in rows:
            readers = frozenset(MAY_READ[model](row))
            if model is not Person:  # whose ids stand in many an address
                known = readers | NAMED_TO.get(model, lambda row: set())(row)
                self.ids[str(row.pk)] = Canary(f"{model.__name__}.id", row.pk, frozenset(known))
            for field in fields:
                word = f"qz{len(self.of):05}qz"
                self.of[word] = Canary(label(field), row.pk, readers)
                setattr(row, field.attname, in_shape(field, word))
        if rows and fields:
            model.objects.bulk_update(rows, [field.name for field in fields])

    def hidden_from(self, people):
        """{model: {row: fields}} of what none of them may read."""
        found = {}
        for it in self.of.values():
            if not it.readers & people:
                found.setdefault(it.field.partition(".")[0], {}).setdefault(it.row, []).append(it.field)
        return found

    def reword(self, people):
        """As many rows as before; in those that none of these people may read, not a word is the same."""
        hidden = self.hidden_from(people)
        for model in confidential():
            rows = list(model.objects.filter(pk__in=hidden.get(model.__name__, ())))
            fields = private_fields(model)
            for row in rows:
                for field in fields:
                    setattr(row, field.attname, in_shape(field, other_words(row.pk, field)))
            if rows and fields:
                model.objects.bulk_update(rows, [field.name for field in fields])

    def met_in(self, said):
        """The canaries that stand in these bytes."""
        return {self.of[word] for word in {it.decode() for it in WORD.findall(said)} if word in self.of}

    def ids_in(self, said):
        """The confidential rows whose ids stand in these bytes."""
        return {self.ids[pk] for pk in {it.decode() for it in UUID.findall(said)} if pk in self.ids}


def other_words(pk, field):
    """Of another length, with what HTML, mails and tables have to escape."""
    words = f'{pk.int % 99991} =1+1 "other" words & <b>quite</b> others'
    return words if getattr(field, "max_length", None) is None else words[: field.max_length]


@functools.singledispatch
def in_shape(field, word):
    return word


@in_shape.register
def _(field: models.BinaryField, word):
    return f"line\n{word}\n".encode()


@in_shape.register
def _(field: models.JSONField, word):
    return [{"key": word, "title": word, "text": word}]


@in_shape.register
def _(field: ArrayField, word):
    return [word]
