from .bars import SponsorBar
from .pairs import Pair, PairResponse
from .runs import PairingRule, PairingRun, ProposedPair, Unpaired

__all__ = ["Pair", "PairResponse", "PairingRule", "PairingRun", "ProposedPair", "SponsorBar", "Unpaired"]
