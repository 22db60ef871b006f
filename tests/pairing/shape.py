"""An organization with the shape that real ones have: four grades under one top, spans of one to sixteen, managers who stand
in another unit (a matrix), people whose manager nobody knows, and lines that run in a circle.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from pairing.engine import Between, Leader, Mentor, Rules

FUNCTIONS = ("Finance", "Risk", "Operations", "Retail", "People", "Technology", "Legal", "Markets")
TEAMS = ("Reporting", "Control", "Payments", "Branches", "Service", "Data")
SITES = ("Graz", "Porto", "Łódź", "Malmö")
TOPICS = ("prompts", "reports", "customers", "checks", "hiring", "safety", "pricing", "drafts")
GIVEN = ("Ana", "Björn", "Chloé", "Dorota", "Emre", "Fatou", "Gwen", "Hanna", "Ines", "Jonas", "Kofi", "Lucía")
FAMILY = ("O'Neil", "Łukasik", "van Dalen", "Ruiz Peña", "Köhler", "Sørensen", "D'Amico", "Öberg", "Nowak", "Haddad")
SENIOR = 3  # grades above those who do the work


@dataclass
class Someone:
    key: str
    given: str
    family: str
    unit: tuple[str, ...]
    site: str
    grade: int  # 0 is the top
    tenure: float
    manager: str | None = None
    topics: dict[str, int] = field(default_factory=dict)
    sight: str = ""


def organization(size, seed=1):
    """`size` people, the top first; the same for the same seed."""
    draw = random.Random(seed)
    people = [_someone(draw, n, 0 if n == 0 else 1 + min(3, n * 12 // size)) for n in range(size)]
    of_grade, of_function = defaultdict(list), defaultdict(list)
    for person in people:
        of_grade[person.grade].append(person)
        of_function[person.grade, person.unit[:1]].append(person)
    for person in people[1:]:
        above, near = of_grade[person.grade - 1], of_function[person.grade - 1, person.unit[:1]]
        person.manager = draw.choice(near if near and draw.random() < 0.8 else above).key  # a fifth report across units
    for orphan in draw.sample(people[1:], max(1, size // 60)):
        orphan.manager = None
    ring = draw.sample([it for it in people if it.grade == 2] or people[1:], 2)
    ring[0].manager, ring[1].manager = ring[1].key, ring[0].key
    return people


def _someone(draw, n, grade):
    unit = ("Group",) if grade == 0 else (draw.choice(FUNCTIONS), draw.choice(TEAMS))
    years = draw.uniform(8, 30) if grade < SENIOR else draw.uniform(0, 9)
    topics = {
        topic: draw.randint(1, 3)
        for topic in draw.sample(TOPICS, draw.randint(1, 3) if grade < SENIOR else draw.randint(2, 5))
    }
    sight = draw.choice(FUNCTIONS) if draw.random() < 0.4 else ""
    return Someone(
        f"p{n:05}",
        draw.choice(GIVEN),
        draw.choice(FAMILY),
        unit,
        draw.choice(SITES),
        grade,
        years,
        topics=topics,
        sight=sight,
    )


def cast_of(people, leaders, mentors):
    """(leaders, mentors): the most senior, and of those who do the work as many as are wanted."""
    return people[:leaders], [it for it in people if it.grade > SENIOR][:mentors]


def for_engine(people, leaders, mentors, seed=1):
    """What `propose` takes: leaders, mentors, between, rules."""
    asking, knowing = cast_of(people, leaders, mentors)
    random_hours = np.random.default_rng(seed).integers(0, 60, (len(asking), len(knowing)))
    return (
        [_leader(it) for it in asking],
        [_mentor(it) for it in knowing],
        Between(random_hours, random_hours > 3),
        Rules(manager_of={it.key: it.manager for it in people}),
    )


def _common(it):
    return {"id": it.key, "unit": it.unit, "department": "/".join(it.unit), "site": it.site, "tenure_years": it.tenure}


def _leader(it):
    targets = frozenset({it.sight} - {""})
    return Leader(**_common(it), topics=it.topics, owns_today=(len(it.key) % 3) / 2, targets=targets)


def _mentor(it):
    topics = {topic: level / 3 for topic, level in it.topics.items()}
    return Mentor(**_common(it), topics=topics, exposure={it.unit[0]: 1.0})
