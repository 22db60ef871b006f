"""Running one command while signals arrive."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.services import command
from config.services.process import CannotStart

ROOT = Path(command.__file__).parents[2]
GUARDED = """
import sys
from config.services.command import Stopped, guarded, run
from config.services.process import CannotStart
def main():
    try:
        {body}
    finally:
        print("cleaned", flush=True)
sys.exit(guarded(main))
"""


def guarded(body: str, **more) -> subprocess.Popen:
    code = GUARDED.format(body=body)
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, text=True, stdout=subprocess.PIPE, **more)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_unwinds_and_is_the_status(sent):
    process = guarded("print('here', flush=True); __import__('time').sleep(60)")
    assert process.stdout.readline() == "here\n"
    process.send_signal(sent)
    assert process.communicate()[0] == "cleaned\n"
    assert process.returncode == 128 + sent


def test_a_reason_is_one_sentence_and_no_traceback():
    process = guarded("raise CannotStart('The disk is full.')", stderr=subprocess.PIPE)
    assert process.communicate() == ("cleaned\n", "The disk is full.\n")
    assert process.returncode == 1


def test_a_command_that_is_told_to_end_may_do_so_in_its_own_time():
    slow = "trap 'echo ending; exit 5' TERM; echo here; while :; do sleep 0.05; done"
    process = guarded(f'return run(["sh", "-c", {slow!r}], dict(__import__("os").environ))')
    assert process.stdout.readline() == "here\n"
    process.terminate()
    assert process.communicate()[0] == "ending\ncleaned\n"
    assert process.returncode == 5


def test_a_signal_that_comes_while_the_command_starts_reaches_it():
    """Sent by the child before its parent has come back from starting it."""
    early = "trap 'echo ending; exit 5' TERM; kill -TERM $PPID; while :; do sleep 0.05; done"
    for _ in range(5):
        process = guarded(f'return run(["sh", "-c", {early!r}], dict(__import__("os").environ))')
        assert (process.communicate()[0], process.returncode) == ("ending\ncleaned\n", 5)


def test_a_killed_command_has_the_status_that_a_shell_gives_it():
    assert command.run(["sh", "-c", "kill -9 $$"], os.environ) == 137


def test_a_command_that_is_not_there_is_one_sentence():
    with pytest.raises(CannotStart, match="no-such-command was not found"):
        command.run(["no-such-command"], os.environ)


def test_nohup_is_respected():
    process = guarded(
        "__import__('os').kill(__import__('os').getpid(), 1); print('still here', flush=True)",
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    assert process.communicate()[0] == "still here\ncleaned\n"
