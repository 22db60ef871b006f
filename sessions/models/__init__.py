from .lab import Homework, PrivateNote, SessionNote
from .sessions import LabSession, Series

__all__ = ["Homework", "LabSession", "PrivateNote", "Series", "SessionNote"]
