"""Whether a figure about people may be published (N4, M5): decided from membership, before any value is seen.

A figure treats the people of an atom alike, so exchanging their answers changes nothing that was ever published.
With at least k people in each atom nobody can tell who gave which answer, whatever the statistic.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Literal

from organizations.wording import gettext_noop

FEWEST = 5
INSIDERS = 1
DOMINANCE_PERCENT = 10
OTHER = "other"
HIDDEN = gettext_noop("Not shown, so that nobody's answer can be worked out.")

About = Literal["people", "pairs"]
Atom = frozenset[str]
Bound = Literal["", "≥", "≤", "≈"]


@dataclass(frozen=True)
class Figure:
    """A figure to publish: random tokens of the people (or pairs, see `pair_token`) whose answers enter it.

    `question` names what was asked; items and the scale made of them share one, or the scale would tell the items.
    """

    id: str
    question: str
    people: frozenset[str]
    about: About = "people"


@dataclass(frozen=True)
class Decision:
    """`reason_code` is for records and tests; a reader gets the sentence HIDDEN, whatever the reason (R7)."""

    show: bool
    reason_code: Literal["shown", "too_few", "small_atom", "dominated"]


@dataclass(frozen=True)
class Ledger:
    """Every figure ever published in an organization, all waves, filters and audiences together; it only grows."""

    figures: tuple[Figure, ...] = ()

    def adding(self, figure: Figure) -> "Ledger":
        """The ledger with one more published figure."""
        return Ledger((*self.figures, figure))

    def atoms(self, question: str, about: About = "people") -> list[Atom]:
        """The sets of those with identical membership in every figure about a question, in a fixed order."""
        figures = [figure for figure in self.figures if (figure.question, figure.about) == (question, about)]
        return atoms(figure.people for figure in figures)


def atoms(sets: Iterable[frozenset[str]]) -> list[Atom]:
    """The classes of those who are in exactly the same sets; ordered by their first member."""
    signature: defaultdict[str, list[int]] = defaultdict(list)
    for n, people in enumerate(sets):
        for person in people:
            signature[person].append(n)
    classes: defaultdict[tuple[int, ...], set[str]] = defaultdict(set)
    for person, numbers in signature.items():
        classes[tuple(numbers)].add(person)
    return sorted((frozenset(people) for people in classes.values()), key=min)


def pair_token(leader: str, mentor: str) -> str:
    """The token of a pair in figures about pairs (R5), made of two person tokens; neither may contain a slash."""
    if "/" in leader + mentor:
        raise ValueError("A person token can't contain a slash.")
    return f"{leader}/{mentor}"


def size(atom: Iterable[str], about: About) -> int:
    """How many people hide each other: of pairs, the fewer of different leaders and different mentors (R5)."""
    members = list(atom)
    if about == "people" or not members:
        return len(members)
    leaders, mentors = zip(*(member.split("/") for member in members), strict=True)
    return min(len(set(leaders)), len(set(mentors)))


def checked(k: int) -> int:
    """k itself: it can be raised, never lowered."""
    if k < FEWEST:
        raise ValueError(f"No group is smaller than {FEWEST}.")
    return k


def decide(ledger: Ledger, figure: Figure, k: int = FEWEST) -> Decision:
    """Whether a figure may be added: with it, every atom must still have k people (R2, R5)."""
    if size(figure.people, figure.about) < checked(k):
        return Decision(False, "too_few")
    after = ledger.adding(figure).atoms(figure.question, figure.about)
    if any(size(atom, figure.about) < k for atom in after):
        return Decision(False, "small_atom")
    return Decision(True, "shown")


def decide_amounts(
    ledger: Ledger, figure: Figure, amounts: Mapping[str, float], k: int = FEWEST, percent: float = DOMINANCE_PERCENT
) -> Decision:
    """As `decide`, for a total of hours or minutes by token: nobody may dominate it, nor an atom of it (R10)."""
    decision = decide(ledger, figure, k)
    if not decision.show:
        return decision
    parts = [atom for atom in ledger.adding(figure).atoms(figure.question, figure.about) if atom <= figure.people]
    if any(dominated([amounts[token] for token in part], percent) for part in [figure.people, *parts]):
        return Decision(False, "dominated")
    return decision


def dominated(amounts: Sequence[float], percent: float = DOMINANCE_PERCENT) -> bool:
    """Whether the second largest contributor could estimate the largest to within `percent` (the p % rule)."""
    ranked = sorted((abs(amount) for amount in amounts), reverse=True)
    return bool(ranked) and sum(ranked[2:]) < percent / 100 * ranked[0]


def publish(ledger: Ledger, planned: Iterable[Figure], k: int = FEWEST) -> tuple[Ledger, dict[str, Decision]]:
    """Decide in a fixed order, the largest (so each total) first: the grown ledger and all decisions."""
    decisions: dict[str, Decision] = {}
    for figure in sorted(planned, key=lambda each: (-len(each.people), each.id)):
        decisions[figure.id] = decide(ledger, figure, k)
        if decisions[figure.id].show:
            ledger = ledger.adding(figure)
    return ledger, decisions


def merge_small(groups: Mapping[str, frozenset[str]], k: int = FEWEST) -> dict[str, frozenset[str]]:
    """The groups of a breakdown or the teams of business figures (R3, R11): those under k become OTHER, which takes in
    the next smallest until it has k. Empty where fewer than two groups are left: then there is no breakdown.
    """
    ranked = sorted(((len(people), name) for name, people in groups.items() if people and name != OTHER), reverse=True)
    other = groups.get(OTHER, frozenset())
    while ranked and (ranked[-1][0] < checked(k) or 0 < len(other) < k):
        other |= groups[ranked.pop()[1]]
    shown = {name: groups[name] for _, name in ranked} | ({OTHER: other} if other else {})
    return shown if len(shown) > 1 else {}


def still_here(panel: Iterable[Atom], present: frozenset[str], seed: str, k: int = FEWEST) -> frozenset[str] | None:
    """Over whom a panel's later figure can be shown (R4): `panel` are the atoms of its published figures.

    Where one to k − 1 people of an atom are gone, more are left out, by lot and blind to values, until k are. An atom
    that would keep under k is left out whole. None where nobody is left. Newcomers wait for a group of their own.
    """
    kept = frozenset[str]().union(*(remaining(atom, atom & present, seed, checked(k)) for atom in panel))
    return kept or None


def remaining(atom: Atom, present: Atom, seed: str, k: int) -> Atom:
    """Who of one atom stays: all, or so few that the gap hides those who left, or nobody."""
    gone = len(atom) - len(present)
    leave_out = k - gone if 0 < gone < k else 0
    drawn = sorted(present, key=lambda token: sha256(f"{seed}:{token}".encode()).digest())
    stay = frozenset(drawn[leave_out:])
    return stay if len(stay) >= k else frozenset()


@dataclass(frozen=True)
class Clamped:
    """All that is shown of a protected item (R6): n, and a mean or count that may stand for "at least" or "at most".

    "≈" where some atoms were held down and others up.
    """

    n: int
    value: Fraction
    bound: Bound


def clamped_mean(
    by_atom: Sequence[Sequence[int | Fraction]], low: int = 1, high: int = 5, insiders: int = INSIDERS
) -> Clamped:
    """The mean of answers from `low` to `high`, one for each person, given atom by atom; each atom is clamped first.

    The sum of n answers is kept within n·low + w·κ + w − 1 and n·high − w·κ − w + 1, w being high − low.
    """
    width = high - low
    spare = width * insiders + width - 1
    held = [hold(Fraction(sum(each)), len(each) * low + spare, len(each) * high - spare) for each in by_atom]
    return joined(held, sum(len(each) for each in by_atom), mean=True)


def clamped_count(by_atom: Sequence[Sequence[bool]], insiders: int = INSIDERS) -> Clamped:
    """How many said yes, atom by atom, each kept within κ + 1 and n − κ − 1."""
    held = [hold(Fraction(sum(each)), insiders + 1, len(each) - insiders - 1) for each in by_atom]
    return joined(held, sum(len(each) for each in by_atom), mean=False)


def hold(total: Fraction, low: int, high: int) -> tuple[Fraction, Bound]:
    """A total within its limits. A limit that is just reached reads "≤" or "≥" too: shown plain it would leave, to the
    sign alone, the cases beyond, and an insider who said yes could tell from "≤ 2" that everyone else said no.
    """
    if low > high:
        raise ValueError("Too few people to show anything about a protected item.")
    if low < total < high:
        return total, ""
    if low == high:
        return Fraction(low), "≈"
    return (Fraction(low), "≤") if total <= low else (Fraction(high), "≥")


def joined(held: Sequence[tuple[Fraction, Bound]], n: int, *, mean: bool) -> Clamped:
    """The clamped atoms added up; ValueError for nobody."""
    if not n:
        raise ValueError("Nobody answered.")
    bounds = {bound for _, bound in held} - {""}
    total = sum((each for each, _ in held), Fraction())
    bound: Bound = bounds.pop() if len(bounds) == 1 else "≈" if bounds else ""
    return Clamped(n, total / n if mean else total, bound)
