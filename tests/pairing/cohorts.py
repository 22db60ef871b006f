"""Random cohorts for the engine's tests, and the slow way to the best pairing."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from pairing.engine import Between, Leader, Mentor, Rules

TOPICS = ["assistants", "pricing", "safety", "hiring"]
UNITS = [(), ("ops",), ("ops", "claims"), ("sales",), ("sales", "online"), ("it",)]


@st.composite
def cohorts(draw, most_leaders=5, most_mentors=5):
    """(leaders, mentors, between, rules) over a small roster whose reporting lines may run in circles."""
    n, m = draw(st.integers(1, most_leaders)), draw(st.integers(1, most_mentors))
    leaders = [draw(a_leader(f"L{i}")) for i in range(n)]
    mentors = [draw(a_mentor(f"M{j}")) for j in range(m)]
    if draw(st.booleans()):
        mentors[0] = replace(mentors[0], id="L0")
    return leaders, mentors, draw(between(n, m)), draw(rules(leaders, mentors))


def members():
    return {
        "unit": st.sampled_from(UNITS),
        "department": st.sampled_from(["", "a", "b"]),
        "site": st.sampled_from(["", "x", "y"]),
        "tenure_years": st.integers(0, 25).map(float),
        "languages": st.frozensets(st.sampled_from(["de", "en"])),
    }


def a_leader(name):
    topics = st.dictionaries(st.sampled_from(TOPICS), st.integers(1, 3), max_size=3)
    targets = st.frozensets(st.sampled_from(["support", "branches"]))
    return st.builds(
        Leader, st.just(name), **members(), topics=topics, owns_today=st.sampled_from([0, 0.5, 1]), targets=targets
    )


def a_mentor(name):
    topics = st.dictionaries(st.sampled_from(TOPICS), st.sampled_from([1 / 3, 2 / 3, 1.0]))
    exposure = st.dictionaries(st.sampled_from(["support", "branches"]), st.sampled_from([0.5, 1.0]))
    capacity = st.sampled_from([0, 1, 1, 1, 2])
    return st.builds(Mentor, st.just(name), **members(), topics=topics, exposure=exposure, capacity=capacity)


@st.composite
def between(draw, n, m):
    cells = draw(st.lists(st.integers(0, 40), min_size=n * m, max_size=n * m))
    hours = np.array(cells).reshape(n, m)
    return Between(hours, hours >= 4, draw(st.sampled_from([None, (hours * 7 % 11) / 11])))


@st.composite
def rules(draw, leaders, mentors):
    people = sorted({each.id for each in [*leaders, *mentors]} | {"boss", "head"})
    pair = st.tuples(st.sampled_from([each.id for each in leaders]), st.sampled_from([each.id for each in mentors]))
    return Rules(
        manager_of=draw(st.dictionaries(st.sampled_from(people), st.sampled_from([*people, None]))),
        exceptions=draw(st.frozensets(pair, max_size=2)),
        forbidden=draw(st.frozensets(pair, max_size=3)),
        already_paired=draw(st.frozensets(pair, max_size=2)),
        other_department=draw(st.booleans()),
    )


def every_assignment(allowed, capacity, row=0):
    """All ways to give each leader an allowed mentor with a seat left, or nobody."""
    if row == len(allowed):
        yield ()
        return
    for column in [None, *np.flatnonzero(allowed[row])]:
        if column is not None and not capacity[column]:
            continue
        left = [seats - (j == column) for j, seats in enumerate(capacity)]
        for rest in every_assignment(allowed, left, row + 1):
            yield (column, *rest)


def standing(assignment, score, pins=()):
    """(leaders matched, worst pair that wasn't pinned, total) of an assignment."""
    scores = {row: int(score[row, column]) for row, column in enumerate(assignment) if column is not None}
    worst = min((each for row, each in scores.items() if row not in pins), default=-1)
    return len(scores), worst, sum(scores.values())
