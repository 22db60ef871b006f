from .pairs import Pair, PairResponse, SponsorBar
from .runs import PairingRule, PairingRun, ProposedPair

__all__ = ["Pair", "PairResponse", "PairingRule", "PairingRun", "ProposedPair", "SponsorBar"]
