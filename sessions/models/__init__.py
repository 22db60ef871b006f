from .assistants import Assistant
from .days import DayOff, KeptHolidays
from .lab import Homework, PrivateNote, SessionNote
from .sessions import Booking, LabSession, Series

__all__ = [
    "Assistant",
    "Booking",
    "DayOff",
    "Homework",
    "KeptHolidays",
    "LabSession",
    "PrivateNote",
    "Series",
    "SessionNote",
]
