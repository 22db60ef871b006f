from .lab import Homework, PrivateNote, SessionNote
from .sessions import Booking, LabSession, Series

__all__ = ["Booking", "Homework", "LabSession", "PrivateNote", "Series", "SessionNote"]
