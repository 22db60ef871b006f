"""The embedded servers: who may log in, what they leave behind, who shares them."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config.services import cluster, environment, keeper, places, unprivileged
from config.services.process import CannotStart, named
from config.services.servers import telling_line
from tests.config.clone import OURS, ROOT, until

NEITHER_SUPERUSER_NOR_BYPASS = "SELECT rolname, rolinherit, rolcreatedb FROM pg_roles WHERE rolname LIKE 'app%' AND "
NEITHER_SUPERUSER_NOR_BYPASS += "NOT rolsuper AND NOT rolbypassrls AND rolcanlogin ORDER BY rolname"


@pytest.fixture(scope="module")
def servers():
    with cluster.ephemeral() as place:
        yield place


@pytest.fixture
def data(tmp_path, monkeypatch, new_cluster):
    """A data folder of its own, as a clone has one; its servers are gone at the end."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("APP_DATA", str(tmp_path / "data"))
    folder = places.data_folder()
    shutil.copytree(new_cluster, folder / "pg")
    yield folder
    if (folder / "sockets").exists():
        place = places.lasting(folder)
        until(lambda: not running(place), 20)
        places.remove(place)


def running(place) -> list[int]:
    return [process.pid for process in named(["postgres", "valkey-server"], place.key)]


def connect(place, role, **more):
    return psycopg.connect(place.environment["DATABASE_URL"], user=role, autocommit=True, **more)


def service(*words, **more) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "config.services", *words], cwd=ROOT, text=True, **more)


def test_the_roles_log_in_and_none_could_bypass_a_policy(servers):
    with connect(servers, "app_test") as session:
        assert session.execute(NEITHER_SUPERUSER_NOR_BYPASS).fetchall() == [
            ("app_owner", True, True),
            ("app_sweeper", False, False),
            ("app_test", False, False),
            ("app_web", True, False),
            ("app_worker", True, False),
        ]


@pytest.mark.parametrize("role", ["app_owner", "app_web", "app_worker", "app_sweeper"])
def test_tests_may_become_every_role_but_are_none_of_them(servers, role):
    with connect(servers, "app_test") as session:
        member, inherits = session.execute(
            "SELECT pg_has_role('app_test', %s, 'SET'), pg_has_role('app_test', %s, 'USAGE')", [role, role]
        ).fetchone()
        assert (member, inherits) == (True, False)
        session.execute(f"SET ROLE {role}")


@pytest.mark.parametrize(
    ("role", "other", "may"),
    [
        ("app_worker", "app_web", True),
        ("app_worker", "app_sweeper", True),
        ("app_worker", "app_owner", False),
        ("app_web", "app_worker", False),
        ("app_web", "app_owner", False),
        ("app_sweeper", "app_worker", False),
    ],
)
def test_who_may_become_whom(servers, role, other, may):
    with connect(servers, role) as session:
        inherits = session.execute("SELECT pg_has_role(%s, %s, 'USAGE')", [role, other]).fetchone()[0]
        allowed = session.execute("SELECT pg_has_role(%s, %s, 'SET')", [role, other]).fetchone()[0]
    assert (allowed, inherits) == (may, False)


def test_the_database_is_the_owners_and_only_the_roles_may_enter_it(servers):
    with connect(servers, "app_owner") as session:
        session.execute("CREATE TABLE note (id uuid DEFAULT uuidv7())")
        owner, rights = session.execute(
            "SELECT pg_get_userbyid(datdba), datacl::text FROM pg_database WHERE datname = 'app'"
        ).fetchone()
        assert owner == "app_owner"
        assert "{=" not in rights and ",=" not in rights  # noqa: PT018 - nothing for PUBLIC
    with connect(servers, "app_web") as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute("CREATE TABLE other (id int)")


