"""Circles of managers, found in one walk over the whole graph, without recursion."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from organizations.roster.problems import LINES_KEPT, Problem, listed
from organizations.roster.records import Record

if TYPE_CHECKING:
    from organizations.roster.managers import Outcome
    from organizations.roster.people_index import PeopleIndex, Who

Node = TypeVar("Node", bound=Hashable)


def find_cycles(edges: Mapping[Node, Node]) -> list[list[Node]]:
    """The cycles of a graph in which each node has at most one edge out."""
    walk_of: dict[Node, int] = {}
    found = []
    for walk, start in enumerate(edges):
        path, node = [], start
        while node in edges and node not in walk_of:
            walk_of[node] = walk
            path.append(node)
            node = edges[node]
        if walk_of.get(node) == walk:
            found.append(path[path.index(node) :])
    return found


def open_cycles(records: Sequence[Record], outcomes: list[Outcome], index: PeopleIndex) -> list[Outcome]:
    """The outcomes with every circle's lines marked `cycle`: they keep the manager they had on the roster.

    What they had can close a circle again, so the walk is repeated until none goes through the file's own words.
    """
    outcomes = list(outcomes)
    while True:
        edges = _edges(records, outcomes, index)
        changed = False
        for members in find_cycles(edges):
            lines = tuple(sorted(records[who].line for who in members if isinstance(who, int)))
            for who in members:
                if isinstance(who, int) and outcomes[who].state == "resolved":
                    outcomes[who] = type(outcomes[who])("cycle", outcomes[who].how, None, {"lines": lines})
                    changed = True
        if not changed:
            return outcomes


def _edges(records: Sequence[Record], outcomes: list[Outcome], index: PeopleIndex) -> dict[Who, Who]:
    """The roster as it would stand after the import: the file's manager, or the one that stays."""
    edges: dict[Who, Who] = {}
    for identity, person in index.existing.items():
        if person.manager:
            edges[index.who(identity)] = index.who(person.manager)
    for place, outcome in enumerate(outcomes):
        if outcome.state == "resolved" and outcome.who is not None:
            edges[place] = outcome.who
        elif outcome.state == "top":
            edges.pop(place, None)
    return edges


def problems(
    records: Sequence[Record], outcomes: Sequence[Outcome], place_of: Callable[[Record], int | None]
) -> list[Problem]:
    found = []
    for record, outcome in zip(records, outcomes, strict=True):
        if outcome.state == "cycle":
            lines = outcome.params["lines"]
            params, kept = {"lines": listed(lines)}, lines[:LINES_KEPT]
            found.append(Problem(record.line, "manager_cycle", params, record.raw, place_of(record), kept))
    return found
