"""`make run`: everything the product needs, on this machine, until Ctrl-C.

The order matters: the sign-in page first, then the processes behind it, then the demo.
"""

import contextlib
import errno
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from config.services import environment, keeper, places
from config.services.command import Stopped, guarded, patiently
from config.services.process import CannotStart, end, follow_parent
from config.supervisor import Child, Supervisor, say, started_from

ROOT = Path(__file__).resolve().parents[1]
CELERY = ("-W", "ignore:You're running the worker with superuser", "-m", "celery", "-q", "-A", "config")
DEFAULT_PORT, PORTS_TRIED = 8000, 50
PATIENCE = 120.0  # seconds until a sign-in page that does not come is remarked on


def main() -> int:
    if os.environ.get("MAKELEVEL"):
        follow_parent(signal.SIGTERM)  # when make is killed nobody is left who could press Ctrl-C
    data = places.data_folder()
    with only_one(data) as note:
        end(started_from(data), patience=3)
        listener = listen(os.environ)
        note.write(f"http://localhost:{listener.getsockname()[1]}")
        note.flush()
        Launch(data, listener).run()
    return 0


class Launch:
    """One run of the product."""

    def __init__(self, data: Path, listener: socket.socket) -> None:
        self.data, self.listener = data, listener
        self.port = listener.getsockname()[1]
        self.supervisor = Supervisor(data, ROOT)
        self.needed = environment.needed(os.environ)
        self.servers = keeper.Shared(data, self.needed) if self.needed else None
        self.env: dict[str, str] = {}
        self.hint: list[str] = []

    def run(self) -> None:
        try:
            self._bring_up()
            while True:
                self.supervisor.turn(1.0)
                self._watch_servers()
        except Stopped:  # the usual end
            pass
        finally:
            patiently()
            say("Stopping ...")
            self.supervisor.stop()
            if self.servers:
                self.servers.leave()

    def _bring_up(self) -> None:
        if self.servers:
            say(f"Starting {' and '.join(self.needed)} ...")
            self._remember(self.servers.ensure().environment)
        else:
            self._remember({})
        say("Bringing the database up to date ...")
        self.supervisor.finish(self._migrate())
        say("Starting the web server ...")
        self.supervisor.add(self._web())
        self._ask_for_hint()
        answer = self._await_page()
        self._announce(answer)
        self._start_the_rest()

    def _remember(self, servers: Mapping[str, str]) -> None:
        given = {key: value for key, value in os.environ.items() if value or key not in servers}
        defaults = {"DEMO": "1", **environment.basics(self.data)}
        self.env = {**defaults, **servers, **given, "APP_DATA": str(self.data), "PORT": str(self.port)}

    def _start_the_rest(self) -> None:
        self.supervisor.add(self._worker())
        if self.env["DEMO"] == "1" and has_command("fill_demo"):
            # Three starts at once keep each other up on two cores: the worker first, and what it is to do.
            self.supervisor.finish(self._manage("demo", "app_worker", "fill_demo", "--if-empty", "--enqueue"))
        self.supervisor.add(self._beat())

    def _ask_for_hint(self) -> None:
        """Who to sign in as; asked while the web server starts, told after the address."""
        if has_command("signin_hint"):
            child = self._manage("hint", "app_web", "signin_hint")
            child.shown = lambda line: self.hint.append(line) or False
            self.supervisor.add(child)

    def _await_page(self) -> str:
        page = Page(f"http://127.0.0.1:{self.port}/")
        page.start()
        remarked = False
        while page.answer is None or any(child.name == "hint" for child in self.supervisor.children):
            self.supervisor.turn()
            self._watch_servers()
            if not remarked and page.asked_for() > PATIENCE:
                say("The sign-in page is long in coming; what the web server says stands above.")
                remarked = True
        return page.answer

    def _announce(self, answer: str) -> None:
        asked_at = float(self.env.get("APP_ASKED_AT") or time.time())
        say(f"\n  Perspective Lab: http://localhost:{self.port}")
        for line in self.hint:
            say(f"  {line}")
        say(f"  {answer} in {time.time() - asked_at:.1f} s. Ctrl-C stops everything.\n")

    def _watch_servers(self) -> None:
        if not self.servers:
            return
        for line in self.servers.news():
            say(line)
        if not self.servers.kept():
            say("The keeper of the embedded servers was killed; starting them again")
            self.servers.ensure()

    def _child(self, name: str, role: str, *command: str, **more) -> Child:
        return Child(name, [sys.executable, *command], {**self.env, "DATABASE_ROLE": role}, **more)

    def _manage(self, name: str, role: str, *words: str, **more) -> Child:
        return self._child(name, role, "manage.py", *words, once=True, **more)

    def _migrate(self) -> Child:
        words = ["migrate", "--noinput"]
        return self._manage("migrate", "app_owner", *words, vital=True, shown=lambda line: "Applying" in line)

    def _web(self) -> Child:
        # The port is bound here and handed on: it stays ours, and callers wait, while a killed server is replaced.
        handed = self.listener.fileno()
        options = ["--bind", f"fd://{handed}", "--workers", "2", "--threads", "4", "--worker-class", "gthread"]
        # Loaded once and then forked: twice took two seconds more until the page came.
        options += ["--log-level", "warning", "--graceful-timeout", "5", "--no-control-socket", "--preload"]
        if os.access("/dev/shm", os.W_OK):  # noqa: S108 - heartbeats belong in memory, a disk may stall them
            options += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108
        return self._child(
            "web", "app_web", "-m", "gunicorn", *options, "config.wsgi:application", descriptors=(handed,)
        )

    def _worker(self) -> Child:
        options = ["-l", "warning", "--concurrency", "2", "-Q", "default", "--without-gossip", "--without-mingle"]
        return self._child("worker", "app_worker", *CELERY, "worker", *options)

    def _beat(self) -> Child:
        folder = self.data / "beat"

        def forget() -> None:
            """A kill may have torn the schedule; it holds nothing but when beat last spoke."""
            folder.mkdir(exist_ok=True)
            for path in folder.glob("schedule*"):
                path.unlink()

        options = ["-l", "warning", "-s", str(folder / "schedule"), "--pidfile="]
        return self._child("beat", "app_worker", *CELERY, "beat", *options, prepare=forget)


