"""From people and rules to a proposal that explains itself: every pair, and everyone left without one (P1–P3)."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pairing.engine import rules as hard
from pairing.engine.features import USUAL_WEIGHTS, Features, Weights, features, kind, score
from pairing.engine.people import Between, Bools, Ints, Leader, Mentor, Rules
from pairing.engine.solve import Solution, solve

FAR, LONG_APART, CLOSE_WORDING = 0.5, 0.3, 0.6
NO_RULES = Rules()
SEATS_TAKEN = "seats_taken"


@dataclass(frozen=True)
class Reason:
    """Why a pair fits: a code that the page turns into words, and what fills them."""

    code: str
    values: tuple[str | float, ...] = ()


@dataclass(frozen=True)
class RunnerUp:
    """The leader's next best mentor, and what choosing them costs the cohort: (leaders matched, worst pair, total).

    Read from the left: later places may be negative (a gain) when an earlier one is lost.
    """

    mentor: str
    score: int
    cost: tuple[int, int, int]


@dataclass(frozen=True)
class Pair:
    leader: str
    mentor: str
    score: int
    kind: str
    pinned: bool
    features: Mapping[str, float]
    reasons: tuple[Reason, ...]
    runner_up: RunnerUp | None


@dataclass(frozen=True)
class Unmatched:
    """`removed` counts mentors by the first rule in the way (together all mentors); `alone` by the only one."""

    leader: str
    removed: Mapping[str, int]
    alone: Mapping[str, int]


@dataclass(frozen=True)
class Proposal:
    """Pairs and unmatched in order of leader id; `idle` mentors have no leader. `worst` leaves pinned pairs out."""

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    idle: tuple[str, ...]
    worst: int | None
    total: int


@dataclass(frozen=True)
class Board:
    """Everything that a run has computed before it explains itself."""

    leaders: Sequence[Leader]
    mentors: Sequence[Mentor]
    between: Between
    features: Features
    score: Ints
    named: Mapping[str, Bools]
    allowed: Bools
    pins: Mapping[int, int]

    def solved(self, trial: tuple[int, int] | None = None) -> Solution:
        ids = [leader.id for leader in self.leaders], [mentor.id for mentor in self.mentors]
        capacity = [mentor.capacity for mentor in self.mentors]
        return solve(*ids, self.score, self.allowed, capacity, self.pins, trial)


def propose(
    leaders: Sequence[Leader],
    mentors: Sequence[Mentor],
    between: Between,
    rules: Rules = NO_RULES,
    weights: Weights = USUAL_WEIGHTS,
) -> Proposal:
    """The best pairing of a whole cohort, explained. PinsBreakRules where a pin contradicts a hard rule."""
    board = lay_board(leaders, mentors, between, rules, weights)
    solution = board.solved()
    chosen = sorted((row for row, column in enumerate(solution.mentor_of) if column is not None), key=by_id(leaders))
    waiting = sorted(set(range(len(leaders))) - set(chosen), key=by_id(leaders))
    busy = {column for column in solution.mentor_of if column is not None}
    return Proposal(
        pairs=tuple(explain(board, solution, row) for row in chosen),
        unmatched=tuple(stands_in_the_way(board, row) for row in waiting),
        idle=tuple(sorted(mentor.id for column, mentor in enumerate(mentors) if column not in busy)),
        worst=solution.worst,
        total=solution.total,
    )


def lay_board(
    leaders: Sequence[Leader], mentors: Sequence[Mentor], between: Between, rules: Rules, weights: Weights
) -> Board:
    """Features, scores, masks and pins of a run."""
    found = features(leaders, mentors, between)
    named = hard.masks(leaders, mentors, between, rules)
    pins = hard.pinned(leaders, mentors, named, rules.pins)
    return Board(leaders, mentors, between, found, score(found, weights), named, hard.allowed(named), pins)


def by_id(members: Sequence[Leader]) -> Callable[[int], str]:
    """A key that orders rows by public id."""
    return lambda row: members[row].id


def explain(board: Board, solution: Solution, row: int) -> Pair:
    """One chosen pair with its kind, reasons and runner-up."""
    column = solution.mentor_of[row]
    assert column is not None
    return Pair(
        leader=board.leaders[row].id,
        mentor=board.mentors[column].id,
        score=int(board.score[row, column]),
        kind=kind(board.features, row, column),
        pinned=row in board.pins,
        features=board.features.of(row, column),
        reasons=tuple(reasons(board, row, column)),
        runner_up=None if row in board.pins else runner_up(board, solution, row),
    )


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


def runner_up(board: Board, solution: Solution, row: int) -> RunnerUp | None:
    """The leader's next best mentor with a seat that isn't pinned, priced by solving again with that pair standing."""
    pinned = list(board.pins.values())
    others = [
        (-int(board.score[row, column]), mentor.id, column)
        for column, mentor in enumerate(board.mentors)
        if board.allowed[row, column] and column != solution.mentor_of[row] and pinned.count(column) < mentor.capacity
    ]
    if not others:
        return None
    negative, mentor_id, column = min(others)
    instead = board.solved(trial=(row, column)).standing
    matched, worst, total = (ours - theirs for ours, theirs in zip(solution.standing, instead, strict=True))
    return RunnerUp(mentor_id, -negative, (matched, worst, total))


def stands_in_the_way(board: Board, row: int) -> Unmatched:
    """Which rule removed each mentor for a leader; those whom no rule removes have their seats taken by others."""
    removed: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for column in range(len(board.mentors)):
        against = [name for name, mask in board.named.items() if mask[row, column]] or [SEATS_TAKEN]
        removed[against[0]] += 1
        alone[against[0]] += len(against) == 1
    return Unmatched(board.leaders[row].id, dict(removed), dict(+alone))
