"""`make run`, as a newcomer and as an unlucky one meets it."""

import itertools
import os
import re
import shutil
import signal
import socket

import pytest

from tests.config.clone import Clone, as_somebody_else, until

IGNORED = "Exception ignored in"
READY = r"Ready in [\d.]+ s"


def test_it_says_where_the_pages_are_and_who_to_sign_in_as(running):
    said = running.said()
    announced = re.search(r"http://localhost:\d+\n  Sign in as guest@example.org\n  Ready in ([\d.]+) s", said)
    assert announced, said
    assert float(announced[1]) < 30
    assert "guests, served by" in running.page()


def test_the_demo_is_filled_behind_the_page(running):
    running.hear("demo    \\| The demo is there")
    assert running.page().startswith("1 guests")


def test_what_only_its_owner_may_read(running):
    assert (running.data / "secret_key").stat().st_mode & 0o777 == 0o600
    assert running.data.stat().st_mode & 0o777 == 0o700


def test_a_second_run_in_the_same_folder_is_told_where_the_first_is(running):
    second = Clone.__new__(Clone)
    second.folder, second.data, second.output = running.folder, running.data, running.folder / "second"
    second.start()
    assert second.make.wait(20) != 0
    assert "It already runs from this folder: http://localhost:" in second.said()
    assert "Traceback" not in second.said()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["gunicorn"], r"web was killed \(SIGKILL\); starting it again in 0.5 s"),
        (["celery", "worker"], r"worker was killed \(SIGKILL\)"),
        (["celery", "beat"], r"beat was killed \(SIGKILL\)"),
        (["config.services.keeper"], "The keeper of the embedded servers was killed; starting them again"),
        (["bin/postgres -D"], "postgres ended unexpectedly; starting it again"),
        (["valkey-server"], "valkey ended unexpectedly; starting it again"),
    ],
    ids=["web", "worker", "beat", "keeper", "postgres", "valkey"],
)
def test_what_is_killed_comes_back(running, words, sentence):
    killed = until(lambda: running.pid(*words))
    os.kill(killed, signal.SIGKILL)
    until(lambda: running.pid(*words) not in (None, killed))
    running.hear(sentence)
    until(lambda: "guests" in page_or_nothing(running))


def page_or_nothing(clone) -> str:
    try:
        return clone.page()
    except OSError:  # between two servers
        return ""


def test_two_clones_and_another_user_in_a_folder_of_his_own(running, clone):
    clone.start(prefix=as_somebody_else(clone.folder))
    said = clone.hear(READY)
    assert clone.address != running.address
    assert "is taken by another program; using" in said
    assert clone.key != running.key
    # Of the processes that are not ours: all belong to the one other user.
    owners = {os.stat(f"/proc/{pid}").st_uid for pid in clone.processes()} - {os.getuid()}
    assert len(owners) == (1 if os.getuid() == 0 else 0)
    assert "guests" in running.page()
    assert "guests" in clone.page()
    clone.end()
    until(lambda: not clone.processes(), 5)
    assert "guests" in running.page()


def test_a_killed_supervisor_leaves_nothing_in_the_way_of_the_next_start(running):
    address = running.address
    os.kill(running.pid("config.launch"), signal.SIGKILL)
    running.make.wait()
    until(lambda: not running.processes(), 5)  # they end by themselves
    running.start()
    assert "Traceback" not in running.hear(READY)
    assert running.address == address
    assert running.page().startswith("1 guests"), "the data outlived it"


@pytest.mark.parametrize(
    ("sent", "moment"),
    [
        (signal.SIGINT, "Starting postgres"),
        (signal.SIGTERM, "Bringing the database"),
        (signal.SIGHUP, "Starting the web"),
    ],
)
def test_it_ends_as_a_whole_at_any_moment(clone, new_cluster, sent, moment):
    shutil.copytree(new_cluster, clone.data / "pg")
    clone.start()
    clone.hear(moment)
    clone.end(sent)
    until(lambda: not clone.processes(), 10)
    assert broken_by(clone.said()) == []


def broken_by(said):
    """What ended in a traceback; not what Python itself ignored: a signal may come between a fork and its handlers."""
    lines = ["", *said.splitlines()]
    return [before for before, line in itertools.pairwise(lines) if "Traceback" in line and IGNORED not in before]


@pytest.fixture
def busy():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize(
    ("port", "sentence"),
    [
        ("busy", "Port {busy} is taken by another program: name another, or leave PORT out."),
        ("eighty", "PORT=eighty is no port: name a number from 1024 to 65535, as in make run PORT=8080."),
        ("99999", "PORT=99999 is no port: name a number from 1024 to 65535, as in make run PORT=8080."),
    ],
)
def test_a_port_that_cannot_be_had_is_one_sentence(clone, busy, port, sentence):
    clone.start(f"PORT={busy if port == 'busy' else port}")
    assert clone.make.wait(20) != 0
    first, *rest = clone.said().splitlines()
    assert first == sentence.format(busy=busy)
    assert [line for line in rest if not line.startswith("make:")] == []
    assert not (clone.data / "pg").exists()


def test_real_servers_that_were_named_are_used(clone):
    """Nothing is embedded then; here they do not exist, so migrate says so."""
    clone.start(DATABASE_URL="postgresql:///app?host=/nowhere", REDIS_URL="redis://127.0.0.1:1")
    assert clone.make.wait(30) != 0
    assert "migrate failed; its last words stand above." in clone.said()
    assert "/nowhere" in clone.said()
    assert not (clone.data / "pg").exists()
    assert not (clone.data / "valkey").exists()


def test_a_damaged_database_is_one_sentence_that_names_the_log(clone):
    (clone.data / "pg").mkdir(parents=True)
    clone.start()
    assert clone.make.wait(20) != 0
    assert re.search(rf"postgres did not start: .*\(its log: {clone.data}/postgres.log\)", clone.said())
    assert "Traceback" not in clone.said()
    assert clone.processes() == {}
