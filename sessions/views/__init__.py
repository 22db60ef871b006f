from .calendar import add, cancel, hour, move
from .log import log
from .pages import affirm, homework_state, session, sessions

__all__ = ["add", "affirm", "cancel", "homework_state", "hour", "log", "move", "session", "sessions"]
