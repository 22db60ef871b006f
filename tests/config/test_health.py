import pytest
from django.db import OperationalError


def test_a_process_that_answers_is_live(client):
    assert client.get("/health/live").json() == {"live": True}


def test_without_its_database_it_is_not_ready_and_says_what_it_lacks(client, db, monkeypatch):
    def away(now):
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr("config.health.clock_lag", away)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "lacks": ["database"]})


def test_with_its_database_it_is_ready_and_says_how_late_its_clock_is(client, db, monkeypatch):
    monkeypatch.setattr("config.health.clock_lag", lambda now: 7)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "lacks": [], "lag_seconds": 7})


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_it_is_asked_anew_each_time_and_only_asked(client, db, address):
    assert "no-store" in client.get(address)["Cache-Control"]
    assert client.post(address).status_code == 405


def test_what_is_wrong_with_the_database_is_not_told_to_whoever_asks(client, db, monkeypatch):
    def away(now):
        raise OperationalError("connection to server at 10.0.0.7 failed for user app_web")

    monkeypatch.setattr("config.health.clock_lag", away)
    said = client.get("/health/ready").content
    assert b"10.0.0.7" not in said
    assert b"app_web" not in said
