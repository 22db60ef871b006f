from .assistants import Assistant
from .calendars import CalendarFeed, VideoRoom
from .days import DayOff, KeptHolidays
from .lab import Homework, PrivateNote, SessionNote
from .live import LiveHour
from .sessions import Booking, LabSession, Series
from .undo import Undo

__all__ = [
    "Assistant",
    "Booking",
    "CalendarFeed",
    "DayOff",
    "Homework",
    "KeptHolidays",
    "LabSession",
    "LiveHour",
    "PrivateNote",
    "Series",
    "SessionNote",
    "Undo",
    "VideoRoom",
]
