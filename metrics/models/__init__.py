from .indicators import Indicator, Observation
from .quarters import LedgerEntry, LedgerToken, PublishedFigure, Quarter
from .waves import SurveyAnswer, Wave

__all__ = [
    "Indicator",
    "LedgerEntry",
    "LedgerToken",
    "Observation",
    "PublishedFigure",
    "Quarter",
    "SurveyAnswer",
    "Wave",
]
