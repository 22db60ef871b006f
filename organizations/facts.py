"""What happens here and is told to whoever subscribed (registries.facts)."""

import dataclasses
import uuid


@dataclasses.dataclass(frozen=True)
class ActRecorded:
    """The audit log has a new entry: the clock seals it."""


@dataclasses.dataclass(frozen=True)
class FileStored:
    file_id: uuid.UUID


@dataclasses.dataclass(frozen=True)
class RosterChanged:
    """Unit, manager, site or another fact of these people changed; those who left are in both."""

    changed_person_ids: tuple[uuid.UUID, ...]
    left_person_ids: tuple[uuid.UUID, ...]
