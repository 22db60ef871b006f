"""Behind PgBouncer in transaction mode with one connection for all: nobody meets another one's rows, whatever fails."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from config import pgbouncer
from config.services import unprivileged
from tests.cast import assemble
from tests.lab import fill_lab, open_lab
from tests.sizes import size, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof]
ROOT = Path(__file__).resolve().parents[2]
PORT = 6432  # of the socket's name alone
ORGANIZATIONS = [("Aldermeer Bank", "aldermeer.test"), ("Zephyr Works", "zephyr.test"), ("Kestrel", "kestrel.test")]
PAGES = {
    "admin": ("organizations:people", "organizations:home"),
    "sponsor": ("checkins:checkins", "programs:cohorts"),
    "leader": ("programs:labs", "sessions:sessions"),
    "mentor": ("sessions:sessions", "organizations:home", "notifications:notices"),
}


@pytest.fixture
def pooled(tmp_path):
    """The address of the test's database behind a PgBouncer that has one connection for a role."""
    place = Path(f"/tmp/pool-{os.getpid()}")  # the path of a socket is short
    place.mkdir(mode=0o700)
    server = connection.settings_dict["HOST"]
    (place / "users").write_text('"app_web" ""\n')
    (place / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={server}\n[pgbouncer]\nlisten_addr =\nlisten_port = {PORT}\nunix_socket_dir = {place}\n"
        f"auth_type = trust\nauth_file = {place}/users\npool_mode = transaction\ndefault_pool_size = 1\n"
        "max_client_conn = 200\nignore_startup_parameters = options\n"
    )
    unprivileged.hand_over(place)
    command = [*unprivileged.prefix(), pgbouncer.ensure(), place / "pgbouncer.ini"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for(place / f".s.PGSQL.{PORT}", process)
        yield f"postgresql://app_web@/{connection.settings_dict['NAME']}?host={quote(str(place))}&port={PORT}"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        shutil.rmtree(place)


def wait_for(path, process):
    with socket.socket(socket.AF_UNIX) as line:
        while process.poll() is None:
            try:
                return line.connect(str(path))
            except OSError:
                time.sleep(0.05)
    raise RuntimeError("PgBouncer ended.")


def sessions_of(cast):
    """The readers of an organization and what they read."""
    for who, pages in PAGES.items():
        client = Client()
        client.force_login(getattr(cast, who).account)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        of_the_pair = [cast.url("pairing:pair", pk=cast.pair.pk)] if who in ("leader", "mentor") else []
        yield {"session": key, "urls": [*map(cast.url, pages), *of_the_pair]}


def served(address, readers, **how):
    env = {**os.environ, "DATABASE_URL": address, "DATABASE_ROLE": "app_web"}
    command = [sys.executable, "-c", "from tests.tenancy.pooled import main; main()"]
    told = json.dumps({"readers": readers, **how})
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        process.stdin.write(told)
        process.stdin.close()
        connections = Counter()
        while process.poll() is None:
            connections[connections_of_web()] += 1
            time.sleep(0.05)
        assert process.returncode == 0
        return json.loads(process.stdout.read()), connections


def connections_of_web():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app_web' AND datname = current_database()"
        )
        return cursor.fetchone()[0]


@pytest.fixture
def readers(transactional_db):
    casts = [fill_lab(open_lab(assemble(name, domain))) for name, domain in ORGANIZATIONS]
    return [reader for cast in casts for reader in sessions_of(cast)]


def test_many_share_one_connection_and_none_meets_a_row_of_anothers(pooled, readers):
    threads, requests = size((4, 10), (12, 1000))
    ends, connections = served(pooled, readers, threads=threads, requests=requests, seed=5, careless=False)
    tell(f"{threads * requests} requests of {len(readers)} people, connections as seen {connections}: {ends}")
    assert ends["wrong"] == []
    assert set(ends["alone"]) == {200}
    assert 1 in connections  # none is seen while the next one is made
    assert max(connections) <= 2  # one that was lost, while the next is there already
    assert ends["right"] > 0.5 * threads * requests
    assert ends["failed"] > 0.1 * threads * requests


def test_a_scope_that_is_said_to_the_connection_is_noticed(pooled, readers):
    ends, _ = served(pooled, readers, threads=6, requests=6, seed=5, careless=True)
    assert ends["wrong"]