def test_sockets_are_private_short_and_the_only_way_in(servers):
    assert servers.sockets.stat().st_mode & 0o777 == 0o700
    assert len(os.fsencode(servers.sockets / ".s.PGSQL.5432")) <= 107
    with connect(servers, "app_web") as session:
        assert session.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_command_gets_the_environment_that_settings_read(tmp_path):
    names = ["DATABASE_ROLE", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "DEMO"]
    shown = f"import os; print([os.environ[name] for name in {names}], len(os.environ['SECRET_KEY']) > 40)"
    one, two = (service("--ephemeral", sys.executable, "-c", shown, stdout=subprocess.PIPE) for _ in range(2))
    answers = {one.communicate()[0], two.communicate()[0]}
    assert len(answers) == 2, "two at once stand apart"
    for answer in answers:
        role, database, broker, hosts, demo = eval(answer.rpartition(" ")[0])
        assert (role, hosts, demo, answer.split()[-1]) == ("app_test", "localhost,127.0.0.1", "0", "True")
        assert broker == f"redis+socket://{database.removeprefix('postgresql:///app?host=')}/valkey.sock"
        assert not Path(broker.removeprefix("redis+socket://")).parent.exists(), "destroyed at the end"


def test_the_status_of_the_command_is_handed_on():
    assert service("--ephemeral", "sh", "-c", "exit 7").wait() == 7


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Say what to run: python -m config.services [--ephemeral] CMD...\n"),
        (["--ephemeral", "no-such-command"], "no-such-command was not found.\n"),
    ],
)
def test_what_cannot_be_run_is_one_sentence(words, sentence):
    process = service(*words, stderr=subprocess.PIPE)
    assert process.communicate()[1] == sentence
    assert process.returncode == 1


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_a_throw_away_cluster_never_stays(sent):
    said = "echo $REDIS_URL; exec sleep 60"
    process = service("--ephemeral", "sh", "-c", said, stdout=subprocess.PIPE, start_new_session=True)
    sockets = Path(process.stdout.readline().strip().removeprefix("redis+socket://")).parent
    place = places.Place(sockets / "data", sockets)
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)  # as a terminal does
    else:
        process.send_signal(sent)
    process.wait()
    process.stdout.close()
    until(lambda: not running(place), 10)
    if sent == signal.SIGKILL:
        with cluster.ephemeral():  # the next one clears what a killed one could not
            pass
    assert not sockets.exists()


def test_servers_are_shared_and_stop_after_the_last_user(data):
    with environment.beside_clone() as outer:
        with environment.beside_clone() as inner:
            assert inner["DATABASE_URL"] == outer["DATABASE_URL"]
        place = places.lasting(data)
        assert running(place)
        connect(place, outer["DATABASE_ROLE"]).close()
    assert running(place) == []


def test_data_and_key_stay_until_the_next_time(data):
    with environment.beside_clone() as env, connect(places.lasting(data), "app_owner") as session:
        session.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        key = env["SECRET_KEY"]
    with environment.beside_clone() as env, connect(places.lasting(data), "app_owner") as session:
        assert session.execute("SELECT answer FROM kept").fetchone() == (42,)
        assert env["SECRET_KEY"] == key
    assert (data / "secret_key").stat().st_mode & 0o777 == 0o600


def test_tests_role_is_not_made_in_a_clone(data):
    with environment.beside_clone(), pytest.raises(psycopg.OperationalError, match='role "app_test" does not exist'):
        connect(places.lasting(data), "app_test")


def test_everything_killed_at_once_is_no_loss(data):
    users = keeper.Shared(data)
    place = users.ensure()
    with connect(place, "app_owner") as session:
        session.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    for pid in (users._keeper.pid, *running(place)):
        with contextlib.suppress(ProcessLookupError):  # the first kill takes the others along
            os.kill(pid, signal.SIGKILL)
    until(lambda: not users.kept())
    with connect(users.ensure(), "app_owner") as session:
        assert session.execute("SELECT answer FROM kept").fetchone() == (42,)
    users.leave()


def test_a_copied_clone_gets_sockets_of_its_own(data, tmp_path):
    mine = places.lasting(data)
    assert places.lasting(data) == mine
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)
    other = places.lasting(copy)
    assert other.sockets != mine.sockets
    places.remove(other)


def test_a_folder_that_somebody_else_could_read_is_not_used_again(data):
    before = places.lasting(data)
    before.sockets.chmod(0o755)
    after = places.lasting(data)
    assert after.sockets != before.sockets
    places.remove(before)


