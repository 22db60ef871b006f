from .assistants import dismiss_assistant, name_assistant
from .calendar import (
    add_session,
    affirm_rules,
    cancel_session,
    choose_hour,
    move_rest,
    move_session,
    release,
    release_ended,
)
from .log import SessionLog, Task, log_session
from .room import set_room
from .undoing import undo, undoable

__all__ = [
    "SessionLog",
    "Task",
    "add_session",
    "affirm_rules",
    "cancel_session",
    "choose_hour",
    "dismiss_assistant",
    "log_session",
    "move_rest",
    "move_session",
    "name_assistant",
    "release",
    "release_ended",
    "set_room",
    "undo",
    "undoable",
]
