"""Processes that belong together: their lines on one terminal, started again when they die, ended as one."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from config.services.process import CannotStart, end, leash

MARK = "APP_STARTED_BY"  # in the environment of every child: which data folder's supervisor started it
QUICK, TOO_OFTEN = 60.0, 5  # this many ends within so many seconds, and it is no use to start again
FIRST_WAIT, LONGEST_WAIT = 0.5, 8.0  # seconds before a dead child is started again, doubled each time
LAST_LINES = 12
GRACE = 8.0  # seconds that children get to end by themselves


@dataclass
class Child:
    name: str
    command: list[str]
    env: dict[str, str]
    prepare: Callable[[], None] = lambda: None
    once: bool = False  # a task that is done when it ends, not a server
    vital: bool = False  # a task without which the rest makes no sense
    descriptors: tuple[int, ...] = ()
    shown: Callable[[str], bool] = bool
    process: subprocess.Popen | None = None
    due: float = 0.0
    ends: list[float] = field(default_factory=list)
    said: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))
    unfinished: bytes = b""


class Supervisor:
    """Must be used from one thread: the kernel ties the children to the thread that starts them."""

    def __init__(self, data: Path, cwd: Path) -> None:
        self.data, self.cwd = data, cwd
        self.children: list[Child] = []
        self._selector = selectors.DefaultSelector()

    def add(self, child: Child) -> None:
        self.children.append(child)
        self._launch(child)

    def turn(self, seconds: float = 0.2) -> None:
        """Show what children write for up to `seconds`, then see to those that have ended."""
        if not self._selector.get_map():
            time.sleep(min(seconds, 0.05))
        for key, _ in self._selector.select(seconds):
            self._read(key.data)
        for child in [*self.children]:
            self._see_to(child)

    def finish(self, child: Child) -> None:
        """Run a `once` child to its end; CannotStart with its last lines if it fails."""
        self.add(child)
        while child in self.children:
            self.turn()

    def stop(self) -> None:
        """End all children, and whatever they started."""
        running = [child.process for child in self.children if child.process]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
        end(started_from(self.data), patience=1)
        for process in running:
            process.wait()
            process.stdout.close()
        self._selector.close()

    def _launch(self, child: Child) -> None:
        child.prepare()
        child.process = subprocess.Popen(
            child.command, cwd=self.cwd, env={**child.env, MARK: str(self.data), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=child.descriptors,
            start_new_session=True, preexec_fn=leash(signal.SIGTERM),
        )  # fmt: skip
        os.set_blocking(child.process.stdout.fileno(), False)
        self._selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def _read(self, child: Child) -> None:
        written = child.process.stdout.read()
        if written == b"":  # the other end is closed
            self._selector.unregister(child.process.stdout)
        *lines, child.unfinished = (child.unfinished + (written or b"")).split(b"\n")
        for line in lines:
            self._show(child, line.decode(errors="replace").rstrip())

    def _show(self, child: Child, line: str) -> None:
        child.said.append(line)
        if child.shown(line):
            say(f"{child.name:<8}| {line}")

    def _see_to(self, child: Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.due:
                self._launch(child)
        elif os.waitid(os.P_PID, child.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            self._bury(child)
            self._decide(child)

    def _bury(self, child: Child) -> None:
        """Kill what is left of its group; only then reap it, so that its number cannot be somebody else's."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        with contextlib.suppress(KeyError):
            self._read(child)
            self._selector.unregister(child.process.stdout)
        if child.unfinished:
            self._show(child, child.unfinished.decode(errors="replace"))
        child.process.stdout.close()
        child.unfinished = b""

    def _decide(self, child: Child) -> None:
        status, child.process = child.process.returncode, None
        if child.once:
            self.children.remove(child)
            if status and child.vital:
                raise CannotStart("\n".join([*child.said, f"{child.name} failed; its last words stand above."]))
            if status:
                say(f"{child.name} {how(status)}; the rest goes on without it")
            return
        wait = self._wait_after(child)
        child.due = time.monotonic() + wait
        say(f"{child.name} {how(status)}; starting it again in {wait:.1f} s")

    def _wait_after(self, child: Child) -> float:
        """Seconds until the next start; gives up on a child that ends again and again."""
        now = time.monotonic()
        child.ends = [at for at in child.ends if now - at < QUICK] + [now]
        if len(child.ends) >= TOO_OFTEN:
            last = [f"  {line}" for line in child.said]
            verdict = f"{child.name} ended {TOO_OFTEN} times in {QUICK:.0f} s; its last words stand above."
            raise CannotStart("\n".join([*last, verdict]))
        return min(LONGEST_WAIT, FIRST_WAIT * 2 ** (len(child.ends) - 1))


def started_from(data: Path) -> list[psutil.Process]:
    """Processes that a supervisor of this data folder started and that still run: by the mark in their environment."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == str(data):
                found.append(process)
    return found


def how(status: int) -> str:
    return f"was killed ({signal.Signals(-status).name})" if status < 0 else f"ended with status {status}"


def say(sentence: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        sys.stdout.write(f"{sentence}\n")
        sys.stdout.flush()
