"""Tasks get ids, the organization's first; the scope opens before the body and closes after it."""

import functools
import uuid

from celery import shared_task

from .scope import WORKER, closed, scope


def tenant_task(function=None, **options):
    """A Celery task `f(organization_id, …)` that runs as the worker, in that organization and in one transaction."""
    if function is None:
        return functools.partial(tenant_task, **options)

    @shared_task(**options)
    @functools.wraps(function)
    def run(organization_id, *args, **kwargs):
        with closed(), scope(WORKER, uuid.UUID(str(organization_id))):
            return function(organization_id, *args, **kwargs)

    return run
