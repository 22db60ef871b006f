from .choices import Choice, Preferences
from .delivery import Unreachable
from .due import Beat, Due, Plan, once_a_day
from .messages import DemoMail, Message, Notice

__all__ = [
    "Beat",
    "Choice",
    "DemoMail",
    "Due",
    "Message",
    "Notice",
    "Plan",
    "Preferences",
    "Unreachable",
    "once_a_day",
]
