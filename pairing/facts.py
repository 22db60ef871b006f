"""What happens to pairs and is told to whoever subscribed (registries.facts)."""

import dataclasses
import uuid


@dataclasses.dataclass(frozen=True)
class PairsPublished:
    cohort_id: uuid.UUID
    pair_ids: tuple[uuid.UUID, ...]


@dataclasses.dataclass(frozen=True)
class PairMayStart:
    """Something that the pair waited for has changed; told by whoever changed it."""

    pair_id: uuid.UUID


@dataclasses.dataclass(frozen=True)
class PairStarted:
    pair_id: uuid.UUID


@dataclasses.dataclass(frozen=True)
class PairEnded:
    pair_id: uuid.UUID
