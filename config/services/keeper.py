"""One clone, many users of its servers: the first starts a keeper, the keeper stops them after the last.

Who uses the servers holds a shared lock on the file `users`; the kernel lets go of it however a process ends.
The keeper holds `keeper` as long as it lives, and ends when it gets `users` for itself alone.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from config.services.cluster import BOTH, Cluster
from config.services.places import Place, lasting, try_lock
from config.services.process import CannotStart

LOOK_EVERY = 0.2  # seconds
ROOT = Path(__file__).resolve().parents[2]
FAILED = 3  # the exit status that says: the log's last line is the reason


class Shared:
    """A clone's servers, for a process that uses them."""

    def __init__(self, data: Path, needed: Collection[str] = BOTH) -> None:
        self.data, self.needed = data, needed
        self._using = (data / "users").open("a")
        fcntl.flock(self._using, fcntl.LOCK_SH)  # waits while a keeper is stopping its servers
        self._keeper: subprocess.Popen | None = None
        self._log = (data / "services.log").open("a+", errors="replace")

    def news(self) -> list[str]:
        """What the keeper has written since we came or asked last."""
        return [said(line) for line in self._log]

    def ensure(self) -> Place:
        """Start a keeper unless one lives, and wait until it says that the servers answer."""
        while True:
            if lock := try_lock(self.data / "keeper"):
                with lock:
                    self._raise_failure()
                    self._start_keeper(lock)
            elif ready := (self.data / "keeper").read_text().split():
                self._compare(ready)
                return lasting(self.data)
            time.sleep(0.05)

    def kept(self) -> bool:
        """Whether a keeper lives; one that was killed took its servers along."""
        if lock := try_lock(self.data / "keeper"):
            lock.close()
            return False
        return True

    def leave(self) -> None:
        """Stop using the servers; if nobody else does, wait until they have stopped."""
        self._using.close()
        self._log.close()
        while kept := self.kept():
            if self._others():
                break
            time.sleep(0.05)
        if self._keeper is not None and not kept:
            self._keeper.wait()

    def _start_keeper(self, lock: IO[str]) -> None:
        """The lock goes to the keeper with its open file, so no second keeper can come between."""
        command = [sys.executable, "-m", "config.services.keeper", str(self.data), str(lock.fileno()), *self.needed]
        lock.truncate(0)
        with (self.data / "services.log").open("a") as log:
            self._keeper = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                pass_fds=[lock.fileno()], start_new_session=True,
            )  # fmt: skip

    def _compare(self, ready: Collection[str]) -> None:
        if lacking := set(self.needed) - set(ready):
            raise CannotStart(
                f"Another command runs here with a {' and a '.join(lacking)} of its own, "
                "so none was started for this folder: stop that command first."
            )

    def _raise_failure(self) -> None:
        if self._keeper is not None and self._keeper.wait() == FAILED:
            raise CannotStart(self.news()[-1])

    def _others(self) -> bool:
        """Whether somebody else uses the servers. Nobody does if a keeper has the lock for itself: it is stopping."""
        probe = try_lock(self.data / "users", fcntl.LOCK_SH)
        if probe is None:
            return False
        with probe:
            return not _alone(probe)


@contextlib.contextmanager
def shared(data: Path, needed: Collection[str] = BOTH) -> Iterator[Place]:
    users = Shared(data, needed)
    try:
        yield users.ensure()
    finally:
        users.leave()


def keep(data: Path, lock: IO[str], needed: Collection[str]) -> None:
    """The keeper's life: start, mend, stop after the last user."""
    cluster = Cluster(lasting(data), needed)
    with (data / "users").open("a") as users:
        try:
            cluster.start()
            lock.write(" ".join(needed))
            lock.flush()
            while not _alone(users):
                cluster.mend(_say)
                time.sleep(LOOK_EVERY)
        finally:
            lock.truncate(0)
            cluster.stop()


def _alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def said(line: str) -> str:
    """A line of the log without its time."""
    return line.rstrip().partition("  ")[2]


def _say(sentence: str) -> None:
    sys.stdout.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}  {sentence}\n")
    sys.stdout.flush()


def _end(*_: object) -> None:
    raise SystemExit(0)


def main(data: str, descriptor: str, *needed: str) -> int:
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    try:
        keep(Path(data), os.fdopen(int(descriptor), "a"), needed)
    except CannotStart as reason:
        _say(str(reason))
        return FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
