"""What pairing hears of, or tells (registries.facts)."""

import dataclasses
import uuid


@dataclasses.dataclass(frozen=True)
class PairMayStart:
    """Something that a pair waited for has come about: look at its gate again."""

    pair_id: uuid.UUID
