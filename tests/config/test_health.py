from django.db import OperationalError


def test_a_process_that_answers_is_live(client):
    assert client.get("/health/live").json() == {"live": True}


def test_without_its_database_it_is_not_ready_and_says_what_it_lacks(client, db, monkeypatch):
    def away(now):
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr("config.health.clock_lag", away)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "lacks": ["database"]})
