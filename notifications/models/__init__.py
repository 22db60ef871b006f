from .due import Beat, Due, Plan
from .messages import DemoMail, Message, Notice

__all__ = ["Beat", "DemoMail", "Due", "Message", "Notice", "Plan"]
