"""How well a mentor fits a question: features in [0, 1], a score of 0–10,000, the kind of pair (P1, P2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from pairing.engine.people import Between, Bools, Floats, Ints, Leader, Mentor

TEXT_SHARE = 0.6
DISTANCE_SHARE, TENURE_SHARE = 0.6, 0.4
YEARS_APART = 10
PLENTY_OF_HALF_HOURS = 20
HOURS_SHARE, SITE_SHARE = 0.7, 0.3
TOP_SCORE = 10_000
KINDS = ("strategic", "constructive_tension", "goal_match", "look_again")


@dataclass(frozen=True)
class Weights:
    """What the sponsor moves: how much each part counts. None is negative."""

    goal: float = 45
    tension: float = 20
    strategic: float = 25
    access: float = 10

    def __post_init__(self) -> None:
        if min(self.goal, self.tension, self.strategic, self.access) < 0:
            raise ValueError("A weight can't be negative.")


USUAL_WEIGHTS = Weights()


@dataclass(frozen=True)
class Features:
    """Each leaders × mentors in [0, 1]; `has_target`: which leaders' questions name a function or customers."""

    coverage: Floats
    text: Floats
    goal: Floats
    distance: Floats
    tenure: Floats
    tension: Floats
    strategic: Floats
    access: Floats
    has_target: Bools

    def of(self, row: int, column: int) -> dict[str, float]:
        """The features of one pair by name."""
        names = [each.name for each in fields(self) if each.name != "has_target"]
        return {name: round(float(getattr(self, name)[row, column]), 4) for name in names}


def features(leaders: Sequence[Leader], mentors: Sequence[Mentor], between: Between) -> Features:
    """All features of all pairs; rows are leaders, columns mentors."""
    shape = (len(leaders), len(mentors))
    topics, targets = topic_coverage(leaders, mentors), exposure(leaders, mentors)
    text = rescaled(between.similarity) if between.similarity is not None else np.zeros(shape)
    goal = 1 - (1 - topics) * (1 - TEXT_SHARE * text)
    distance, tenure = function_distance(leaders, mentors), tenure_gap(leaders, mentors)
    owns = np.array([leader.owns_today for leader in leaders], float)[:, None]
    return Features(
        coverage=topics,
        text=text,
        goal=goal,
        distance=distance,
        tenure=tenure,
        tension=owns * np.sqrt(goal * (DISTANCE_SHARE * distance + TENURE_SHARE * tenure)),
        strategic=targets,
        access=access(leaders, mentors, between),
        has_target=np.array([bool(leader.targets) for leader in leaders], bool),
    )


def score(found: Features, weights: Weights = USUAL_WEIGHTS) -> Ints:
    """The score of all pairs, 0–10,000. A question without a target isn't marked down: that part is left out."""
    strategic = np.where(found.has_target, weights.strategic, 0.0)[:, None]
    in_use = weights.goal + weights.tension + weights.access + strategic
    points = weights.goal * found.goal + weights.tension * found.tension + weights.access * found.access
    points = points + strategic * found.strategic
    share = np.divide(points, in_use, out=np.zeros_like(points), where=in_use > 0)
    points_of_all: Ints = np.rint(TOP_SCORE * share).astype(np.int64)
    return points_of_all


def kind(found: Features, row: int, column: int) -> str:
    """The first kind that holds, of KINDS."""
    goal, tension = found.goal[row, column], found.tension[row, column]
    if found.strategic[row, column] >= 0.75 and found.distance[row, column] > 0 and goal >= 0.25:
        return "strategic"
    if tension >= 0.6 and goal >= 0.35:
        return "constructive_tension"
    return "goal_match" if goal >= 0.5 else "look_again"


def topic_coverage(leaders: Sequence[Leader], mentors: Sequence[Mentor]) -> Floats:
    """How much of what a leader asks for a mentor knows. What they know besides doesn't count against them."""
    names = sorted({name for leader in leaders for name in leader.topics})
    return covered(
        table([leader.topics for leader in leaders], names), table([mentor.topics for mentor in mentors], names)
    )


def exposure(leaders: Sequence[Leader], mentors: Sequence[Mentor]) -> Floats:
    """How closely a mentor sees what the leader's question names; 0 where it names nothing."""
    names = sorted({name for leader in leaders for name in leader.targets})
    wanted = [dict.fromkeys(leader.targets, 1.0) for leader in leaders]
    return covered(table(wanted, names), table([mentor.exposure for mentor in mentors], names))


def table(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    """One row for each mapping, one column for each name; 0 where it says nothing."""
    return np.array([[row.get(name, 0) for name in names] for row in rows], float).reshape(len(rows), len(names))


def covered(wanted: Floats, known: Floats) -> Floats:
    """Σ q p / Σ q for all rows of both; 0 where nothing is wanted.

    Summed name by name: a matrix product may add up in another order when rows are shuffled, and change a last digit.
    """
    hits = np.zeros((len(wanted), len(known)))
    for name in range(wanted.shape[1]):
        hits += np.outer(wanted[:, name], known[:, name])
    total = wanted.sum(axis=1)[:, None]
    share: Floats = np.clip(np.divide(hits, total, out=np.zeros_like(hits), where=total > 0), 0, 1)
    return share


def rescaled(similarity: Floats) -> Floats:
    """Similarity between this run's median (0) and 99th percentile (1); all 0 where those are one."""
    if not similarity.size:
        return np.zeros(similarity.shape)
    low, high = np.percentile(similarity, [50, 99])
    return np.clip((similarity - low) / (high - low), 0, 1) if high > low else np.zeros(similarity.shape)


def function_distance(leaders: Sequence[Leader], mentors: Sequence[Mentor]) -> Floats:
    """1 − 2·depth(lowest common unit) / (sum of both depths): 0 in one unit, 1 with nothing but the root in common."""
    known = {(leader.unit, mentor.unit) for leader in leaders for mentor in mentors}
    apart = {pair: units_apart(*pair) for pair in known}
    rows = [[apart[leader.unit, mentor.unit] for mentor in mentors] for leader in leaders]
    return np.array(rows, float).reshape(len(leaders), len(mentors))


def units_apart(one: Sequence[str], other: Sequence[str]) -> float:
    """The distance of two units, each the way down from the root; two at the root are one."""
    common = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    depths = len(one) + len(other)
    return 1 - 2 * common / depths if depths else 0.0


def tenure_gap(leaders: Sequence[Leader], mentors: Sequence[Mentor]) -> Floats:
    """Years apart in the organization, ten or more counting as 1."""
    ours = np.array([leader.tenure_years for leader in leaders], float)
    theirs = np.array([mentor.tenure_years for mentor in mentors], float)
    gap: Floats = np.clip(np.abs(ours[:, None] - theirs[None, :]) / YEARS_APART, 0, 1)
    return gap


def access(leaders: Sequence[Leader], mentors: Sequence[Mentor], between: Between) -> Floats:
    """How easily two people meet: shared half hours, ten hours a week counting as plenty, and a site in common."""
    shape = (len(leaders), len(mentors))
    hours = np.clip(np.asarray(between.half_hours, float).reshape(shape) / PLENTY_OF_HALF_HOURS, 0, 1)
    rows = [[bool(leader.site) and leader.site == mentor.site for mentor in mentors] for leader in leaders]
    return HOURS_SHARE * hours + SITE_SHARE * np.array(rows, float).reshape(shape)
