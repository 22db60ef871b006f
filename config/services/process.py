"""Starting processes that do not outlive who started them, and finding those that did."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import psutil

PR_SET_PDEATHSIG = 1  # linux/prctl.h


class CannotStart(Exception):
    """Something is in the way; the message is one sentence for the person at the terminal."""


def leash(sent: int) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends `sent` when the starting thread dies. None where there is no such thing."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(sent))
        if os.getppid() != parent:  # it died before the leash was tied
            os._exit(1)

    return tie


def follow_parent(sent: int) -> None:
    """Put ourselves on a leash: `sent` comes when our parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(sent))


def spawn(
    command: Sequence[str | Path], *, log: Path, sent: int, env: dict[str, str] | None = None
) -> subprocess.Popen:
    """Start a server in a session of its own (Ctrl-C in the terminal is not for it), output appended to `log`."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=leash(sent),
        )


def named(names: Iterable[str], key: str) -> list[psutil.Process]:
    """Processes called one of `names` whose command line contains `key`, a name that only one clone uses."""
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] in names and key in " ".join(process.info["cmdline"] or []):
            found.append(process)
    return found


def end(processes: Iterable[psutil.Process], sent: int = signal.SIGTERM, patience: float = 10) -> None:
    """Ask processes to end with the signal `sent`; after `patience` seconds kill what is left."""
    processes = list(processes)
    for force, seconds in ((sent, patience), (signal.SIGKILL, 5.0)):
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(force)
        deadline = time.monotonic() + seconds
        while (processes := [process for process in processes if runs(process)]) and time.monotonic() < deadline:
            time.sleep(0.02)


def runs(process: psutil.Process) -> bool:
    """A zombie does not: in a container nobody may ever reap it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
