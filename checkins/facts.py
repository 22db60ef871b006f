"""What happens here and is told to whoever subscribed (registries.facts)."""

import dataclasses
import uuid


@dataclasses.dataclass(frozen=True)
class CheckInAnswered:
    """Told without words: that one was answered, for the counts of its cohort."""

    checkin_id: uuid.UUID
    cohort_id: uuid.UUID