class Page(threading.Thread):
    """Asks for the sign-in page until it comes. A thread: the port takes callers before anybody answers them."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.answer = address, None
        self._since = time.monotonic()

    def asked_for(self) -> float:
        return time.monotonic() - self._since

    def run(self) -> None:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # localhost is behind no proxy
        while self.answer is None:
            self.answer = self._ask(direct)
            time.sleep(0.1)

    def _ask(self, opener: urllib.request.OpenerDirector) -> str | None:
        try:
            with opener.open(self.address, timeout=10):
                return "Ready"
        except urllib.error.HTTPError as error:
            return f"The sign-in page answers {error.code}, see above; started"
        except OSError:
            return None


@contextlib.contextmanager
def only_one(data: Path):
    """The lock on the note that says where this run's pages are; a second run in the same folder is told so."""
    lock: IO[str] | None = places.try_lock(data / "running")
    if lock is None:
        where = (data / "running").read_text()
        raise CannotStart(f"It already runs from this folder: {where or 'it is just starting'}. Ctrl-C there stops it.")
    with lock:
        lock.truncate(0)
        yield lock
        lock.truncate(0)


def listen(given: Mapping[str, str]) -> socket.socket:
    """The socket for the pages: on $PORT, or the first free port from 8000 on."""
    if wanted := given.get("PORT"):
        return _listen_on(wanted)
    for port in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        if listener := bound(port):
            if port != DEFAULT_PORT:
                say(f"Port {DEFAULT_PORT} is taken by another program; using {port}.")
            return listener
    raise CannotStart(f"No port from {DEFAULT_PORT} to {port} is free: name one, make run PORT=...")


def _listen_on(wanted: str) -> socket.socket:
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        raise CannotStart(f"PORT={wanted} is no port: name a number from 1024 to 65535, as in make run PORT=8080.")
    try:
        listener = bound(int(wanted))
    except PermissionError:
        raise CannotStart(f"Port {wanted} is for root alone: name a port from 1024 on.") from None
    if listener is None:
        raise CannotStart(f"Port {wanted} is taken by another program: name another, or leave PORT out.")
    return listener


def bound(port: int) -> socket.socket | None:
    """A listening socket on loopback, or None if the port is taken. `localhost` may also mean ::1, so that counts."""
    if _answers_on_ipv6(port):
        return None
    listener = socket.socket(socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            return None
        raise
    return listener


def _answers_on_ipv6(port: int) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as caller:
        caller.settimeout(0.5)
        return caller.connect_ex(("::1", port)) == 0
    return False


def has_command(name: str) -> bool:
    return any(ROOT.glob(f"*/management/commands/{name}.py"))


if __name__ == "__main__":
    sys.exit(guarded(main))
