"""Scores every leader with every mentor, keeps the hard rules, and finds the best pairing of a whole cohort."""

from pairing.engine.features import KINDS, Weights
from pairing.engine.people import Between, Leader, Mentor, Rules
from pairing.engine.proposal import Pair, Proposal, Reason, RunnerUp, Unmatched, propose
from pairing.engine.rules import RULE_NAMES, PinsBreakRules, steps_up

__all__ = [
    "KINDS",
    "RULE_NAMES",
    "Between",
    "Leader",
    "Mentor",
    "Pair",
    "PinsBreakRules",
    "Proposal",
    "Reason",
    "Rules",
    "RunnerUp",
    "Unmatched",
    "Weights",
    "propose",
    "steps_up",
]
