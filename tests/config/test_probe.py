"""What a container is asked about its health."""

import os
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from celery.signals import after_task_publish, heartbeat_sent

from config import celery, probe


@pytest.fixture
def marks(tmp_path, monkeypatch):
    monkeypatch.setenv("MARKS_IN", str(tmp_path))
    return tmp_path


def aged(name, seconds):
    then = time.time() - seconds
    os.utime(probe.mark(name), (then, then))


@pytest.mark.parametrize(("name", "well", "ill"), [("worker", 25, 35), ("beat", 95, 105)])
def test_a_mark_grows_too_old(marks, capsys, name, well, ill):
    assert probe.main(name) == 1
    assert capsys.readouterr().out == f"{name} has not come up yet\n"
    probe.leave_mark(name)
    aged(name, well)
    assert probe.main(name) == 0
    assert capsys.readouterr().out == "well\n"
    aged(name, ill)
    assert probe.main(name) == 1
    assert capsys.readouterr().out == f"{name} was last heard of {ill} s ago\n"


def test_a_beat_that_asks_seldom_may_be_silent_longer(marks, monkeypatch):
    monkeypatch.setenv("SWEEP_SECONDS", "300")
    probe.leave_mark("beat")
    aged("beat", 900)
    assert probe.ask_mark("beat") is None


def test_no_mark_is_left_where_nobody_asks(monkeypatch, tmp_path):
    monkeypatch.delenv("MARKS_IN", raising=False)
    monkeypatch.chdir(tmp_path)
    probe.leave_mark("worker")
    assert probe.mark("worker") is None
    assert list(tmp_path.iterdir()) == []
    assert probe.ask_mark("worker") == "worker has not come up yet"


def test_a_worker_leaves_its_mark_with_each_heartbeat(marks):
    heartbeat_sent.send(sender=None)
    assert probe.ask_mark("worker") is None
    assert probe.ask_mark("beat") is not None


def test_a_beat_leaves_its_mark_when_it_has_asked_and_a_web_server_leaves_none(marks):
    after_task_publish.send(sender="notifications.sweep")
    assert probe.ask_mark("beat") is not None
    celery.listen_to_beat()
    try:
        after_task_publish.send(sender="notifications.sweep")
        assert probe.ask_mark("beat") is None
    finally:
        after_task_publish.disconnect(celery.beat_is_alive)


@pytest.fixture
def web(monkeypatch):
    """A web server that answers the next question with `.status`, and remembers what it was asked."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked = (self.path, self.headers["Host"])
            self.send_response(self.server.status)
            self.end_headers()
            self.wfile.write(b'{"lacks": ["database"]}')

        def log_message(self, *words):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        monkeypatch.setenv("PORT", str(server.server_port))
        monkeypatch.setenv("SITE_URL", "https://lab.example.org")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


def test_a_web_server_is_asked_whether_it_is_ready_by_the_name_it_answers_to(web):
    web.status = 200
    assert probe.main("web") == 0
    assert web.asked == ("/health/ready", "lab.example.org")


def test_a_web_server_that_is_not_ready_is_not_well(web, capsys):
    web.status = 503
    assert probe.main("web") == 1
    assert capsys.readouterr().out == '503: {"lacks": ["database"]}\n'


def test_a_web_server_that_does_not_answer_is_not_well(monkeypatch, web):
    web.shutdown()
    web.server_close()
    assert "refused" in probe.ask_web()
