"""What happens here and is told to whoever subscribed (registries.facts)."""

import dataclasses
import uuid


@dataclasses.dataclass(frozen=True)
class FileStored:
    file_id: uuid.UUID
