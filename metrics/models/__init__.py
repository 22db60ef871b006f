from .indicators import Indicator, Observation
from .quarters import LedgerEntry, LedgerToken, PublishedFigure, Quarter
from .reports import LabReport, ReleasedReport, ReportNotDelivered, ReportRelease
from .waves import SurveyAnswer, Wave

__all__ = [
    "Indicator",
    "LabReport",
    "LedgerEntry",
    "LedgerToken",
    "Observation",
    "PublishedFigure",
    "Quarter",
    "ReleasedReport",
    "ReportNotDelivered",
    "ReportRelease",
    "SurveyAnswer",
    "Wave",
]
