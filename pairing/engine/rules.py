"""The hard rules, each a named mask: True where it removes a mentor (column) for a leader (row)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from pairing.engine.people import Between, Bools, Leader, Mentor, Rules

SKIP_LEVEL = 2
RULE_NAMES = (
    "self",
    "reporting",
    "reporting_further",
    "forbidden",
    "already_paired",
    "same_department",
    "language",
    "no_common_slot",
    "no_seat",
)


class PinsBreakRules(ValueError):
    """Pinned pairs that can't stand: (leader id, mentor id, names of the rules or "seats" or "two_mentors")."""

    def __init__(self, broken: Sequence[tuple[str, str, tuple[str, ...]]]) -> None:
        super().__init__(f"{len(broken)} pinned pairs break a rule: {list(broken)}")
        self.broken = tuple(broken)


def chain_above(person: str, manager_of: Mapping[str, str | None]) -> Iterator[str]:
    """The managers above a person, nearest first; ends where someone comes up twice: real rosters contain cycles."""
    seen = {person}
    above = manager_of.get(person)
    while above is not None and above not in seen:
        yield above
        seen.add(above)
        above = manager_of.get(above)


def steps_up(mentor: str, leader: str, manager_of: Mapping[str, str | None]) -> int | None:
    """How many steps above the mentor the leader stands (1 is their manager); None if not above them."""
    return next((n for n, above in enumerate(chain_above(mentor, manager_of), 1) if above == leader), None)


def masks(leaders: Sequence[Leader], mentors: Sequence[Mentor], between: Between, rules: Rules) -> dict[str, Bools]:
    """The mask of every rule, in the order of RULE_NAMES; each leaders × mentors."""
    shape = (len(leaders), len(mentors))
    near, far = reporting(leaders, mentors, rules)
    found: dict[str, Bools] = {
        "self": where(leaders, mentors, ((leader.id, leader.id) for leader in leaders)),
        "reporting": near,
        "reporting_further": far,
        "forbidden": where(leaders, mentors, rules.forbidden),
        "already_paired": where(leaders, mentors, rules.already_paired),
        "same_department": same_department(leaders, mentors) if rules.other_department else np.zeros(shape, bool),
        "language": no_shared_language(leaders, mentors),
        "no_common_slot": ~np.asarray(between.can_meet, bool).reshape(shape),
        "no_seat": np.broadcast_to(np.array([mentor.capacity < 1 for mentor in mentors], bool), shape),
    }
    return {name: found[name] for name in RULE_NAMES}


def where(leaders: Sequence[Leader], mentors: Sequence[Mentor], pairs: Iterable[tuple[str, str]]) -> Bools:
    """True at the given (leader id, mentor id); ids that take no part are passed over."""
    row = {leader.id: i for i, leader in enumerate(leaders)}
    column = {mentor.id: j for j, mentor in enumerate(mentors)}
    mask = np.zeros((len(leaders), len(mentors)), bool)
    for leader, mentor in pairs:
        if leader in row and mentor in column:
            mask[row[leader], column[mentor]] = True
    return mask


def reporting(leaders: Sequence[Leader], mentors: Sequence[Mentor], rules: Rules) -> tuple[Bools, Bools]:
    """Two masks: leaders one or two steps above a mentor, never allowed; and further up, allowed by exception alone."""
    ranked = [
        (steps, (leader, mentor.id))
        for mentor in mentors
        for steps, leader in enumerate(chain_above(mentor.id, rules.manager_of), 1)
    ]
    near = where(leaders, mentors, (pair for steps, pair in ranked if steps <= SKIP_LEVEL))
    far = where(
        leaders, mentors, (pair for steps, pair in ranked if steps > SKIP_LEVEL and pair not in rules.exceptions)
    )
    return near, far


def same_department(leaders: Sequence[Leader], mentors: Sequence[Mentor]) -> Bools:
    """True where both name the same department; an unknown one is nobody's."""
    theirs = np.array([mentor.department for mentor in mentors], dtype=str)
    rows = [(theirs == leader.department) & (leader.department != "") for leader in leaders]
    return np.array(rows, bool).reshape(len(leaders), len(mentors))


def no_shared_language(leaders: Sequence[Leader], mentors: Sequence[Mentor]) -> Bools:
    """True where both name languages and none is shared; someone who names none is not held back."""
    rows = [
        [
            bool(leader.languages and mentor.languages and leader.languages.isdisjoint(mentor.languages))
            for mentor in mentors
        ]
        for leader in leaders
    ]
    return np.array(rows, bool).reshape(len(leaders), len(mentors))


def allowed(named: Mapping[str, Bools]) -> Bools:
    """True where no rule removes the pair."""
    free: Bools = ~np.logical_or.reduce(list(named.values()))
    return free


def pinned(
    leaders: Sequence[Leader], mentors: Sequence[Mentor], named: Mapping[str, Bools], pins: Iterable[tuple[str, str]]
) -> dict[int, int]:
    """The pinned pairs as row → column. Pins never override a rule: PinsBreakRules names every one that would.

    Pins of people who take no part are passed over.
    """
    row = {leader.id: i for i, leader in enumerate(leaders)}
    column = {mentor.id: j for j, mentor in enumerate(mentors)}
    found: dict[int, int] = {}
    broken: list[tuple[str, str, tuple[str, ...]]] = []
    for leader, mentor in sorted(pin for pin in pins if pin[0] in row and pin[1] in column):
        i, j = row[leader], column[mentor]
        against = tuple(name for name, mask in named.items() if mask[i, j])
        against += ("two_mentors",) * (i in found)
        against += ("seats",) * (list(found.values()).count(j) >= mentors[j].capacity)
        if against:
            broken.append((leader, mentor, against))
        else:
            found[i] = j
    if broken:
        raise PinsBreakRules(broken)
    return found
