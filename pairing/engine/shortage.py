"""Who can't be matched, why, and the least that would free them (P3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pairing.engine.people import Bools, Ints
from pairing.engine.solve import Problem, Solution, assign

NEARLY_ALL = 0.9
# What may be bent, and how dearly: releasing one's own word is less than asking two people, that less than a rule for all;
# an exception further up the reporting line is the dearest, to be signed by a sponsor and agreed to by the mentor.
RULE_PRICES: Mapping[str, int] = {
    "forbidden": 1,
    "seat": 2,
    "no_common_slot": 3,
    "same_department": 5,
    "language": 8,
    "reporting_further": 13,
}
POINTS = 100  # scores only settle what is even otherwise: whole points will do


@dataclass(frozen=True)
class Shortage:
    """Leaders (rows) who share too few seats: each of these mentors (columns) is taken by one of them."""

    leaders: tuple[int, ...]
    mentors: tuple[int, ...]
    seats: int
    waiting: tuple[int, ...]


@dataclass(frozen=True)
class Bend:
    """One pair that could be, were these rules bent for it; "seat" is one seat more for the mentor."""

    leader: int
    mentor: int
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Relief:
    """Bends that together free these leaders; others may have to move for it, by rules that stand."""

    freed: tuple[int, ...]
    bends: tuple[Bend, ...]


def shortages(problem: Problem, solution: Solution) -> tuple[Shortage, ...]:
    """The groups that are short: by alternating reachability from each leader without a mentor.

    No other group explains it better: by Hall's theorem all that a waiting leader may have is taken by those who could
    have nobody else. (Hall 1935; Dulmage and Mendelsohn 1958.)
    """
    waiting = [int(row) for row in problem.rows if solution.mentor_of[row] is None]
    found: list[tuple[set[int], set[int]]] = []
    for row in waiting:
        leaders, mentors = reached(problem, solution, row)
        for other in [each for each in found if each[1] & mentors]:
            found.remove(other)
            leaders, mentors = leaders | other[0], mentors | other[1]
        found.append((leaders, mentors))
    seats = np.bincount(problem.seats, minlength=len(problem.mentor_ids))
    return tuple(
        Shortage(
            leaders=tuple(sorted(leaders)),
            mentors=tuple(sorted(mentors)),
            seats=int(seats[sorted(mentors)].sum()),
            waiting=tuple(row for row in waiting if row in leaders),
        )
        for leaders, mentors in found
    )


def reached(problem: Problem, solution: Solution, row: int) -> tuple[set[int], set[int]]:
    """The leaders and mentors that a change for this leader could touch."""
    has_seat = np.bincount(problem.seats, minlength=len(problem.mentor_ids)) > 0
    holders: dict[int, list[int]] = {}
    for leader in problem.rows:
        if (column := solution.mentor_of[leader]) is not None:
            holders.setdefault(column, []).append(int(leader))
    leaders, mentors, ahead = {row}, set[int](), [row]
    while ahead:
        for column in np.flatnonzero(problem.allowed[ahead.pop()] & has_seat):
            if int(column) not in mentors:
                mentors.add(int(column))
                fresh = [leader for leader in holders.get(int(column), []) if leader not in leaders]
                leaders.update(fresh)
                ahead.extend(fresh)
    return leaders, mentors


def cheapest_relief(
    problem: Problem, solution: Solution, named: Mapping[str, Bools], most_seats: int = 3
) -> tuple[Relief, ...]:
    """The fewest and smallest rules to bend so that as many leaders as can be have a mentor, in order of row.

    One more assignment, in tiers: participation, then the sum of RULE_PRICES, then who can stay where they are. Whatever
    else removes a pair stays, above all a manager's and their manager's part in the line. `most_seats`: nobody is asked for more.
    """
    columns, extra = _with_extra_seats(problem, most_seats)
    cost, possible = _bending(problem, named)
    cost = cost[:, columns] + RULE_PRICES["seat"] * extra
    possible, points = possible[:, columns], _staying(problem, solution)[:, columns]
    unit = (int(points.max(initial=0)) + 1) * (len(problem.rows) + 1)
    everyone = unit * (sum(RULE_PRICES.values()) + 1) * (len(problem.rows) + 1)
    chosen = assign(np.where(possible, everyone - unit * cost + points, 0), possible)
    bends = [_bend(problem, named, row, int(columns[seat]), bool(extra[seat])) for row, seat in sorted(chosen.items())]
    return tuple(_reliefs(solution, bends))


def _staying(problem: Problem, solution: Solution) -> Ints:
    """Points for leaving a leader with their mentor, twice as many as for the best score."""
    points = problem.score[problem.rows] // POINTS
    held = np.array([-1 if (column := solution.mentor_of[row]) is None else column for row in problem.rows], np.int64)
    stays: Ints = points + 2 * (int(points.max(initial=0)) + 1) * (held[:, None] == np.arange(points.shape[1]))
    return stays


def _reliefs(solution: Solution, after: Sequence[Bend]) -> Iterator[Relief]:
    """The moves parted into groups that hang together by a mentor, those that free somebody."""
    moves = [it for it in after if it.rules or solution.mentor_of[it.leader] != it.mentor]
    groups: list[tuple[set[int], list[Bend]]] = []
    for move in moves:
        touched = {move.mentor} | {column for column in [solution.mentor_of[move.leader]] if column is not None}
        together = [move]
        for group in [each for each in groups if each[0] & touched]:
            groups.remove(group)
            touched, together = touched | group[0], group[1] + together
        groups.append((touched, together))
    for _, together in groups:
        freed = sorted(move.leader for move in together if solution.mentor_of[move.leader] is None)
        if freed:
            bends = sorted((move for move in together if move.rules), key=lambda move: move.leader)
            yield Relief(tuple(freed), tuple(bends))


def _with_extra_seats(problem: Problem, most_seats: int) -> tuple[Ints, Bools]:
    """The mentors of all seats and of one more for each who has some, but fewer than `most_seats`; which ones are more."""
    order = sorted(range(len(problem.mentor_ids)), key=lambda column: problem.mentor_ids[column])
    more = [column for column in order if 0 < problem.capacity[column] < most_seats]
    columns = np.concatenate([problem.seats, np.array(more, np.int64)])
    return columns, np.arange(len(columns)) >= len(problem.seats)


def _bending(problem: Problem, named: Mapping[str, Bools]) -> tuple[Ints, Bools]:
    """rows × mentors: what it costs to let the two meet, and whether bending is enough."""
    cost = np.zeros((len(problem.rows), len(problem.mentor_ids)), np.int64)
    possible = np.ones(cost.shape, bool)
    for name, mask in named.items():
        if name in RULE_PRICES:
            cost += RULE_PRICES[name] * mask[problem.rows]
        elif name != "no_seat":
            possible &= ~mask[problem.rows]
    return cost, possible


def _bend(problem: Problem, named: Mapping[str, Bools], row: int, column: int, extra: bool) -> Bend:
    leader = int(problem.rows[row])
    rules = tuple(name for name in RULE_PRICES if name in named and named[name][leader, column])
    return Bend(leader, column, rules + ("seat",) * extra)


def nearly_all(named: Mapping[str, Bools], names: Sequence[str]) -> dict[str, float]:
    """The rules that by themselves remove at least NEARLY_ALL of all pairs, with the share (0–1) that each removes."""
    shares = {name: float(named[name].mean()) if named[name].size else 0.0 for name in names}
    return {name: share for name, share in shares.items() if share >= NEARLY_ALL}
