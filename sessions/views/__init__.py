from .asking import rhythm_asked
from .assistants import assistant_removal, assistants, kept_calendar
from .calendar import add, cancel, hour, move
from .days_off import day_off_removal, days_off, holidays
from .log import log
from .pages import affirm, homework_state, session, sessions

__all__ = [
    "add",
    "affirm",
    "assistant_removal",
    "assistants",
    "cancel",
    "day_off_removal",
    "days_off",
    "holidays",
    "homework_state",
    "hour",
    "kept_calendar",
    "log",
    "move",
    "rhythm_asked",
    "session",
    "sessions",
]
