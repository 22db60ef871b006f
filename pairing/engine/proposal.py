"""From people and rules to a proposal that explains itself: every pair, and everyone left without one (P1–P3)."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pairing.engine import rules as hard
from pairing.engine import shortage
from pairing.engine.features import USUAL_WEIGHTS, Features, Weights, features, kind, score
from pairing.engine.people import Between, Bools, Ints, Leader, Mentor, Rules
from pairing.engine.prices import Cost, Prices, prices
from pairing.engine.shortage import Shortage, cheapest_relief, nearly_all, shortages
from pairing.engine.solve import Problem, Solution, solve, solve_for_total

FAR, LONG_APART, CLOSE_WORDING = 0.5, 0.3, 0.6
KEEPING = 2_500  # points that leaving a pair as it was is worth, where pairs are to be kept
MOST_ALTERNATIVES = 60
NO_RULES = Rules()
SEATS_TAKEN = "seats_taken"
STEPS = ("weigh", "solve", "price", "explain")


@dataclass(frozen=True)
class Reason:
    """Why a pair fits: a code that the page turns into words, and what fills them."""

    code: str
    values: tuple[str | float, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """Another mentor for a leader, or another leader for a mentor (`other`), and what choosing them costs the cohort.

    `cost`: (leaders matched, pairs weaker than any now, total), read from the left; later places may be negative, a gain,
    where an earlier one is lost.
    """

    other: str
    score: int
    cost: Cost


@dataclass(frozen=True)
class Pair:
    """`alternatives`: the leader's other mentors, the cheapest first, at most MOST_ALTERNATIVES; none where it is pinned.

    The runner-up on either side is the one with the highest score, `runner_up_features` are the leader's with theirs;
    `regret` is what parting the two costs.
    """

    leader: str
    mentor: str
    score: int
    kind: str
    pinned: bool
    features: Mapping[str, float]
    reasons: tuple[Reason, ...]
    runner_up: Alternative | None
    runner_up_features: Mapping[str, float]
    mentors_runner_up: Alternative | None
    regret: Cost
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class Change:
    """This pair could be, were these rules bent for it (RULE_PRICES)."""

    leader: str
    mentor: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Relief:
    """Changes that together free these leaders."""

    freed: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Unmatched:
    """`removed` counts mentors by the first rule in the way (together all mentors); `alone` by the only one."""

    leader: str
    removed: Mapping[str, int]
    alone: Mapping[str, int]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class Short:
    """These leaders share these mentors with so many seats, and so some of them wait."""

    leaders: tuple[str, ...]
    mentors: tuple[str, ...]
    seats: int
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """Pairs and unmatched in order of leader id; `idle` mentors have no leader. `worst` leaves pinned pairs out.

    `short`: the largest group first. `reliefs`: the least changes that free as many leaders as can be.
    `removes`: rules that remove nearly all pairs by themselves, with their share.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    short: tuple[Short, ...]
    reliefs: tuple[Relief, ...]
    removes: Mapping[str, float]
    idle: tuple[str, ...]
    worst: int | None
    total: int


@dataclass(frozen=True)
class Board:
    """Everything that a run has computed before it is solved; `kept`: the pairs to leave as they are if one can."""

    leaders: Sequence[Leader]
    mentors: Sequence[Mentor]
    between: Between
    features: Features
    score: Ints
    named: Mapping[str, Bools]
    kept: Bools
    pins: Mapping[int, int]

    @cached_property
    def problem(self) -> Problem:
        return Problem(
            [leader.id for leader in self.leaders],
            [mentor.id for mentor in self.mentors],
            self.score + KEEPING * self.kept,
            hard.allowed(self.named),
            [mentor.capacity for mentor in self.mentors],
            self.pins,
        )


def propose(
    leaders: Sequence[Leader],
    mentors: Sequence[Mentor],
    between: Between,
    rules: Rules = NO_RULES,
    weights: Weights = USUAL_WEIGHTS,
    before: Callable[[str], None] = lambda step: None,
) -> Proposal:
    """The best pairing of a whole cohort, explained. PinsBreakRules where a pin contradicts a hard rule.

    `before` hears each of STEPS as it begins; what it raises ends the run.
    """
    before("weigh")
    board = lay_board(leaders, mentors, between, rules, weights)
    before("solve")
    solution = solve_for_total(board.problem) if board.kept.any() else solve(board.problem)
    before("price")
    found = prices(board.problem, solution)
    before("explain")
    return explained(board, solution, found)


