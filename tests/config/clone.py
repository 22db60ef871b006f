"""A clone of the project for one test: the real launch files around the least Django project there can be."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

from config.services import unprivileged
from config.services.places import NOBODY
from config.supervisor import MARK

ROOT = Path(__file__).resolve().parents[2]
PROJECT = Path(__file__).parent / "fixture_project"
LAUNCH_FILES = [
    "bootstrap.py",
    "launch.py",
    "supervisor.py",
    "checks.py",
    "chromium.py",
    "outside.py",
    "pgbouncer.py",
    "production.py",
    "services",
]
PATIENCE = 40.0


class Clone:
    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.output = folder, folder / ".data", folder / "output"
        shutil.copytree(PROJECT, folder, dirs_exist_ok=True)
        shutil.copy(ROOT / "Makefile", folder)
        (folder / "config" / "__init__.py").touch()
        for name in LAUNCH_FILES:
            source = ROOT / "config" / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, folder / "config" / name)
        (folder / ".venv").symlink_to(sys.prefix)
        folder.chmod(0o700)
        self.make: subprocess.Popen | None = None

    def start(self, *words: str, prefix: tuple[str, ...] = (), **env: str) -> None:
        """`make run` as a terminal would run it: a process group of its own."""
        self.output.write_text("")
        inherited = {key: value for key, value in os.environ.items() if key not in OURS}
        with self.output.open("a") as output:
            self.make = subprocess.Popen(
                [*prefix, "make", "run", f"PYTHON={sys.executable}", *words],
                cwd=self.folder, env={**inherited, **env}, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        return self.output.read_text()

    def hear(self, sentence: str) -> str:
        """Wait until the terminal shows a line that matches; everything shown until then."""
        until(lambda: re.search(sentence, self.said()) or self.make.poll() is not None)
        assert re.search(sentence, self.said()), self.said()
        return self.said()

    def end(self, sent: int = signal.SIGINT) -> int:
        """Ctrl-C, or what a closing terminal or a shutdown send."""
        os.killpg(self.make.pid, sent)
        return self.make.wait(PATIENCE)

    @property
    def address(self) -> str:
        return (self.data / "running").read_text().replace("localhost", "127.0.0.1")

    def page(self) -> str:
        with urllib.request.urlopen(self.address, timeout=PATIENCE) as answer:
            return answer.read().decode()

    @property
    def key(self) -> str:
        return Path((self.data / "sockets").read_text().strip()).name

    def processes(self) -> dict[int, str]:
        """Everything that runs because of this clone, by any sign of it: its path, its sockets, its mark."""
        signs = [str(self.folder), *([self.key] if (self.data / "sockets").exists() else [])]
        found = {}
        for process in psutil.process_iter(["cmdline", "status"]):
            words = " ".join(process.info["cmdline"] or [])
            if process.info["status"] != psutil.STATUS_ZOMBIE and (
                any(sign in words for sign in signs) or mark_of(process) == str(self.data)
            ):
                found[process.pid] = words
        return found

    def pid(self, *words: str) -> int | None:
        """The process with all these words in its command line that one of ours started itself."""
        lines = self.processes()
        starters = {pid for pid, line in lines.items() if "config.launch" in line or "config.services.keeper" in line}
        for pid in lines:
            if all(word in lines[pid] for word in words) and parent(pid) in {*starters, self.make.pid}:
                return pid
        return None

    def remove(self) -> None:
        if self.make is not None and self.make.poll() is None:
            self.end()
        if (self.data / "sockets").exists():
            shutil.rmtree((self.data / "sockets").read_text().strip(), ignore_errors=True)


OURS = ("DATABASE_URL", "DATABASE_ROLE", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "APP_DATA", "PORT", "DEMO", MARK)
OURS += ("MAKELEVEL", "MAKEFLAGS", "MFLAGS", "APP_ASKED_AT")


def mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None


def parent(pid: int) -> int | None:
    try:
        return psutil.Process(pid).ppid()
    except psutil.NoSuchProcess:
        return None


def until(holds, patience: float = PATIENCE):
    """Wait until `holds()` is true; its value."""
    deadline = time.monotonic() + patience
    while not (value := holds()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return value


def as_somebody_else(folder: Path) -> tuple[str, ...]:
    """The words that run a command as the owner of `folder`, who is not root; none if we are not root anyway.

    The interpreter may lie in root's home, which nobody could read: the one capability lets it.
    """
    if os.getuid() != 0:
        return ()
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    return tuple(unprivileged.STEP_DOWN)
