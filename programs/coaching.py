"""The coach's hints as a page shows them: translated, with the words they point at."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .coach import coach

LONGEST = 600  # no field holds more, and some of the looks take the square of the length
SHORTEST_PART = 0.8  # what covers more of a text than this is about all of it: quoting it would say nothing


@dataclass(frozen=True)
class ShownHint:
    says: str
    because: str
    scaffold: str
    quote: str
    must_mend: bool


def hints_for(kind, text, because="", known_by="", topics=()):
    """Hints on a question; a hypothesis is looked at together with its reason and its proof."""
    text, because, known_by = (it[:LONGEST] for it in (text, because, known_by))
    whole = _whole(text, because, known_by) if kind == "hypothesis" else text
    hints = coach(whole, kind=kind, topics=topics) if kind in ("question", "hypothesis") else []
    return [_shown(hint, whole) for hint in hints]


def _whole(text, because, known_by):
    if not text.strip():
        return ""
    reason = f" because {because.strip()}" if because.strip() else ""
    proof = f". We will know: {known_by.strip()}" if known_by.strip() else ""
    return f"{text.strip().rstrip('.') if reason or proof else text}{reason}{proof}"


def _shown(hint, text):
    says, because, scaffold = (_(sentence) % hint.values for sentence in (hint.says, hint.because, hint.scaffold))
    covers = (hint.end - hint.start) / max(len(text.strip()), 1)
    quote = text[hint.start : hint.end].strip() if covers < SHORTEST_PART else ""
    return ShownHint(says, because, scaffold, quote, hint.severity == "mend")
