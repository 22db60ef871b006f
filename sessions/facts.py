"""What happens here and is told to whoever subscribed (registries.facts)."""

import dataclasses
import uuid


@dataclasses.dataclass(frozen=True)
class HourChosen:
    pair_id: uuid.UUID


@dataclasses.dataclass(frozen=True)
class SessionHeld:
    """Told once for each time a session becomes held; `number_held` counts the pair's held ones, this one included."""

    session_id: uuid.UUID
    pair_id: uuid.UUID
    number_held: int


@dataclasses.dataclass(frozen=True)
class SessionUnheld:
    """The log that said so was undone; `number_held` counts those that are left."""

    session_id: uuid.UUID
    pair_id: uuid.UUID
    number_held: int


@dataclasses.dataclass(frozen=True)
class SessionCancelled:
    """Before its time, or said afterwards: it did not take place, and whose side it was."""

    session_id: uuid.UUID
    pair_id: uuid.UUID
    side: str
