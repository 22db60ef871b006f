from .checkins import AnswerOpening, CheckIn, CheckInAnswer
from .pulses import Pulse

__all__ = ["AnswerOpening", "CheckIn", "CheckInAnswer", "Pulse"]
