"""What happens in a program, told to whoever subscribed (organizations.registries.facts)."""

import datetime
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class CohortMade:
    """A cohort stands, with lab rules and charter; `template` is the key of its program's template.

    `copied_from` is the cohort that it runs again: whoever keeps a part of the design copies that cohort's.
    """

    cohort_id: uuid.UUID
    template: str
    copied_from: uuid.UUID | None = None


@dataclass(frozen=True)
class CohortMoved:
    """A cohort took a step of its life, or was cancelled; both are values of Cohort.State."""

    cohort_id: uuid.UUID
    before: str
    after: str


@dataclass(frozen=True)
class CohortResumed:
    """A cohort goes on after a rest. Told by the worker, a moment after the step: it sees all pairs."""

    cohort_id: uuid.UUID
    since: datetime.datetime
    until: datetime.datetime


@dataclass(frozen=True)
class CohortCancelled:
    """A cohort was ended early, for good. Told by the worker, a moment after the step."""

    cohort_id: uuid.UUID


@dataclass(frozen=True)
class CohortDaysChanged:
    """A cohort's first or last day is another: what was planned from it moves."""

    cohort_id: uuid.UUID


@dataclass(frozen=True)
class PapersWritten:
    """A new version of the lab rules or the charter is in force: who had signed the one before is asked anew."""

    cohort_id: uuid.UUID


@dataclass(frozen=True)
class CharterSigned:
    """A participant signed the lab rules and the charter in force."""

    cohort_id: uuid.UUID
    enrolment_id: uuid.UUID


@dataclass(frozen=True)
class Enrolled:
    """Someone takes part in a cohort from now on; `role` is a value of Enrolment.Role."""

    cohort_id: uuid.UUID
    enrolment_id: uuid.UUID
    person_id: uuid.UUID
    role: str


@dataclass(frozen=True)
class EnrolmentWithdrawn:
    """Someone takes part no longer: their pair, if they have one, can't go on."""

    cohort_id: uuid.UUID
    enrolment_id: uuid.UUID
    person_id: uuid.UUID
    role: str


@dataclass(frozen=True)
class ProfileFilledIn:
    """Someone who takes part said what pairing reads of them, or said it anew; `role` is a value of Enrolment.Role."""

    cohort_id: uuid.UUID
    enrolment_id: uuid.UUID
    person_id: uuid.UUID
    role: str


@dataclass(frozen=True)
class QuestionProposed:
    """A leader wrote a version of their question; the sponsors have it to settle."""

    cohort_id: uuid.UUID
    enrolment_id: uuid.UUID
    question_id: uuid.UUID


@dataclass(frozen=True)
class QuestionSettled:
    """This version holds from now on, by a sponsor's word or because the leader went ahead after a suggestion."""

    cohort_id: uuid.UUID
    enrolment_id: uuid.UUID
    question_id: uuid.UUID
