"""What the broker may start. The sweep belongs to no organization: it opens one for each row."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from .sweep import LIMIT, sweep


@shared_task(name="notifications.sweep")
def sweep_now():
    if sweep(timezone.now()).total() >= LIMIT:
        # More waits than one round takes. It expires as beat's own do: else each of them would keep one going forever.
        sweep_now.apply_async(expires=settings.SWEEP_SECONDS)
