"""What the broker may start. The sweep belongs to no organization: it opens one for each row."""

from celery import shared_task
from django.utils import timezone

from .sweep import LIMIT, sweep


@shared_task(name="notifications.sweep")
def sweep_now():
    if sweep(timezone.now()).total() >= LIMIT:
        sweep_now.delay()  # more waits than one round takes
