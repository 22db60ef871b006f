from .bars import SponsorBar
from .exceptions import LineConsent, LineException
from .pairs import Pair, PairResponse
from .runs import PairingRule, PairingRun, ProposedPair, Unpaired

__all__ = [
    "LineConsent",
    "LineException",
    "Pair",
    "PairResponse",
    "PairingRule",
    "PairingRun",
    "ProposedPair",
    "SponsorBar",
    "Unpaired",
]
