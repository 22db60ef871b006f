from .assistants import Assistant
from .days import DayOff, KeptHolidays
from .lab import Homework, PrivateNote, SessionNote
from .live import LiveHour
from .sessions import Booking, LabSession, Series

__all__ = [
    "Assistant",
    "Booking",
    "DayOff",
    "Homework",
    "KeptHolidays",
    "LabSession",
    "LiveHour",
    "PrivateNote",
    "Series",
    "SessionNote",
]
