"""Three programs that read calendars, none of them ours: {UID: [(start, end)]} in UTC, whatever they read it from."""

import collections
import contextlib
import datetime
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import icalendar
import recurring_ical_events

UTC = datetime.UTC
FROM, TO = datetime.datetime(2026, 8, 1, tzinfo=UTC), datetime.datetime(2027, 9, 1, tzinfo=UTC)
PROGRAMS = Path(sys.executable).parent
USER, COLLECTION = "lab", "sessions"
KHAL = """
[calendars]
[[lab]]
path = {items}
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = UTC
default_timezone = UTC
[sqlite]
path = {home}/khal.db
"""
RADICALE = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[storage]
filesystem_folder = {home}/radicale
[logging]
level = error
"""
VDIRSYNCER = """
[general]
status_path = "{home}/status/"
[pair lab]
a = "server"
b = "folder"
collections = ["{collection}"]
[storage server]
type = "caldav"
url = "http://127.0.0.1:{port}/"
username = "{user}"
password = "none"
[storage folder]
type = "filesystem"
path = "{items}"
fileext = ".ics"
"""


def split(feed):
    """{UID: a calendar of its own}, each with the zones of the whole."""
    whole, events = icalendar.Calendar.from_ical(feed), collections.defaultdict(list)
    for event in whole.walk("VEVENT"):
        events[str(event["uid"])].append(event)
    return {uid: _file(whole.walk("VTIMEZONE"), its) for uid, its in events.items()}


def _file(zones, events):
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Test//Split//EN")
    calendar.add("version", "2.0")
    for part in (*zones, *events):
        calendar.add_component(part)
    return calendar.to_ical()


def by_icalendar(files):
    found = collections.defaultdict(list)
    for content in files.values():
        for event in recurring_ical_events.of(icalendar.Calendar.from_ical(content)).between(FROM, TO):
            hours = event["dtstart"].dt.astimezone(UTC), event["dtend"].dt.astimezone(UTC)
            found[str(event["uid"])].append(hours)
    return in_order(found)


def with_zones_of_their_own(files):
    """Zones under names that no program knows or has met before: what they mean stands in the file, or nowhere."""
    return {
        uid: re.sub(rb"TZID([:=])([^:\r\n]+)", rb"TZID\1Ours %d \2" % number, content)
        for number, (uid, content) in enumerate(files.items())
    }


def by_khal(files, home):
    """From a folder, expanded by khal itself."""
    items = home / "items"
    items.mkdir(parents=True)
    for number, content in enumerate(files.values()):
        (items / f"{number}.ics").write_bytes(content)
    return khal_reads(items, home)


def khal_reads(items, home):
    (home / "khal.conf").write_text(KHAL.format(items=items, home=home))
    fields = [word for name in ("uid", "start", "end") for word in ("--json", name)]
    days = f"{(TO - FROM).days}d"
    listed = _run("khal", "-c", home / "khal.conf", "list", *fields, f"{FROM:%Y-%m-%d}", days, home=home)
    found = collections.defaultdict(set)  # what lasts past midnight is listed on both days
    for line in listed.splitlines():
        for event in json.loads(line):
            found[event["uid"]].add((_moment(event["start"]), _moment(event["end"])))
    return in_order(found)


def by_vdirsyncer(files, home):
    """From a folder into which vdirsyncer brought what a server of CalDAV was given."""
    with radicale(home) as port:
        _put(files, port)
        conf = home / "vdirsyncer.conf"
        said = {"home": home, "items": home / "synced", "port": port, "user": USER, "collection": COLLECTION}
        conf.write_text(VDIRSYNCER.format(**said))
        (home / "synced" / COLLECTION).mkdir(parents=True)
        for verb in ("discover", "sync"):
            _run("vdirsyncer", "-c", conf, verb, home=home)
    return {path.name: path.read_bytes() for path in (home / "synced" / COLLECTION).glob("*.ics")}


@contextlib.contextmanager
def radicale(home):
    """On a port of the loopback, for as long as this lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (home / "radicale.conf").write_text(RADICALE.format(home=home, port=port))
    command = [PROGRAMS / "radicale", "--config", home / "radicale.conf"]
    with subprocess.Popen(command, env=_environment(home), stderr=subprocess.PIPE) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


def _wait_for(port, server, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(
        f"radicale does not answer: {server.stderr.read() if server.poll() is not None else 'no port'}"
    )


def _put(files, port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    who = {"Authorization": "Basic bGFiOm5vbmU=", "Content-Type": "text/calendar; charset=utf-8"}
    for method, path, content in [
        ("MKCALENDAR", f"/{USER}/{COLLECTION}/", b""),
        *(("PUT", f"/{USER}/{COLLECTION}/{number}.ics", content) for number, content in enumerate(files.values())),
    ]:
        line.request(method, path, body=content, headers=who)
        answer = line.getresponse()
        assert answer.status == 201, (method, answer.status, answer.read(), content.decode())
        answer.read()
    line.close()


def _run(program, *args, home):
    done = subprocess.run(
        [PROGRAMS / program, *map(str, args)], env=_environment(home), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{program}: {done.stderr[-2000:]}"
    return done.stdout


def _environment(home):
    """None of these reads what the user of this machine has set up."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def _moment(said):
    return datetime.datetime.strptime(said, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def in_order(found):
    return {uid: sorted(hours) for uid, hours in found.items() if hours}