def lay_board(
    leaders: Sequence[Leader], mentors: Sequence[Mentor], between: Between, rules: Rules, weights: Weights
) -> Board:
    """Features, scores, masks and pins of a run."""
    found = features(leaders, mentors, between)
    named = hard.masks(leaders, mentors, between, rules)
    pins = hard.pinned(leaders, mentors, named, rules.pins)
    kept = hard.where(leaders, mentors, rules.keep)
    return Board(leaders, mentors, between, found, score(found, weights), named, kept, pins)


def explained(board: Board, solution: Solution, found: Prices) -> Proposal:
    """The solution in the words of people and rules."""
    explain = Explained(board, solution, found)
    chosen = sorted((row for row, column in enumerate(solution.mentor_of) if column is not None), key=explain.leader_id)
    waiting = sorted(set(range(len(board.leaders))) - set(chosen), key=explain.leader_id)
    points = {row: int(board.score[row, column]) for row, column in enumerate(solution.mentor_of) if column is not None}
    busy = set(solution.mentor_of)
    return Proposal(
        pairs=tuple(explain.pair(row) for row in chosen),
        unmatched=tuple(explain.unmatched(row) for row in waiting),
        short=tuple(explain.short()),
        reliefs=explain.reliefs(),
        removes=nearly_all(board.named, [name for name in hard.RULE_NAMES if name != "no_seat"]),
        idle=tuple(sorted(mentor.id for column, mentor in enumerate(board.mentors) if column not in busy)),
        worst=min((each for row, each in points.items() if row not in board.pins), default=None),
        total=sum(points.values()),
    )


