"""Someone who sees every published figure and knows who is in which: what can they work out?"""

from fractions import Fraction
from itertools import combinations


def reduced(rows):
    """An echelon form of rows of fractions, as {pivot: row}."""
    basis = {}
    for row in rows:
        rest = remainder(row, basis)
        pivot = next((n for n, value in enumerate(rest) if value), None)
        if pivot is not None:
            basis[pivot] = [value / rest[pivot] for value in rest]
    return basis


def remainder(row, basis):
    """What of a row can't be made from the basis; all zeros if it can be made whole."""
    rest = [Fraction(value) for value in row]
    for pivot in sorted(basis):
        if factor := rest[pivot]:
            rest = [value - factor * own for value, own in zip(rest, basis[pivot], strict=True)]
    return rest


def worked_out(published, smaller_than=5):
    """The smallest group whose exact total follows from the published totals by addition and subtraction; or None."""
    people = sorted(frozenset().union(*published))
    basis = reduced([[person in each for person in people] for each in published])
    rests = {person: remainder([person == each for each in people], basis) for person in people}
    for size in range(1, min(smaller_than, len(people) + 1)):
        for group in combinations(people, size):
            if not any(map(sum, zip(*(rests[person] for person in group), strict=True))):
                return frozenset(group)
    return None
