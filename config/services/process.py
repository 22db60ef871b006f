"""Starting processes that do not outlive who started them, and finding those that did."""

import ctypes
import os
import signal
import subprocess
import sys
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
    """Ask processes to end with the signal `sent`; after `patience` seconds kill what is left, and wait for it."""
    processes = list(processes)
    _send(processes, sent)
    _, stubborn = psutil.wait_procs(processes, timeout=patience)
    _send(stubborn, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=5)


def _send(processes: Iterable[psutil.Process], sent: int) -> None:
    for process in processes:
        try:
            process.send_signal(sent)
        except psutil.NoSuchProcess:
            continue
