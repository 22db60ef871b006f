"""What a reader gets when something breaks, or is away: a page in the look that needs neither database nor session."""

import threading
from types import SimpleNamespace

import kombu.exceptions
import psycopg
import psycopg_pool
import pytest
import redis
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from config import errors
from organizations.tenancy import middleware


def of_postgres(kind):
    """As Django hands on what the driver says."""
    error = OperationalError("said")
    error.__cause__ = kind("said")
    return error


def caused(error, cause):
    error.__cause__ = cause
    return error


AWAY = {
    "refused": of_postgres(psycopg.OperationalError),
    "shutting down": of_postgres(psycopg.errors.AdminShutdown),
    "starting": of_postgres(psycopg.errors.CannotConnectNow),
    "no seat": of_postgres(psycopg.errors.TooManyConnections),
    "no connection in time": of_postgres(psycopg_pool.PoolTimeout),
    "closed meanwhile": InterfaceError("the connection is closed"),
    "the cache": redis.ConnectionError("refused"),
    "the broker": caused(kombu.exceptions.OperationalError("refused"), redis.ConnectionError("refused")),
}
OURS = {
    "a bug": ValueError("x"),
    "a deadlock": of_postgres(psycopg.errors.DeadlockDetected),
    "a lock": of_postgres(psycopg.errors.LockNotAvailable),
    "a slow query": of_postgres(psycopg.errors.QueryCanceled),
    "nothing": None,
}


@pytest.mark.parametrize("said", AWAY)
def test_what_is_away_comes_back(said):
    assert errors.is_away(AWAY[said])
    assert errors.is_away(caused(RuntimeError("on the way"), AWAY[said]))


@pytest.mark.parametrize("said", OURS)
def test_what_is_ours_to_mend_is_not_away(said):
    assert not errors.is_away(OURS[said])


@pytest.fixture
def somebody():
    browser = Client(raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = "somebody"
    return browser


def in_a_thread(ask):
    """With connections of its own, as each thread of a server has them."""
    said = SimpleNamespace()
    thread = threading.Thread(target=lambda: setattr(said, "answer", ask()))
    thread.start()
    thread.join()
    return said.answer


def test_without_a_database_there_is_a_page_that_says_when_to_come_back(somebody, monkeypatch, django_db_blocker):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    with django_db_blocker.unblock():
        answer = in_a_thread(lambda: somebody.get("/o/aldermeer-bank/"))
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert "<h1>Back in a moment.</h1>" in answer.text
    assert "css/bundle" in answer.text
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_what_breaks_is_said_in_the_look_without_asking_who_is_here(somebody, monkeypatch):
    def broken(request):
        raise ValueError

    monkeypatch.setattr(middleware.TenantMiddleware, "_organization_in", broken)
    answer = somebody.get("/accounts/login/")
    assert (answer.status_code, "Retry-After" in answer) == (500, False)
    assert "<h1>Something broke on our side.</h1>" in answer.text
    assert "css/bundle" in answer.text
