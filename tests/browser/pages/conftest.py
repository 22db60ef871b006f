"""One furnished house behind a live server for all tests of this folder, and a tab for each person, width and theme."""

import contextlib
from unittest import mock

import pytest
from django.conf import settings
from django.test import Client, TransactionTestCase, override_settings
from pytest_django.live_server_helper import LiveServer

from organizations.tenancy import middleware
from tests.tenancy.worlds import LOOKED_AT

from . import house as rows
from .looking import Tab

IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(scope="package")
def house(django_db_setup, django_db_blocker):
    """Committed, since the server's threads read it; emptied at the end."""
    with django_db_blocker.unblock(), override_settings(CACHES=IN_MEMORY):
        try:
            yield rows.furnish()
        finally:
            TransactionTestCase()._fixture_teardown()


@pytest.fixture
def db(house):
    """Instead of pytest-django's: the house as it stands."""


@pytest.fixture(scope="package")
def server(house):
    with mock.patch.object(middleware, "read_clock", return_value=LOOKED_AT), override_settings(DEBUG=False):
        server = LiveServer("localhost")
        yield server
        server.stop()


@pytest.fixture(scope="package")
def tab_of(chromium, house, server):
    """`tab_of(who, width=…, scheme=…, javascript=…)`: the same one each time."""
    open_tabs, doors = {}, contextlib.ExitStack()

    def tab(who, width=1280, scheme="light", javascript=True):
        key = (who, width, scheme, javascript)
        if key not in open_tabs:
            open_tabs[key] = doors.enter_context(
                Tab.opened(chromium, server.url, cookies(house, who, server.url), width, scheme, javascript)
            )
        return open_tabs[key]

    with doors:
        yield tab


def cookies(house, who, url):
    if not (account := rows.account(house, who)):
        return []
    client = Client()
    client.force_login(account)
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": url}]
