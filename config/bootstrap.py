"""From a bare Python to a running command: make the virtual environment, then become the command.

    python3.11 -I config/bootstrap.py run|test|lint|proof|bench

Standard library only: nothing is installed yet when this runs.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
STATE = ROOT / ".data"
UNFINISHED = STATE / "unfinished"  # beside the environment: taking a broken one away must not take its mark first
CHECKS = ("test", "lint", "proof", "bench")
LOCKS = {"run": ["requirements.txt"], **{goal: ["requirements.txt", "requirements-test.txt"] for goal in CHECKS}}
MODULES = {"run": ["config.launch"], **{goal: ["config.checks", goal] for goal in CHECKS}}
UNREACHABLE = re.compile(
    r"Retrying \(|NewConnectionError|NameResolutionError|Failed to establish|Timeout|ProxyError|Connection refused"
)
TELL_EVERY = 4.0  # seconds between two progress lines


class Refused(Exception):
    """The message is one sentence that says what to do."""


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def main(goal: str) -> None:
    os.environ.setdefault("APP_ASKED_AT", str(time.time()))
    with alone():
        ensure_venv(LOCKS[goal])
    os.chdir(ROOT)
    os.execv(python(), [str(python()), "-m", *MODULES[goal]])  # noqa: S606 - becoming it is the point


def python() -> Path:
    return VENV / "bin" / "python"


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One at a time per clone: two first starts at once would install over each other."""
    try:
        STATE.mkdir(mode=0o700, exist_ok=True)
        handle = (STATE / "install.lock").open("a")
    except OSError as error:
        raise Refused(f"{ROOT} is not writable for you ({error.strerror}): make the clone your own.") from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another make in this folder to finish installing ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def ensure_venv(locks: list[str]) -> None:
    """A linked environment is somebody's own and used as it is; ours is made, repaired and brought up to date."""
    if VENV.is_symlink():
        return
    wanted = {name: digest(ROOT / name) for name in locks}
    found = installed()
    if wanted.items() <= found.items():
        return
    afresh = UNFINISHED.exists() or not runs_this_version()
    UNFINISHED.touch()  # before the first file: a kill from here on is seen by the next start
    make_venv(afresh=afresh)
    STAMP.unlink(missing_ok=True)
    install(locks)
    STAMP.write_text(json.dumps(wanted))
    UNFINISHED.unlink()


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def installed() -> dict[str, str]:
    """The locks that the environment was completely installed from, by digest; none if it cannot be relied on."""
    if UNFINISHED.exists() or not STAMP.exists() or not runs_this_version():
        return {}
    return json.loads(STAMP.read_text())


def runs_this_version() -> bool:
    """Whether the environment has a Python that starts, of the version asked for."""
    with contextlib.suppress(OSError):
        asked = [str(python()), "-c", "import sys; print(sys.version_info[:2])"]
        return subprocess.run(asked, capture_output=True, text=True).stdout.strip() == str(sys.version_info[:2])
    return False


def make_venv(*, afresh: bool) -> None:
    if not afresh:
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = ".".join(map(str, sys.version_info[:2]))
        raise Refused(f"This Python has no venv module: install it (Debian: apt-get install python{version}-venv).")
    say("Making a virtual environment ...")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if done.returncode:
        reason = (done.stdout + done.stderr).strip().splitlines()[-1:]
        raise Refused(f"The virtual environment could not be made: {' '.join(reason)}")


def install(locks: list[str]) -> None:
    files = [word for name in locks for word in ("-r", str(ROOT / name))]
    total = len({pin for name in locks for pin in re.findall(r"^\S+==\S+.*", (ROOT / name).read_text(), re.MULTILINE)})
    say(f"Installing {total} packages, this once ...")
    # The locks are complete, so nothing is resolved; modules are compiled when they are first imported.
    options = ["--require-hashes", "--no-deps", "--no-compile", "--no-input", "--progress-bar=off"]
    options += ["--disable-pip-version-check", "--root-user-action=ignore", "--retries=2"]
    command = [str(python()), "-m", "pip", "install", *options, *files]
    written, status = follow(command, progress(total))
    if status:
        raise Refused(why_pip_failed(written))


def follow(command: list[str], tell: Callable[[str], None]) -> tuple[list[str], int]:
    """Run pip, showing our progress and keeping its words in a log."""
    env = {key: value for key, value in os.environ.items() if key not in ("PIP_USER", "PIP_TARGET", "PIP_PREFIX")}
    written = []
    with (STATE / "pip.log").open("w") as log, subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=env
    ) as pip:  # fmt: skip
        for line in pip.stdout or ():
            log.write(line)
            written.append(line.strip())
            tell(line)
    return written, pip.returncode


def progress(total: int) -> Callable[[str], None]:
    """A function that reads pip's lines and now and then tells how far it is."""
    seen, told_at = 0, time.monotonic()

    def tell(line: str) -> None:
        nonlocal seen, told_at
        seen += line.startswith(("Collecting ", "Ignoring "))
        now = time.monotonic()
        if line.startswith("Installing collected"):
            say("  all fetched, unpacking ...")
        elif line.startswith(("Collecting", "Ignoring", "  Downloading")) and now - told_at > TELL_EVERY:
            told_at = now
            say(f"  {seen} of {total} fetched ...")

    return tell


def why_pip_failed(written: list[str]) -> str:
    if any(UNREACHABLE.search(line) for line in written):
        return (
            "The package index cannot be reached: check the network, or set PIP_INDEX_URL to an index that this "
            "machine can reach, then run make again."
        )
    errors = [line for line in written if line.startswith("ERROR:")] or written[-1:] or ["it said nothing"]
    return f"pip could not install the packages: {errors[-1]} (all it said: {STATE / 'pip.log'})"


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Refused as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; the next make takes it up again.")
