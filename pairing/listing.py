"""Which of a run's pairs the board lists: by tab and by name, in order of the leader's name, so many at once."""

from typing import NamedTuple
from uuid import UUID

from organizations.paging import Page

from .models.runs import Kind

AT_ONCE = 200
SHOWS = ("all", "look", "pinned", "moved")


class Line(NamedTuple):
    """A proposed pair as far as lists and figures of the whole run need it."""

    pk: UUID
    leader_id: UUID
    mentor_id: UUID
    kind: str
    score: int
    is_pinned: bool


def lines(proposals, people):
    """All of them, in order of the leader's name."""
    found = (Line(*row) for row in proposals.values_list(*Line._fields[:-1], "reasons__pinned"))
    return sorted(
        (it for it in found if people.knows(it.leader_id, it.mentor_id)), key=lambda it: people.place(it.leader_id)
    )


def narrowed(found, people, *, show, q, moved):
    """`moved`: the leaders whose mentor is another one than in the run before."""
    within = {"look": lambda it: it.kind == Kind.LOOK, "pinned": lambda it: it.is_pinned}
    within["moved"] = lambda it: it.leader_id in moved
    words = q.casefold().split()
    return [it for it in found if within.get(show, bool)(it) and _named(it, people, words)]


def _named(it, people, words):
    """Leader or mentor bears each of the words in their name."""
    if not words:
        return True
    names = "\n".join(people.everyone[pk].person.name for pk in (it.leader_id, it.mentor_id)).casefold()
    return all(word in names for word in words)


def page(found, everything, after):
    """Those that follow the pair `after`, whether or not it is among them; from the beginning where nobody knows it."""
    place = {str(it.pk): n for n, it in enumerate(everything)}
    last = place.get(after)
    rest = found if last is None else [it for it in found if place[str(it.pk)] > last]
    rows = rest[:AT_ONCE]
    return Page(rows, rows[-1].pk if len(rest) > AT_ONCE else None, last is None)
