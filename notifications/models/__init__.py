from .due import Beat, Due, Plan, once_a_day
from .messages import DemoMail, Message, Notice

__all__ = ["Beat", "DemoMail", "Due", "Message", "Notice", "Plan", "once_a_day"]