@dataclass(frozen=True)
class Explained:
    """What can be said about each leader once the prices are known."""

    board: Board
    solution: Solution
    prices: Prices

    def leader_id(self, row: int) -> str:
        return self.board.leaders[row].id

    @cached_property
    def held(self) -> Ints:
        """Each leader's column; −1 for who has nobody."""
        return np.array([-1 if column is None else column for column in self.solution.mentor_of], np.int64)

    @cached_property
    def leader_rank(self) -> Ints:
        return ranks([leader.id for leader in self.board.leaders])

    @cached_property
    def mentor_rank(self) -> Ints:
        return ranks([mentor.id for mentor in self.board.mentors])

    def pair(self, row: int) -> Pair:
        """One chosen pair with its kind, reasons and what could be instead."""
        board, column = self.board, self.solution.mentor_of[row]
        assert column is not None
        second = self._runner_up(row)
        return Pair(
            leader=self.leader_id(row),
            mentor=board.mentors[column].id,
            score=int(board.score[row, column]),
            kind=kind(board.features, row, column),
            pinned=row in board.pins,
            features=board.features.of(row, column),
            reasons=tuple(reasons(board, row, column)),
            runner_up=None if second is None else self._alternative(row, second),
            runner_up_features={} if second is None else board.features.of(row, second),
            mentors_runner_up=None if row in board.pins else self._mentors_runner_up(row, column),
            regret=self.prices.regret(row),
            alternatives=self._alternatives(row),
        )

    def _others(self, row: int) -> Ints:
        """The mentors whom this leader could have instead."""
        others = self.prices.possible[row].copy()
        if (column := self.solution.mentor_of[row]) is not None:
            others[column] = False
        found: Ints = np.flatnonzero(others)
        return found

    def _runner_up(self, row: int) -> int | None:
        """The column of the leader's other mentor with the highest score."""
        others = self._others(row)
        return first(others, -self.board.score[row, others], self.mentor_rank[others])

    def _mentors_runner_up(self, row: int, column: int) -> Alternative | None:
        """The leader whom this mentor fits best next; those whom they have already aside."""
        others = np.flatnonzero(self.prices.possible[:, column] & (self.held != column))
        best = first(others, -self.board.score[others, column], self.leader_rank[others])
        if best is None:
            return None
        found = self._alternative(best, column)
        return Alternative(self.leader_id(best), found.score, found.cost)

    def _alternatives(self, row: int) -> tuple[Alternative, ...]:
        others = self._others(row)
        cost, points = self.prices.swaps[row, others], self.board.score[row, others]
        order = np.lexsort((self.mentor_rank[others], -points, *cost.T[::-1]))[:MOST_ALTERNATIVES]
        return tuple(self._alternative(row, int(others[it])) for it in order)

    def _alternative(self, row: int, column: int) -> Alternative:
        cost = self.prices.swap(row, column)
        assert cost is not None
        return Alternative(self.board.mentors[column].id, int(self.board.score[row, column]), cost)

    def unmatched(self, row: int) -> Unmatched:
        """Which rule removed each mentor for a leader; those whom no rule removes have their seats taken by others."""
        masks = np.array([mask[row] for mask in self.board.named.values()])
        names = [*self.board.named, SEATS_TAKEN]
        first = np.where(masks.any(axis=0), masks.argmax(axis=0), len(masks))
        removed = Counter(names[it] for it in first)
        alone = Counter(names[it] for it in first[masks.sum(axis=0) <= 1])
        return Unmatched(
            leader=self.leader_id(row),
            removed=dict(removed),
            alone=dict(alone),
            alternatives=self._alternatives(row),
        )

    def reliefs(self) -> tuple[Relief, ...]:
        """Asked only where someone waits: it takes another assignment."""
        if None not in self.solution.mentor_of:
            return ()
        found = cheapest_relief(self.board.problem, self.solution, self.board.named)
        return tuple(sorted((self._relief(each) for each in found), key=lambda it: it.freed))

    def _relief(self, relief: shortage.Relief) -> Relief:
        changes = (Change(self.leader_id(it.leader), self.board.mentors[it.mentor].id, it.rules) for it in relief.bends)
        return Relief(
            freed=tuple(sorted(self.leader_id(row) for row in relief.freed)),
            changes=tuple(sorted(changes, key=lambda it: (it.leader, it.mentor))),
        )

    def short(self) -> list[Short]:
        """The largest group first, even ones in order of leader id."""
        groups = [self._short(group) for group in shortages(self.board.problem, self.solution)]
        return sorted(groups, key=lambda group: (-len(group.leaders), group.leaders))

    def _short(self, group: Shortage) -> Short:
        return Short(
            leaders=tuple(sorted(self.leader_id(row) for row in group.leaders)),
            mentors=tuple(sorted(self.board.mentors[column].id for column in group.mentors)),
            seats=group.seats,
            waiting=tuple(sorted(self.leader_id(row) for row in group.waiting)),
        )


def ranks(ids: Sequence[str]) -> Ints:
    """The place of each in the order of all, 0 first."""
    found = np.empty(len(ids), np.int64)
    found[np.array(sorted(range(len(ids)), key=lambda it: ids[it]), np.int64)] = np.arange(len(ids))
    return found


def first(places: Ints, keys: Ints, ties: Ints) -> int | None:
    """The place with the smallest key, the smaller tie before; None where there is no place."""
    if not len(places):
        return None
    return int(places[np.lexsort((ties, keys))[0]])


def reasons(board: Board, row: int, column: int) -> Iterator[Reason]:
    """What speaks for a pair, the matter before the circumstances."""
    leader, mentor, found = board.leaders[row], board.mentors[column], board.features
    if shared := sorted(
        (-leader.topics[t] * mentor.topics[t], t) for t in leader.topics if mentor.topics.get(t, 0) > 0
    ):
        yield Reason("topics", tuple(topic for _, topic in shared))
    if seen := sorted(target for target in leader.targets if mentor.exposure.get(target, 0) > 0):
        yield Reason("first_hand_sight", tuple(seen))
    if found.text[row, column] >= CLOSE_WORDING:
        yield Reason("close_wording")
    if found.distance[row, column] >= FAR:
        yield Reason("another_function")
    if found.tenure[row, column] >= LONG_APART:
        yield Reason("years_apart", (round(abs(leader.tenure_years - mentor.tenure_years), 1),))
    if leader.site and leader.site == mentor.site:
        yield Reason("same_site", (leader.site,))
    yield Reason("shared_hours", (int(board.between.half_hours[row, column]) / 2,))
