"""The worlds' common part, for the modules that look at them."""

import contextlib
import copy

import pytest
from django.db import transaction
from django.test import override_settings

from tests.cast import assemble

from .looking import Worlds


class CommonPart:
    """Dear to make: it stands until a test is next that isn't about it, and one module after the other looks at it."""

    def __init__(self, blocker):
        self.blocker, self.made, self.doors = blocker, None, contextlib.ExitStack()

    def worlds(self):
        """Of which no module before has noted anything."""
        if self.made is None:
            self.made = self.doors.enter_context(self._standing())
        mine = copy.copy(self.made)
        mine.further = {}
        return mine

    @contextlib.contextmanager
    def _standing(self):
        caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
        with self.blocker.unblock(), override_settings(CACHES=caches), transaction.atomic():
            yield Worlds(assemble)
            transaction.set_rollback(True)

    def take_back(self):
        self.made = None
        self.doors.close()


@pytest.fixture(scope="session")
def common_part(request, django_db_setup, django_db_blocker):
    request.config.common_part = it = CommonPart(django_db_blocker)
    yield it
    it.take_back()


@pytest.fixture(scope="module")
def worlds(common_part):
    return common_part.worlds()


@pytest.hookimpl(trylast=True)  # after what the test itself has to take back
def pytest_runtest_teardown(item, nextitem):
    stays = nextitem and (nextitem.module is item.module or "worlds" in nextitem.fixturenames)
    if not stays and (it := getattr(item.config, "common_part", None)):
        it.take_back()
