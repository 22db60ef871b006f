"""The supervisor with the smallest children there are."""

import os
import signal
import sys
import time

import psutil
import pytest

from config import supervisor
from config.services.process import CannotStart, runs
from config.supervisor import Child, Supervisor, started_from


@pytest.fixture
def over(tmp_path):
    made = Supervisor(tmp_path, tmp_path)
    yield made
    made.stop()
    assert started_from(tmp_path) == []


def child(code: str, **more) -> Child:
    return Child("child", [sys.executable, "-c", code], dict(os.environ), **more)


def turn_until(over, holds, patience=15.0):
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        over.turn(0.05)


def test_lines_carry_the_name_of_who_wrote_them(over, capsys):
    over.finish(child("import sys; print('one'); sys.stderr.write('two, without an end')", once=True))
    assert capsys.readouterr().out == "child   | one\nchild   | two, without an end\n"


def test_a_child_shows_only_what_was_asked_for(over, capsys):
    over.finish(child("print('noise'); print('news')", once=True, shown=lambda line: line == "news"))
    assert capsys.readouterr().out == "child   | news\n"


def test_a_vital_task_that_fails_ends_everything_with_its_last_words(over):
    with pytest.raises(CannotStart) as failed:
        over.finish(child("print('the reason'); raise SystemExit(4)", once=True, vital=True))
    assert str(failed.value) == "the reason\nchild failed; its last words stand above."


def test_another_task_that_fails_does_not(over, capsys):
    over.finish(child("raise SystemExit(4)", once=True))
    assert capsys.readouterr().out == "child ended with status 4; the rest goes on without it\n"


def test_waits_longer_each_time_and_gives_up_after_five_ends(over, capsys, monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_WAIT", 0.01)
    prepared = []
    over.add(child("print('why'); raise SystemExit(3)", prepare=lambda: prepared.append(1)))
    with pytest.raises(CannotStart, match="child ended 5 times in 60 s; its last words stand above"):
        turn_until(over, lambda: False)
    said = capsys.readouterr().out
    assert said.count("child ended with status 3; starting it again in 0.") == 4
    assert len(prepared) == 5, "prepared before each start"


@pytest.mark.parametrize(("ends", "wait"), [(0, 0.5), (1, 1.0), (2, 2.0), (3, 4.0)])
def test_the_wait_doubles(over, ends, wait):
    unlucky = child("", ends=[time.monotonic()] * ends)
    assert over._wait_after(unlucky) == wait


def test_ends_long_ago_are_forgiven(over):
    lucky = child("", ends=[time.monotonic() - supervisor.QUICK - 1] * 9)
    assert over._wait_after(lucky) == supervisor.FIRST_WAIT


PARENT = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid)
time.sleep(60)
"""


def test_what_a_killed_child_had_started_goes_with_it(over):
    unlucky = child(PARENT)
    over.add(unlucky)
    turn_until(over, lambda: unlucky.said)
    grandchild = psutil.Process(int(unlucky.said[0]))
    unlucky.process.kill()
    turn_until(over, lambda: not runs(grandchild))


def test_stopping_ends_children_that_will_not_listen_and_what_they_started(over, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 0.2)
    stubborn = child("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + PARENT)
    over.add(stubborn)
    turn_until(over, lambda: stubborn.said)
    over.stop()
    assert stubborn.process.returncode == -signal.SIGKILL
    assert not psutil.pid_exists(int(stubborn.said[0])) or not runs(psutil.Process(int(stubborn.said[0])))


def test_only_this_folders_children_are_found(over, tmp_path):
    sleeper = child("import time; time.sleep(60)")
    over.add(sleeper)
    assert [process.pid for process in started_from(tmp_path)] == [sleeper.process.pid]
    assert started_from(tmp_path.parent) == []
