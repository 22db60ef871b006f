"""What the clock takes away here: words that stood before are not kept once it is too late to undo."""

from organizations.registries import ClockKind

from .models import Undo

UNDO_OVER = "undo-over"


def _over(due, now):
    return Undo.objects.over(now).filter(pk=due.subject_id)


def is_over(due, now):
    return _over(due, now).exists()


def forget(due, now):
    _over(due, now).delete()


KINDS = (ClockKind(UNDO_OVER, is_over, forget, once=True),)
