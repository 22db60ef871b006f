"""The hash chain over the audit log: whoever alters, drops or reorders a sealed entry breaks its seal, or the next one."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

START = ""  # what stands before the first seal


class Sealed(NamedTuple):
    """One link: its place in the chain from 1 on, what the entry says now, and the seal that was put on it."""

    number: int
    says: Mapping[str, object]
    seal: str


class Break(NamedTuple):
    """Where the chain does not hold: the number of the first such link, and "missing" or "altered"."""

    number: int
    how: str


def seal(before: str, says: Mapping[str, object]) -> str:
    """SHA-256, in 64 hexadecimal digits, of the seal before and of what the entry says.

    `says` is written as JSON with sorted keys, so equal entries give equal seals; TypeError for what JSON does not know.
    """
    text = json.dumps(says, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def first_break(links: Iterable[Sealed]) -> Break | None:
    """The first link that does not hold, of a whole chain in order of number; None if all do."""
    before = START
    for number, link in enumerate(links, 1):
        if link.number != number:
            return Break(number, "missing")
        if link.seal != seal(before, link.says):
            return Break(number, "altered")
        before = link.seal
    return None
