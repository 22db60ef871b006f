from .asking import rhythm_asked
from .assistants import assistant_removal, assistants, kept_calendar
from .calendar import add, cancel, hour, move
from .days_off import day_off_removal, days_off, holidays
from .feed import feed, feed_address, feed_closing
from .live import (
    live,
    live_begin,
    live_end,
    live_homework,
    live_more,
    live_next,
    live_notes,
    live_pulse,
    live_rules,
    live_state,
)
from .log import log
from .pages import affirm, homework_state, session, sessions
from .room import room
from .undo import undo

__all__ = [
    "add",
    "affirm",
    "assistant_removal",
    "assistants",
    "cancel",
    "day_off_removal",
    "days_off",
    "feed",
    "feed_address",
    "feed_closing",
    "holidays",
    "homework_state",
    "hour",
    "kept_calendar",
    "live",
    "live_begin",
    "live_end",
    "live_homework",
    "live_more",
    "live_next",
    "live_notes",
    "live_pulse",
    "live_rules",
    "live_state",
    "log",
    "move",
    "rhythm_asked",
    "room",
    "session",
    "sessions",
    "undo",
]
