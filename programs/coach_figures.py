"""How well the coach's rules do on examples that were labeled by hand: precision and recall, rule by rule. Pure."""

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from programs.coach import coach, whole
from programs.coach_rules import RULES, Kind

EXAMPLES = Path(__file__).parent / "data" / "coach_examples.toml"
HALVES = ("tuned", "held_out")


@dataclass(frozen=True)
class Example:
    """`weak` names the rules that a careful human coach would want to hear; none of them for a strong example."""

    kind: Kind
    text: str
    weak: frozenset[str]
    because: str = ""
    known_by: str = ""

    @property
    def named(self) -> frozenset[str]:
        """The rules that speak up."""
        read = whole(self.kind, self.text, self.because, self.known_by)
        return frozenset(hint.rule for hint in coach(read, kind=self.kind))


@dataclass(frozen=True)
class Figure:
    """Of what the rules named, how much was right (precision); of what should be named, how much was (recall)."""

    label: str
    weak: int
    named: int
    right: int

    @property
    def precision(self) -> float | None:
        return self.right / self.named if self.named else None

    @property
    def recall(self) -> float | None:
        return self.right / self.weak if self.weak else None


@dataclass(frozen=True)
class Miss:
    example: Example
    silent: frozenset[str]
    wrong: frozenset[str]


@functools.cache
def examples(half: str) -> tuple[Example, ...]:
    read = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))[half]
    return tuple(Example(**{**entry, "weak": frozenset(entry["weak"])}) for entry in read)


def figures(shown: Sequence[Example]) -> list[Figure]:
    """One for each rule, in the order of RULES; the last is over all: weak or strong, whatever the reasons."""
    each = [
        _figure(rule.name, [(rule.name in it.weak, rule.name in it.named) for it in shown if it.kind in rule.kinds])
        for rule in RULES
    ]
    return [*each, _figure("weak or strong", [(bool(it.weak), bool(it.named)) for it in shown])]


def misses(shown: Sequence[Example]) -> list[Miss]:
    """The examples on which the rules and their labels differ."""
    return [Miss(it, it.weak - it.named, it.named - it.weak) for it in shown if it.weak != it.named]


def _figure(label: str, pairs: list[tuple[bool, bool]]) -> Figure:
    weak, named = sum(weak for weak, _ in pairs), sum(named for _, named in pairs)
    return Figure(label, weak, named, sum(weak and named for weak, named in pairs))
