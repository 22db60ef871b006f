"""The worlds' common part, for the modules that look at them."""

import pytest
from django.db import transaction
from django.test import override_settings

from tests.cast import assemble

from .looking import Worlds


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with django_db_blocker.unblock(), override_settings(CACHES=caches), transaction.atomic():
        yield Worlds(assemble)
        transaction.set_rollback(True)
