"""What happens in a program, told to whoever subscribed (organizations.registries.facts)."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class CohortMade:
    """A cohort stands, with lab rules and charter; `template` is the key of its program's template."""

    cohort_id: uuid.UUID
    template: str


@dataclass(frozen=True)
class CohortMoved:
    """A cohort took a step of its life, or was cancelled; both are values of Cohort.State."""

    cohort_id: uuid.UUID
    before: str
    after: str


@dataclass(frozen=True)
class CharterSigned:
    """A participant signed the lab rules and the charter in force."""

    cohort_id: uuid.UUID
    enrolment_id: uuid.UUID
