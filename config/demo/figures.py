"""What the demonstration's teams and people measured. Observations only: what they add up to, the product computes."""

from decimal import Decimal

from .words import chance

MONTHS = 6  # three before the cohort begins, three while it runs; the last lies in its last month
# key: {team: (people, six months)}
PROGRAM = {
    "cycle_time": {
        "Liquidity reporting": (8, [41, 43, 42, 39.5, 34, 29]),
        "Credit reporting": (9, [37, 35, 36, 34, 29.5, 25.5]),
        "Branch reporting": (6, [30, 31, 32, 30, 26, 21.5]),
        "Cost reporting": (7, [39, 38, 37, 36.5, 31, 26.5]),
        "Payments reporting": (5, [28, 27, 29, 26.5, 23, 19.5]),
    },
    "on_time": {
        "Liquidity reporting": (8, [66, 69, 69, 71, 76, 82]),
        "Credit reporting": (9, [72, 71, 73, 75, 80, 86]),
        "Branch reporting": (6, [65, 63, 64, 66, 71, 78]),
        "Cost reporting": (7, [74, 76, 75, 77, 83, 89]),
        "Payments reporting": (5, [71, 70, 72, 74, 79, 85.5]),
    },
    "error_rate": {
        "Liquidity reporting": (8, [3.2, 3.4, 3.3, 3.1, 2.8, 2.4]),
        "Credit reporting": (9, [2.8, 2.7, 2.9, 2.7, 2.5, 2.1]),
        "Branch reporting": (6, [3.5, 3.4, 3.6, 3.4, 3.0, 2.7]),
        "Cost reporting": (7, [2.6, 2.5, 2.4, 2.5, 2.2, 1.9]),
        "Payments reporting": (5, [3.0, 3.1, 2.9, 2.9, 2.7, 2.4]),
    },
}
COMPARISON = {
    "cycle_time": {
        "Treasury reporting": (7, [40, 41, 39, 40, 40, 39]),
        "Trade reporting": (6, [33, 32, 34, 33, 33, 33.5]),
        "Leasing reporting": (5, [35, 36, 34, 35, 34, 33.5]),
        "Property reporting": (6, [30, 30, 30, 29.5, 30, 29]),
    },
    "on_time": {
        "Treasury reporting": (7, [70, 69, 71, 70, 71, 71]),
        "Trade reporting": (6, [69, 70, 68, 69, 69, 70]),
        "Leasing reporting": (5, [73, 72, 74, 73, 72, 72]),
        "Property reporting": (6, [66, 67, 65, 66, 67, 68]),
    },
    "error_rate": {
        "Treasury reporting": (7, [3.1, 3.0, 3.2, 3.1, 3.0, 3.0]),
        "Trade reporting": (6, [2.6, 2.7, 2.5, 2.6, 2.7, 2.7]),
        "Leasing reporting": (5, [3.2, 3.1, 3.3, 3.2, 3.1, 3.0]),
        "Property reporting": (6, [2.9, 2.9, 2.9, 2.8, 2.9, 2.8]),
    },
}
# key: where the group stands in the baseline and in the follow-up; of a share, how many in a hundred say yes
LEVELS = {
    "weekly_use": (28, 80),
    "days_of_use": (1.1, 3.3),
    "confidence": (2.5, 3.9),
    "fluency": (2.6, 4.2),
    "empathy": (2.9, 3.8),
    "growth": (3.4, 4.2),
    "heard": (3.3, 4.1),
}


def observations(month):
    """[(indicator key, team, group, people, value)] of one of the six months."""
    groups = (("program", PROGRAM), ("comparison", COMPARISON))
    return [
        (key, team, group, people, Decimal(str(values[month])))
        for group, of_group in groups
        for key, teams in of_group.items()
        for team, (people, values) in teams.items()
    ]


def answer(key, form, number, place, of, later):
    """What the person at `place` of `of` answers: people differ, and keep their distance from the group's mean."""
    level = LEVELS[key][later]
    rank = (place * 7 + len(key)) % of / max(1, of - 1)  # spread evenly, in another order for each question
    if form == "share":
        return int(100 * (rank * (of - 1) + 0.5) / of < level)
    value = level + (rank - 0.5) * 1.6 + chance(key, number, later).uniform(-0.3, 0.3)
    if form == "number":
        return round(Decimal(min(5.0, max(0.0, value))))
    return min(5, max(1, round(value)))
