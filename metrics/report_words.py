"""What the product drafts of a pair's lab report, out of what both partners read anyway. Words in, words out: no row is asked for here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ROOM = "…"  # at the end of a line that the two complete


@dataclass(frozen=True)
class Known:
    """Of one pair. `verdicts` are (day, what became of the question, what was found) of each review, in their order."""

    held: int
    question: str = ""
    verdicts: tuple[tuple[str, str, str], ...] = ()
    process: str = ""
    starting_figure: str = ""
    decisions: tuple[str, ...] = ()


def draft(known):
    """{section: its text}. What to run next is theirs to say."""
    return {
        "question": _question(known),
        "found": _found(known),
        "changed": _changed(known),
        "run_next": "",
    }


def is_unfinished(words):
    """Whether a line still ends where the draft left room for theirs."""
    return any(line.rstrip().endswith(ROOM) for text in words for line in text.splitlines())


def _question(known):
    became = [_("Review of %(day)s: %(verdict)s.") % {"day": day, "verdict": it} for day, it, _found in known.verdicts]
    return _lines(known.question, *became)


def _found(known):
    met = ngettext("We held %(n)d session.", "We held %(n)d sessions.", known.held) % {"n": known.held}
    return _lines(met if known.held else "", *(found for _day, _verdict, found in known.verdicts))


def _changed(known):
    begun = {"process": known.process, "figure": known.starting_figure}
    process = _("Our process: %(process)s.") % begun if known.process else ""
    figure = _("It began at: %(figure)s. It stands now at: …") % begun if known.starting_figure else ""
    decided = [_("We decided: %(decision)s") % {"decision": it} for it in dict.fromkeys(known.decisions)]
    return _lines(process, figure, *decided)


def _lines(*lines):
    return "\n".join(line.strip() for line in lines if line.strip())
