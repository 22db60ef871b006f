"""Scores every leader with every mentor, keeps the hard rules, and finds the best pairing of a whole cohort."""

from pairing.engine.features import KINDS, Weights
from pairing.engine.people import Between, Leader, Mentor, Rules
from pairing.engine.proposal import (
    STEPS,
    Alternative,
    Change,
    Pair,
    Proposal,
    Reason,
    Relief,
    Short,
    Unmatched,
    propose,
)
from pairing.engine.rules import RULE_NAMES, PinsBreakRules, steps_up
from pairing.engine.solve import MOST

__all__ = [
    "KINDS",
    "MOST",
    "RULE_NAMES",
    "STEPS",
    "Alternative",
    "Between",
    "Change",
    "Leader",
    "Mentor",
    "Pair",
    "PinsBreakRules",
    "Proposal",
    "Reason",
    "Relief",
    "Rules",
    "Short",
    "Unmatched",
    "Weights",
    "propose",
    "steps_up",
]
