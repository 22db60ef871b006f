"""What happens here and is told to whoever subscribed (registries.facts)."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class QuarterPublished:
    quarter_id: uuid.UUID
