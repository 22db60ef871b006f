import datetime

import pytest
from django.db import OperationalError, connection

from config import health
from notifications.models import Beat
from notifications.sweep import sweep
from tests.factories import NOW

WELL = {"ready": True, "lacks": [], "degraded": []}


@pytest.fixture
def broker(monkeypatch):
    """Answers, until it is told to be away."""
    state = {"answers": True}
    monkeypatch.setattr("config.health.broker_answers", lambda: state["answers"])
    return state


@pytest.fixture
def clock(db, monkeypatch):
    """A clock that is some seconds late at the time of the request."""
    state = {"lag": 3.0}
    monkeypatch.setattr("config.health.clock_lag", lambda now: state["lag"])
    return state


def asked(client, path):
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    return answer.status_code, answer.json()


def test_a_process_that_answers_is_live(client):
    assert asked(client, "/health/live") == (200, {"live": True})


def test_all_is_well(client, clock, broker):
    found = WELL | {"lag_seconds": 3.0}
    assert asked(client, "/health/ready") == asked(client, "/health/watch") == (200, found)


def test_without_its_database_it_is_not_ready_and_says_what_it_lacks(client, db, monkeypatch, broker):
    def away(now):
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr("config.health.clock_lag", away)
    found = {"ready": False, "lacks": ["database"], "degraded": [], "lag_seconds": None}
    assert asked(client, "/health/ready") == asked(client, "/health/watch") == (503, found)


def test_a_database_that_is_older_than_the_code_serves_nobody(client, clock, broker, monkeypatch):
    newest = health._newest_migrations() | {("pairing", "9999_to_come")}
    monkeypatch.setattr("config.health._newest_migrations", lambda: newest)
    found = {"ready": False, "lacks": ["migrations"], "degraded": [], "lag_seconds": None}
    assert asked(client, "/health/ready") == asked(client, "/health/watch") == (503, found)


@pytest.mark.parametrize(("lag", "degraded"), [(300.0, []), (301.0, ["clock"]), (None, ["clock"])])
def test_a_late_clock_wakes_the_monitor_and_leaves_the_pages_up(client, clock, broker, lag, degraded):
    clock["lag"] = lag
    found = WELL | {"degraded": degraded, "lag_seconds": lag}
    assert asked(client, "/health/ready") == (200, found)
    assert asked(client, "/health/watch") == (503 if degraded else 200, found)


def test_so_does_a_broker_that_is_away(client, clock, broker):
    broker["answers"] = False
    found = WELL | {"degraded": ["broker"], "lag_seconds": 3.0}
    assert asked(client, "/health/ready") == (200, found)
    assert asked(client, "/health/watch") == (503, found)


def test_rows_that_wait_too_long_make_the_clock_late_though_it_sweeps(client, cast, broker):
    Beat.strike(NOW)
    assert health.findings(NOW)["degraded"] == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_sweeper")
        Beat.objects.update(behind_since=NOW - datetime.timedelta(seconds=2 * health.LATE))
        cursor.execute("RESET ROLE")
    assert health.findings(NOW) == WELL | {"degraded": ["clock"], "lag_seconds": 2.0 * health.LATE}
    sweep(NOW)
    assert health.findings(NOW)["degraded"] == []


def test_a_look_at_it_is_cheap(client, db, broker, django_assert_num_queries):
    health.migrated()
    with django_assert_num_queries(3):  # whether there is a table of migrations, what is in it, the clock
        client.get("/health/ready")


def test_a_broker_nobody_listens_at_does_not_answer(settings, tmp_path):
    for address in (f"unix://{tmp_path}/valkey.sock", "redis://127.0.0.1:1/0"):
        settings.BROKER = address
        assert health.broker_answers() is False


@pytest.mark.parametrize("address", ["/health/live", "/health/ready", "/health/watch"])
def test_it_is_only_asked(client, db, address):
    assert client.post(address).status_code == 405


def test_what_is_wrong_with_the_database_is_not_told_to_whoever_asks(client, db, monkeypatch):
    def away(now):
        raise OperationalError("connection to server at 10.0.0.7 failed for user app_web")

    monkeypatch.setattr("config.health.clock_lag", away)
    said = client.get("/health/watch").content
    assert b"10.0.0.7" not in said
    assert b"app_web" not in said
