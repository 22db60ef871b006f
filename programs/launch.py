"""The launch checklist (PROTOCOL C2): what goes well with a cohort that begins, and how this one stands. It advises, it never blocks.

Pure: counts in, lines out. The words stand in `programs.launching`.
"""

from dataclasses import dataclass

MENTORS = (10, 20)  # who already use the tools in daily work
DAYS = 90
DAYS_BETWEEN = (60, 120)  # near enough to 90 for a goal to be reached, and for figures to show it
OWNERS = 0.5  # the share of leaders with a question who own how it is done today


@dataclass(frozen=True)
class Counts:
    """A cohort in figures. `None` where there is nothing to ask of it."""

    leaders: int = 0
    mentors: int = 0
    practiced: int | None = None  # mentors who say that they use the tools; None where the program doesn't teach AI
    asked: int = 0  # leaders with a question
    owners: int = 0  # of those, who own how it is done today
    days: int | None = None
    has_goal: bool = False
    capacity: int = 0  # leaders whom the mentors would take
    sponsors: int = 1
    alone: int = 0  # leaders whom no sponsor in charge may look after
    contact_stands: bool = False
    tools: int | None = None  # approved; None where the program doesn't teach AI
    managed: int = 0  # mentors whose line manager is on the roster


@dataclass(frozen=True)
class Line:
    key: str
    good: bool
    figures: tuple[tuple[str, int], ...] = ()


def checklist(counts: Counts) -> list[Line]:
    """What to look at, in the order in which it is mended soonest."""
    lines = [_mentors(counts), _owners(counts), _days(counts), _capacity(counts), _sponsors(counts), _contact(counts)]
    return [*lines, *_tools(counts), _managers(counts)]


def _mentors(it):
    low, high = MENTORS
    n = it.mentors if it.practiced is None else it.practiced
    key = "mentors" if it.practiced is None else "practiced"
    return Line(key, low <= n <= high, (("n", n), ("every", it.mentors), ("low", low), ("high", high)))


def _owners(it):
    figures = (("n", it.owners), ("every", it.asked))
    return Line("owners", it.asked > 0 and it.owners >= OWNERS * it.asked, figures)


def _days(it):
    low, high = DAYS_BETWEEN
    stands = it.has_goal and it.days is not None and low <= it.days <= high
    return Line("days" if it.has_goal else "goal", stands, (("n", it.days or 0),))


def _capacity(it):
    return Line("capacity", 0 < it.leaders <= it.capacity, (("n", it.capacity), ("every", it.leaders)))


def _sponsors(it):
    """One is enough until a leader reports up to them: then somebody else has to look after that pair."""
    key = "alone" if it.alone else "sponsors"
    return Line(key, it.sponsors > 1 and not it.alone, (("n", it.sponsors), ("alone", it.alone)))


def _contact(it):
    return Line("contact", it.contact_stands)


def _tools(it):
    if it.tools is not None:
        yield Line("tools", it.tools > 0, (("n", it.tools),))


def _managers(it):
    return Line("managers", 0 < it.mentors == it.managed, (("n", it.managed), ("every", it.mentors)))
