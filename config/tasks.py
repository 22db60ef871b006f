"""Tasks that belong to no app."""

import contextlib

from celery import shared_task
from django.utils import timezone

from .demo import filling


@shared_task(name="config.fill_demo", ignore_result=True)
def fill_demo():
    """Asked for at every start: where there is an account already, there is nothing to do."""
    with contextlib.suppress(filling.NotEmpty):
        filling.fill_and_say(timezone.now())
