"""The mark on sentences that pure modules carry and pages translate."""


def gettext_noop(message: str) -> str:
    """Return `message` unchanged: the name alone makes `makemessages` collect it, without an import of Django."""
    return message