def test_a_temporary_folder_with_a_long_path_is_left_alone(data, tmp_path, monkeypatch):
    long = tmp_path / ("l" * 90)
    long.mkdir()
    monkeypatch.setattr(places.tempfile, "tempdir", str(long))
    assert places.lasting(data).sockets.parent == Path("/tmp")


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ({}, ["postgres", "valkey"]),
        ({"DATABASE_URL": "postgresql:///x"}, ["valkey"]),
        ({"REDIS_URL": "redis://x"}, ["postgres"]),
        ({"DATABASE_URL": "postgresql:///x", "REDIS_URL": "redis://x"}, []),
    ],
)
def test_only_what_was_not_named_is_embedded(given, needed):
    assert environment.needed(given) == needed


def test_a_named_database_is_handed_on_and_only_the_broker_started(data):
    given = {"DATABASE_URL": "postgresql://db.example/app", "DATABASE_OWNER_URL": "postgresql://owner@db.example/app"}
    with environment.beside_clone(given) as env:
        assert {key: env[key] for key in given} == given
        assert {process.name() for process in named(["postgres", "valkey-server"], places.lasting(data).key)} == {
            "valkey-server"
        }
        with pytest.raises(CannotStart, match="so none was started for this folder: stop that command first"):
            keeper.shared(data).__enter__()


def test_a_data_folder_that_cannot_be_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("APP_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(CannotStart, match=r"cannot be written to .*: set APP_DATA to a folder you own"):
        places.data_folder()


WAYS = [unprivileged.NAMESPACE, unprivileged.STEP_DOWN] if os.getuid() == 0 else [[]]


@pytest.mark.parametrize("words", WAYS, ids=lambda words: (words or ["as we are"])[0])
def test_every_way_not_to_be_root_works_in_a_folder_closed_to_others(data, words, monkeypatch):
    monkeypatch.setattr(unprivileged, "prefix", lambda: tuple(words))
    place = places.lasting(data)
    servers = cluster.Cluster(place)
    servers.start()
    with connect(place, "app_web") as session:
        assert session.execute("SHOW cluster_name").fetchone() == (place.key,)
    servers.stop()


def test_data_made_one_way_is_taken_over_by_the_other(data, monkeypatch):
    place = places.lasting(data)
    for words in (*WAYS, *WAYS[:1]):
        monkeypatch.setattr(unprivileged, "prefix", lambda words=words: tuple(words))
        servers = cluster.Cluster(place)
        servers.start()
        connect(place, "app_web").close()
        servers.stop()
    assert running(place) == []


def test_a_new_cluster_is_made_whole_or_not_at_all(data):
    shutil.rmtree(data / "pg")
    (data / "pg.new").mkdir()
    (data / "pg.new" / "half").touch()
    with environment.beside_clone(), connect(places.lasting(data), "app_worker") as session:
        assert session.execute("SELECT current_user").fetchone() == ("app_worker",)
    assert not (data / "pg.new").exists()


def test_no_way_not_to_be_root_is_one_sentence(monkeypatch):
    monkeypatch.setattr(unprivileged.os, "getuid", lambda: 0)
    monkeypatch.setattr(unprivileged, "_works", lambda words: False)
    unprivileged.prefix.cache_clear()
    with pytest.raises(CannotStart, match="run make as another user, or set DATABASE_URL to a running Postgres"):
        unprivileged.prefix()
    unprivileged.prefix.cache_clear()


def test_the_line_of_a_log_that_says_why():
    log = "LOG: starting\nFATAL: lock file is empty\nHINT: another server is starting\n"
    assert telling_line(log) == "FATAL: lock file is empty"
    assert telling_line("LOG: starting\n\n") == "LOG: starting"
    assert telling_line("") == "it wrote nothing"


def test_a_server_that_ends_again_and_again_is_given_up(data):
    place = places.lasting(data)
    servers = cluster.Cluster(place, ["valkey"])
    servers.start()
    told = []

    def kill_and_mend():
        for process in named(["valkey-server"], place.key):
            process.kill()
        servers._running["valkey"].wait()
        servers.mend(told.append)

    for _ in range(4):
        kill_and_mend()
    with pytest.raises(CannotStart, match="valkey ended five times in 30 s"):
        kill_and_mend()
    servers.stop()
    assert told == ["valkey ended unexpectedly; starting it again"] * 5


def test_what_is_measured_is_measured_on_servers_that_write_through():
    with cluster.ephemeral(durable=True) as place, connect(place, "app_test") as session:
        settings = [session.execute(f"SHOW {name}").fetchone()[0] for name in ("fsync", "synchronous_commit")]
    assert settings == ["on", "on"]
