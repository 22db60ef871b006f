"""Feedback on a research question while it is being written (PROTOCOL Q1, Q2): rules, explainable line by line.

A rule looks for one weakness. What it says, why, and how to mend it are plain sentences, translated by the page
that shows them (`gettext(hint.says) % hint.values`). The rules read English; their sentences go into any language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from programs.coach_looks import FEWEST_WORDS, words
from programs.coach_rules import RULES, Kind, Rule, Severity


@dataclass(frozen=True)
class Hint:
    """One weakness. `start` and `end` count code points of the text; `values` fill the sentences' named places."""

    rule: str
    severity: Severity
    says: str
    because: str
    scaffold: str
    start: int
    end: int
    values: dict[str, str | int] = field(default_factory=dict)


def coach(text: str, *, kind: Kind, topics: Sequence[str] = ()) -> list[Hint]:
    """The weaknesses of `text`, what must be mended first, then in the order of RULES; nothing for an empty text.

    `topics` are the names of the topics that the leader picked; the first one makes scaffolds more concrete.
    """
    if not text.strip():
        return []
    found = {rule.name: hint for rule in RULES if kind in rule.kinds and (hint := apply(rule, text, topics))}
    spoken = [
        found[rule.name] for rule in RULES if rule.name in found and not any(name in found for name in rule.after)
    ]
    return sorted(spoken, key=lambda hint: hint.severity != "mend")


def whole(kind: str, text: str, because: str = "", known_by: str = "") -> str:
    """What the rules read: a question by itself, a hypothesis together with its reason and its proof."""
    if kind != "hypothesis" or not text.strip():
        return text
    reason = f" because {because.strip()}" if because.strip() else ""
    proof = f". We will know: {known_by.strip()}" if known_by.strip() else ""
    return f"{text.strip().rstrip('.') if reason or proof else text}{reason}{proof}"


def apply(rule: Rule, text: str, topics: Sequence[str] = ()) -> Hint | None:
    """What one rule says about a text; None where it has nothing to say, or where the text is too short to judge."""
    if rule.needs_body and len(words(text)) < FEWEST_WORDS:
        return None
    span = rule.look(text.replace("’", "'"))
    if span is None:
        return None
    scaffold, values = rule.scaffold, dict(rule.values)
    if topics and rule.topic_scaffold:
        scaffold, values["topic"] = rule.topic_scaffold, topics[0]
    return Hint(rule.name, rule.severity, rule.says, rule.because, scaffold, *span, values)
