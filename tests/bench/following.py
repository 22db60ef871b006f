"""Live pages that are open at once, before a web server as `make run` starts it: how late each hears of what the other pressed."""

import asyncio
import contextlib
import dataclasses
import datetime
import itertools
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection
from django.utils import timezone

from sessions.links import PulseLink
from sessions.live_page import OFTEN
from sessions.models import LiveHour
from tests.cast import assemble
from tests.factories import MembershipFactory
from tests.factories.lab import LabSessionFactory
from tests.lab import enrol, open_lab, pair_up

from .world import ROOT, browser

STAMP = re.compile(rb'data-stamp="([^"]+)"')
TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = "x" * 32
COMING = 15  # seconds in which the pages are opened, one after the other: a page costs as much as eight questions
WRITTEN = 4  # the place of the notes' version in a stamp, as live.js has it


@dataclasses.dataclass
class Found:
    """Of one run: requests a second, cores that the web server and the database used, and the lateness of each press in seconds."""

    rate: float
    web: float
    database: float
    late: list[float]

    def late_by(self, percent: int) -> float:
        return statistics.quantiles(self.late, n=100)[percent - 1]


def with_pages_open(number: int, seconds: float) -> Found:
    """`number` pages, two for each hour; in each hour something is pressed every ten seconds or so."""
    visitors = _hours(number // 2)
    with _web_server() as (port, pid):
        return asyncio.run(_open(port, pid, visitors, seconds))


def _hours(number):
    """[(address, one of the two, the other)] of hours that run; of each their cookie and where their page asks."""
    lab = open_lab(assemble(f"Live {number}", f"live{number}.test"))
    found = []
    for n in range(number):
        with lab.works():
            two = [MembershipFactory(person__email=f"{role}{n}@live{number}.test") for role in ("l", "m")]
            pair = pair_up(lab, enrol(lab, two[0].person, "leader"), enrol(lab, two[1].person, "mentor"))
            times = {"starts_at": timezone.now(), "ends_at": timezone.now() + datetime.timedelta(hours=1)}
            session = LabSessionFactory(pair=pair, series=lab.series, number=1, **times)
            LiveHour.objects.create(pair=pair, session=session, started_at=timezone.now())
        asks = [(_cookie(it), PulseLink(lab.organization.pk, it.person_id, session.pk).path) for it in two]
        found.append((lab.url("sessions:live", pk=session.pk), *asks))
    return found


def _cookie(membership):
    cookies = browser(membership).cookies
    return "; ".join(f"{name}={it.value}" for name, it in cookies.items()) + f"; csrftoken={TOKEN}"


# --- the server ---------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _web_server():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        os.set_inheritable(listener.fileno(), True)
        env = {**os.environ, "DATABASE_ROLE": "app_web", "DEMO": "0", "WEB_CONCURRENCY": "2"}
        words = ["-m", "gunicorn", "--bind", f"fd://{listener.fileno()}", "--workers", "2", "--threads", "4"]
        words += ["--worker-class", "gthread", "--log-level", "error", "--no-control-socket", "--preload"]
        server = subprocess.Popen(
            [sys.executable, *words, "config.wsgi:application"],
            cwd=ROOT,
            env=env,
            pass_fds=[listener.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield listener.getsockname()[1], server.pid
        finally:
            server.terminate()
            server.wait(20)


def _used(web):
    """(seconds of a processor that the web server has used, the same of the database)"""
    (lock,) = Path(connection.settings_dict["HOST"]).glob(".s.PGSQL.*.lock")
    return _tree(web), _tree(int(lock.read_text().split()[0]))


def _tree(pid):
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(path.parent.name) == pid or int(fields[1]) == pid:
                total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


# --- the pages ----------------------------------------------------------------------------------------------------------


async def _open(port, pid, visitors, seconds):
    """What is found from the moment on at which all are open."""
    late, asked = [], itertools.count()
    began = time.monotonic() + COMING
    hours = [_hour(port, *visitor, began, began + seconds, late, asked) for visitor in visitors]
    everything = asyncio.ensure_future(asyncio.gather(*hours))
    await asyncio.sleep(COMING)
    used, first, began = _used(pid), next(asked), time.monotonic()
    await everything
    took = time.monotonic() - began
    web, database = ((after - before) / took for before, after in zip(used, _used(pid), strict=True))
    return Found((next(asked) - first) / took, web, database, late)


async def _hour(port, url, one, other, began, until, late, asked):
    pressed: list[float] = []
    await asyncio.gather(
        _follow(_Wire(port, one[0], asked), url, one[1], until, None, []),
        _follow(_Wire(port, other[0], asked), url, other[1], until, pressed, late),
        _press(_Wire(port, one[0], asked), url, began, until, pressed),
    )


async def _follow(wire, url, pulse, until, pressed, late):
    """As live.js does it: once, and again a while (OFTEN) after each answer; where only notes have changed, those alone."""
    seen, types = "", pressed is None
    await asyncio.sleep(random.random() * COMING)
    for number in itertools.count(1):
        if time.monotonic() > until:
            return
        status, stamp = await wire.beat(f"{pulse}?seen={seen}") if seen else (200, "")
        if status == 200:
            if not _only_notes(seen, stamp):
                seen = STAMP.search((await wire.ask("GET", f"{url}/state?seen={seen}"))[1])[1].decode()
            elif not types:
                await wire.ask("POST", f"{url}/notes", f"page={hash(wire) % 2**32:x}&number={number}&base=&text=")
            seen = stamp or seen
            late += [time.monotonic() - at for at in pressed or ()]
            (pressed or []).clear()
        elif status != 204:
            raise RuntimeError(f"{url} answered {status}")
        await asyncio.sleep(OFTEN / 1000)


def _only_notes(seen, stamp):
    before, after = seen.split("-"), stamp.split("-")
    return len(before) == len(after) > WRITTEN and [*before[:WRITTEN], *before[WRITTEN + 1 :]] == [
        *after[:WRITTEN],
        *after[WRITTEN + 1 :],
    ]


async def _press(wire, url, began, until, pressed):
    """The rules of the first hour would be affirmed once; notes change as often as one likes."""
    await asyncio.sleep(began - time.monotonic() - 5)  # then, from the beginning on, as many press as later
    for number in itertools.count(1):
        await asyncio.sleep(random.uniform(5, 15))
        if time.monotonic() > until - 4:
            return
        body = f"page={hash(wire) % 2**32:x}&number={number}&base=&text=word{number}"
        at = time.monotonic()
        status, _ = await wire.ask("POST", f"{url}/notes", body)
        if status != 200:
            raise RuntimeError(f"a note was answered {status}")
        pressed.append(at)


class _Wire:
    """One connection of a browser's, opened anew when the server has closed it."""

    def __init__(self, port, cookie, asked):
        self.port, self.asked, self.open = port, asked, None
        self.head = f"Host: localhost\r\nCookie: {cookie}\r\nX-Live: 1\r\nX-CSRFToken: {TOKEN}\r\n"

    async def ask(self, method, path, body=""):
        next(self.asked)
        kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
        said = f"{method} {path} HTTP/1.1\r\n{self.head}{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        try:
            return await self._sent(said.encode())
        except (OSError, asyncio.IncompleteReadError):
            self.open = None
            return await self._sent(said.encode())

    async def beat(self, path):
        """(status, stamp)"""
        status, _body = await self.ask("GET", path)
        return status, self.stamp

    async def _sent(self, said):
        self.open = self.open or await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.open
        writer.write(said)
        head = await reader.readuntil(b"\r\n\r\n")
        told = re.search(rb"x-live-stamp: (\S+)", head, re.IGNORECASE)
        self.stamp = told[1].decode() if told else ""
        size = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(size[1])) if size else b""
        if b"connection: close" in head.lower():
            writer.close()
            self.open = None
        return int(head.split(b" ", 2)[1]), body
