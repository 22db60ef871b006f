"""Both servers as one thing that is started, watched and stopped."""

import contextlib
import subprocess
import time
from collections.abc import Callable, Collection, Iterator

import psutil

from config.services import places
from config.services.places import Place
from config.services.process import CannotStart, end, named, spawn
from config.services.servers import Postgres, Server, Valkey, telling_line

BOTH = (Postgres.name, Valkey.name)
PATIENCE = 60.0  # seconds; a recovery after kill -9 has been seen to take 5
CALM = 30.0  # seconds a server must have run for its next end to count as the first


class Cluster:
    """Servers in one place, children of the process that made this."""

    def __init__(
        self, place: Place, needed: Collection[str] = BOTH, *, ephemeral: bool = False, durable: bool | None = None
    ) -> None:
        self.place = place
        kinds = [kind for kind in (Valkey, Postgres) if kind.name in needed]
        self.servers: list[Server] = [kind(place, ephemeral=ephemeral, durable=durable) for kind in kinds]
        self._running: dict[str, subprocess.Popen] = {}
        self._ends: dict[str, list[float]] = {}

    def start(self) -> None:
        for server in self.servers:
            clear(server, self.place)
            server.prepare()
            self._launch(server)
        for server in self.servers:
            self._await(server)

    def mend(self, say: Callable[[str], None]) -> None:
        """Start again what has ended, telling it; after five quick ends give up."""
        for server in self.servers:
            if self._running[server.name].poll() is None:
                continue
            say(f"{server.name} ended unexpectedly; starting it again")
            self._count_end(server)
            clear(server, self.place)
            server.prepare()
            self._launch(server)
            self._await(server)

    def stop(self) -> None:
        for server in reversed(self.servers):
            if (process := self._running.get(server.name)) and process.poll() is None:
                process.send_signal(server.stop_signal)
        for server in self.servers:
            if process := self._running.pop(server.name, None):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(15)
            clear(server, self.place)

    def _launch(self, server: Server) -> None:
        log = self.place.log(server.name)
        self._running[server.name] = spawn(server.command(), log=log, sent=server.stop_signal)

    def _await(self, server: Server) -> None:
        process, deadline = self._running[server.name], time.monotonic() + PATIENCE
        while not server.ready():
            if process.poll() is not None or time.monotonic() > deadline:
                log = self.place.log(server.name)
                reason = telling_line(log.read_text(errors="replace"))
                raise CannotStart(f"{server.name} did not start: {reason} (its log: {log})")
            time.sleep(0.05)

    def _count_end(self, server: Server) -> None:
        now = time.monotonic()
        recent = [at for at in self._ends.get(server.name, []) if now - at < CALM] + [now]
        self._ends[server.name] = recent
        if len(recent) >= 5:
            raise CannotStart(f"{server.name} ended five times in {CALM:.0f} s; see {self.place.log(server.name)}.")


def clear(server: Server, place: Place) -> None:
    """End what a killed run of this place left behind; none of it can be another clone's, the key says so."""
    if left := named([server.process_name], place.key):
        masters = [process for process in left if not _has_parent_in(process, left)]
        end(masters, server.stop_signal)
        end(named([server.process_name], place.key), server.stop_signal, patience=2)


@contextlib.contextmanager
def ephemeral(*, durable: bool = False) -> Iterator[Place]:
    """A cluster of one's own, destroyed at the end; first removes those whose owner was killed.

    `durable`: it writes as a real one does, through to the disk. Tests have no use for that, measurements have.
    """
    for place, lock in places.abandoned():
        _destroy(Cluster(place, ephemeral=True))
        lock.close()
    place, lock = places.passing()
    cluster = Cluster(place, ephemeral=True, durable=durable)
    try:
        cluster.start()
        yield place
    finally:
        _destroy(cluster)
        lock.close()


def _destroy(cluster: Cluster) -> None:
    cluster.stop()
    places.remove(cluster.place)


def _has_parent_in(process: psutil.Process, others: list[psutil.Process]) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.ppid() in {other.pid for other in others}
    return True
