"""The coach's hints as a page shows them: translated, with the words they point at."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .coach import coach, whole

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
    """Hints on what a leader wrote, as a page shows them."""
    text, because, known_by = (it[:LONGEST] for it in (text, because, known_by))
    read = whole(kind, text, because, known_by)
    hints = coach(read, kind=kind, topics=topics) if kind in ("question", "hypothesis") else []
    return [_shown(hint, read) for hint in hints]


def hints_on(question):
    """Hints on a version that was handed in."""
    topics = [label for label, _weight in question.weighted_topics]
    return hints_for(question.kind, question.text, question.because, question.known_by, topics)


def mark_of(hints, said):
    """Stands for what the coach's corner shows: while it stays the same nothing is sent, and nothing is read out again."""
    return hashlib.sha256(repr((bool(said), hints)).encode()).hexdigest()[:16]


def aloud(hints, said):
    """The coach in one sentence, for those who hear the page: how many suggestions, and the first."""
    if not hints:
        return _("The coach has nothing to mend.") if said else ""
    count = ngettext("%(n)d suggestion from the coach.", "%(n)d suggestions from the coach.", len(hints))
    return f"{count % {'n': len(hints)}} {hints[0].says}"


def _shown(hint, text):
    says, because, scaffold = (_(sentence) % hint.values for sentence in (hint.says, hint.because, hint.scaffold))
    covers = (hint.end - hint.start) / max(len(text.strip()), 1)
    quote = text[hint.start : hint.end].strip() if covers < SHORTEST_PART else ""
    return ShownHint(says, because, scaffold, quote, hint.severity == "mend")
