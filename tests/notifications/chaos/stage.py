"""Who plays: the product's own supervisor over workers and beats, its own mending of the broker, and who is killed when."""

import contextlib
import os
import random
import sys
import time
from collections import Counter

import psutil
import psycopg
import redis
from django.db import connection

from config.launch import CELERY
from config.services import cluster, places
from config.services.servers import Valkey
from config.supervisor import QUICK, Child, Supervisor, say

from .mailbox import AFTER, BEFORE, Mailbox

ROOT = places.Path(__file__).resolve().parents[3]
APP = "tests.notifications.chaos.app"
# Of ten kills: what a machine does to processes, and twice a worker exactly between the mail server's yes and the commit.
DECK = ("worker", "worker", "worker", "child", AFTER, AFTER, BEFORE, "beat", "broker", "connection")
HELD = 20.0  # seconds for a sender to come to the point where it is to die
FREEZE = 300.0  # seconds without progress after which the chaos is lost


class Stalled(AssertionError):
    pass


class Stage:
    """Everything real but the time, which runs `speed` times as fast."""

    def __init__(self, *, speed, workers=2, beats=2, seed=1, marks_first=False):
        self.place, self._lock = places.passing()
        self.mailbox, self.chance, self.killed = Mailbox(), random.Random(seed), Counter()
        self.broker = cluster.Cluster(self.place, [Valkey.name], ephemeral=True)
        self.supervisor = Supervisor(self.place.data, ROOT)
        self.speed, self.marks_first, self.away = speed, marks_first, False
        self.env = self._environment()
        self.names = {"worker": workers, "beat": beats}

    def __enter__(self):
        self.broker.start()
        for number in range(self.names["worker"]):
            self.supervisor.add(self._worker(f"worker{number}"))
        for number in range(self.names["beat"]):
            self.supervisor.add(self._beat(f"beat{number}"))
        return self

    def __exit__(self, *_):
        self.mailbox.release()
        self.supervisor.stop()
        self.broker.stop()
        self.mailbox.close()
        places.remove(self.place)
        self._lock.close()

    def turn(self):
        """See to what has died, as `make run` does."""
        self.supervisor.turn(0.05)
        if not self.away:
            self.broker.mend(say)

    @contextlib.contextmanager
    def without_broker(self):
        """Away until the block ends; then it comes back empty."""
        self.kill("broker")
        self.away = True
        yield
        self.away = False

    def queued(self):
        """How many messages wait with the broker."""
        with redis.Redis(unix_socket_path=str(self.place.sockets / "valkey.sock")) as broker:
            return broker.llen("default")

    def until(self, done, patience=FREEZE):
        """Turn until `done()`; Stalled if no mail has come for `patience` seconds."""
        received, moved = -1, time.monotonic()
        while not done():
            self.turn()
            if (now := self.mailbox.received.total()) != received:
                received, moved = now, time.monotonic()
            if time.monotonic() - moved > patience:
                raise Stalled(f"no mail for {patience:.0f} s, {received} received, killed {dict(self.killed)}")

    def kill(self, what):
        """One of these; it is counted when somebody has died."""
        self._KILLS[what](self)
        self.killed[what] += 1

    def deck(self, kills, cards=DECK):
        """What is killed, in an order by chance, and each as often as the deck has it."""
        order = []
        while len(order) < kills:
            order += self.chance.sample(cards, len(cards))
        return order[:kills]

    def _kill_worker(self):
        self._one("worker").process.kill()

    def _kill_child(self):
        """The process that does the work, while the one that watches it lives on."""
        children = [it for child in self._running("worker") for it in psutil.Process(child.process.pid).children()]
        if not children:
            return self._kill_worker()
        return self.chance.choice(children).kill()

    def _kill_beat(self):
        self._one("beat").process.kill()

    def _kill_broker(self):
        """It comes back with nothing of what it had."""
        self.broker._running[Valkey.name].kill()

    def _kill_connection(self):
        ask = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app_worker'"
        with self.database() as session:
            while not (found := session.execute(f"{ask} AND pid <> pg_backend_pid()").fetchall()):
                self.turn()
            session.execute("SELECT pg_terminate_backend(%s)", self.chance.choice(found))

    def _kill_held(self, point):
        self.mailbox.hold(point)
        end = time.monotonic() + HELD * 3
        while self.mailbox.held is None and time.monotonic() < end:
            self.turn()
        if self.mailbox.held is None:
            raise Stalled(f"no sender came {point}")
        self._sender(self.mailbox.held).kill()
        self.mailbox.release()

    _KILLS = {
        "worker": _kill_worker,
        "child": _kill_child,
        "beat": _kill_beat,
        "broker": _kill_broker,
        "connection": _kill_connection,
        BEFORE: lambda self: self._kill_held(BEFORE),
        AFTER: lambda self: self._kill_held(AFTER),
    }

    def _sender(self, port):
        """Whose end of the line that is: a worker's child."""
        for child in self._running("worker"):
            for process in (psutil.Process(child.process.pid), *psutil.Process(child.process.pid).children()):
                with contextlib.suppress(psutil.Error):
                    if any(line.laddr.port == port for line in process.net_connections("tcp4")):
                        return process
        raise Stalled(f"nobody of ours speaks from port {port}")

    def _running(self, name):
        return [it for it in self.supervisor.children if it.name.startswith(name) and it.process]

    def _one(self, name):
        """Who has ended least of late: the supervisor gives up on one that ends again and again."""
        while not (running := self._running(name)):
            self.turn()
        self.chance.shuffle(running)
        return min(running, key=lambda child: sum(time.monotonic() - at < QUICK for at in child.ends))

    def database(self):
        settings = connection.settings_dict
        return psycopg.connect(host=settings["HOST"], dbname=settings["NAME"], user="app_worker", autocommit=True)

    def _environment(self):
        settings = connection.settings_dict
        return {
            **{name: value for name, value in os.environ.items() if name != "DEMO"},
            "DATABASE_URL": f"postgresql:///{settings['NAME']}?host={settings['HOST']}",
            "DATABASE_ROLE": "app_worker",
            "REDIS_URL": self.place.environment["REDIS_URL"],
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mailbox.port),
            "SWEEP_SECONDS": "1",
            "LOG_LEVEL": "CRITICAL",
            "CHAOS_BEGAN": str(time.time()),
            "CHAOS_SPEED": str(self.speed),
            **({"CHAOS_MARKS_FIRST": "1"} if self.marks_first else {}),
        }

    def _worker(self, name):
        """One at a time each, so that a kill ends one sender and no more."""
        options = ["-l", "critical", "--concurrency", "1", "-Q", "default", "--without-gossip", "--without-mingle"]
        return self._child(name, "worker", *options, "-n", f"{name}@%h")

    def _beat(self, name):
        schedule = self.place.data / f"schedule-{name}"

        def forget():
            schedule.unlink(missing_ok=True)

        return self._child(name, "beat", "-l", "critical", "-s", str(schedule), "--pidfile=", prepare=forget)

    def _child(self, name, role, *options, **more):
        celery = [APP if word == "config" and role == "worker" else word for word in CELERY]
        command = [sys.executable, *celery, role, *options]
        return Child(name, command, self.env, shown=lambda line: False, **more)
