"""What the servers write down: one JSON object a line, and nothing about people."""

import json
import logging
import sys

import pytest

from config.celery import app as celery
from config.logs import JsonFormatter, RequestIdMiddleware

log = logging.getLogger("lab.test")


def line(record):
    written = JsonFormatter().format(record)
    assert "\n" not in written, "one line, or whoever reads them loses count"
    return json.loads(written)


def lines(caplog):
    return [line(record) for record in caplog.records]


def record(says="request", *args, name="lab.test", **more):
    return log.makeRecord(name, logging.INFO, "f.py", 1, says, args, more.pop("exc_info", None), extra=more)


@pytest.fixture(autouse=True)
def everything(caplog):
    caplog.set_level(logging.INFO)


def request_line(caplog):
    return next(it for it in lines(caplog) if it["logger"] == "lab.request")


@pytest.mark.parametrize(
    "query", ["?email=giulia@bank.test", "?q=Giulia+Marchetti", "?next=/o/x/&to=giulia%40bank.test"]
)
def test_no_address_of_a_query_is_written_down(client, caplog, query):
    client.get(f"/health/live{query}")
    assert request_line(caplog)["route"] == "health/live"
    written = " ".join(map(json.dumps, lines(caplog)))
    assert "giulia" not in written.lower()
    assert "bank.test" not in written


def test_no_value_of_a_form_is_written_down(client, caplog, cast):
    client.post("/accounts/login/", {"login": "giulia.marchetti@bank.test", "password": "correct horse"})
    written = " ".join(map(json.dumps, lines(caplog)))
    assert "giulia" not in written
    assert "correct horse" not in written


def test_a_page_that_is_not_there_is_told_without_its_address(cast, visit, caplog):
    visit(cast.sponsor).get(cast.url("organizations:home") + "giulia@bank.test/")
    assert "giulia" not in " ".join(map(json.dumps, lines(caplog)))
    assert (request_line(caplog)["status"], request_line(caplog)["route"]) == (404, None)


def test_the_route_stands_for_the_address(cast, visit, caplog):
    visit(cast.sponsor).get(cast.url("organizations:home"))
    said = request_line(caplog)
    assert "<slug:organization>" in said["route"]
    assert cast.organization.slug not in json.dumps(said)
    assert (said["method"], said["status"]) == ("GET", 200)
    assert said["ms"] >= 0


def test_each_request_has_an_id_of_its_own_and_leaves_none_behind(client, caplog):
    for _ in range(2):
        client.get("/health/live")
    ids = [it["request"] for it in lines_at_the_time(caplog)]
    assert len(set(ids)) == 2
    assert line(record())["request"] == ""


def lines_at_the_time(caplog):
    """The handler formats while the request runs: so does this one."""
    return [{"request": request.request_id} for request in caplog.records if hasattr(request, "request_id")]


@pytest.fixture(autouse=True)
def remember_the_id(caplog):
    def note(entry):
        entry.request_id = line(entry)["request"]
        return True

    caplog.handler.addFilter(note)
    yield
    caplog.handler.removeFilter(note)


def test_an_exception_is_told_by_its_type_and_place_and_never_by_its_words():
    try:
        raise ValueError("giulia@bank.test is taken")
    except ValueError:
        said = line(record("failed", exc_info=sys.exc_info()))
    assert said["error"] == "ValueError"
    assert said["where"][-1].endswith("test_an_exception_is_told_by_its_type_and_place_and_never_by_its_words")
    assert "giulia" not in json.dumps(said)


def test_of_djangos_own_lines_only_the_template_is_kept():
    said = line(record("Not Found: %s", "/o/x/giulia@bank.test", name="django.request"))
    assert said["says"] == "Not Found: %s"
    assert line(record("%s rows", 3))["says"] == "3 rows"


@pytest.mark.parametrize("fails", [True, False])
def test_what_a_task_raises_or_gives_is_not_written_down(caplog, fails):
    """A database's error quotes the row; Celery would write it into its own line."""

    @celery.task(name="tests.say")
    def say():
        if fails:
            raise ValueError("Key (email)=(giulia@bank.test) already exists")
        return "giulia@bank.test"

    celery.conf.task_eager_propagates = False
    try:
        say.apply()
    finally:
        celery.tasks.pop(say.name)
        celery.conf.task_eager_propagates = True
    (said,) = [it for it in lines(caplog) if it["logger"] == "celery.app.trace"]
    assert said["says"].startswith("Task tests.say[")
    assert said.get("error") == ("ValueError" if fails else None)
    assert "giulia" not in json.dumps(said)


def test_of_other_lines_of_celerys_only_the_template_is_kept():
    said = line(record("Connected to %s", "redis://:secret@broker", name="celery.worker.consumer"))
    assert said["says"] == "Connected to %s"


def test_words_of_several_lines_stay_one_line():
    assert line(record("one\ntwo\u2028three"))["says"] == "one\ntwo\u2028three"


def fail(request):
    raise RuntimeError("giulia@bank.test")


def test_a_request_that_fails_leaves_no_id_to_the_next(rf):
    middleware = RequestIdMiddleware(fail)
    with pytest.raises(RuntimeError):
        middleware(rf.get("/fail/"))
    assert line(record())["request"] == ""
