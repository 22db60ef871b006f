"""What the pairing engine is told about people. No demographic inputs: they don't help."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Member:
    """What counts for both roles. `id` is public and settles ties; `unit` is the way down from the root, without it."""

    id: str
    unit: tuple[str, ...] = ()
    department: str = ""
    site: str = ""
    tenure_years: float = 0.0
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Leader(Member):
    """`topics` carry weights 1–3; `targets` are the functions or customers that the question wants seen first-hand."""

    topics: Mapping[str, int] = field(default_factory=dict)
    owns_today: float = 0.0
    targets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Mentor(Member):
    """`topics` carry levels ⅓, ⅔ or 1; `exposure` says how closely they see a function or customers, 0–1."""

    topics: Mapping[str, float] = field(default_factory=dict)
    exposure: Mapping[str, float] = field(default_factory=dict)
    capacity: int = 1


@dataclass(frozen=True)
class Between:
    """What is known of each leader (row) with each mentor (column).

    half_hours: working half hours shared in a week; can_meet: whether a whole session fits into them;
    similarity: of question and profile, on any scale, None where texts aren't compared.
    """

    half_hours: Ints
    can_meet: Bools
    similarity: Floats | None = None


@dataclass(frozen=True)
class Rules:
    """The hard rules of a cohort. Pairs are (leader id, mentor id); `manager_of` covers the whole roster.

    `exceptions` let a mentor teach someone three or more steps above them: signed by a sponsor; the mentor agrees before the pair begins.
    `keep`: pairs of an earlier proposal, to be left as they are unless moving them gains much.
    """

    manager_of: Mapping[str, str | None] = field(default_factory=dict)
    exceptions: frozenset[tuple[str, str]] = frozenset()
    forbidden: frozenset[tuple[str, str]] = frozenset()
    already_paired: frozenset[tuple[str, str]] = frozenset()
    pins: frozenset[tuple[str, str]] = frozenset()
    keep: frozenset[tuple[str, str]] = frozenset()
    other_department: bool = False
