"""Production as docker-compose.yml describes it, brought up without an engine (tests/config/compose.py)."""

import contextlib
import http.client
import json
import re
import secrets
import subprocess
import textwrap

import psycopg
import pytest

from config.services import cluster, roles
from config.services.process import CannotStart
from config.services.servers import Postgres
from tests.config.clone import until
from tests.config.compose import BIN, SERVICES, Container, Image, bare, example

SITE = "lab.example.org"
SEED = textwrap.dedent("""
    import datetime
    import config.wsgi  # as every process of ours begins
    from django.utils import timezone
    from organizations.models import AuditEntry, Organization
    from organizations.tenancy.models import uuid7
    from organizations.tenancy.scope import WORKER, scope
    past, pk = timezone.now() - datetime.timedelta(minutes=5), uuid7()
    with scope(WORKER, pk):
        organization = Organization.objects.create(pk=pk, slug="due", name="Due", opened_at=past)
        AuditEntry.record("opened", organization, by=None, now=past)
""")


class Stack:
    """What `docker compose up` would leave, and how it went."""

    def __init__(self, place, folder):
        self.place = place
        given = {name: secrets.token_urlsafe(50) for name in example() if name.endswith(("_PASSWORD", "_KEY"))}
        self.given = {**example(), **given, "POSTGRES_PASSWORD": bare(place), **place.environment, "SWEEP_SECONDS": "1"}
        self.given |= {"WEB_CONCURRENCY": "1", "WORKER_CONCURRENCY": "1"}
        self.image = Image(folder)
        self.image.build()
        self.started = []

    def container(self, name, number=1, **changes):
        return Container(self.image, name, self.given, number, **changes)

    def once(self, name):
        """What a service says that ends by itself."""
        status, said = self.container(name).run()
        assert status == 0, said
        return said

    def start(self, name, number=1, **changes):
        self.started.append(self.container(name, number, **changes).start())
        return self.started[-1]

    def database(self, role="app_owner"):
        password = self.given[f"{role.upper()}_PASSWORD"]
        return psycopg.connect(self.place.environment["DATABASE_URL"], user=role, password=password, autocommit=True)

    def one(self, query):
        with self.database() as session:
            return session.execute(query).fetchone()[0]

    def stop(self):
        for container in self.started:
            container.process.terminate()
        for container in self.started:
            container.ended()


@pytest.fixture(scope="module")
def bare_stack(tmp_path_factory):
    """Roles are made and migrations run, which takes half of all the time here: what needs no tables goes on meanwhile."""
    with cluster.ephemeral() as place:
        stack = Stack(place, tmp_path_factory.mktemp("image"))
        stack.once("roles")
        stack.first = stack.start("migrate")
        yield stack
        stack.stop()


@pytest.mark.parametrize(
    ("name", "variable", "value"),
    [
        ("migrate", "DATABASE_PASSWORD", "APP_OWNER_PASSWORD"),
        ("web", "SECRET_KEY", "SECRET_KEY"),
        ("worker", "DATABASE_PASSWORD", "APP_WORKER_PASSWORD"),
        ("beat", "SECRET_KEY", "SECRET_KEY"),
    ],
)
def test_nothing_starts_with_a_secret_of_the_example(bare_stack, name, variable, value):
    status, said = bare_stack.container(name, **{variable: example()[value]}).run()
    assert status != 0
    assert f"{variable} is still the example's" in said


@pytest.mark.parametrize(
    "variable", ["POSTGRES_PASSWORD", "APP_OWNER_PASSWORD", "APP_WEB_PASSWORD", "APP_WORKER_PASSWORD"]
)
def test_no_log_in_gets_a_password_of_the_example(bare_stack, variable):
    status, said = bare_stack.container("roles", **{variable: example()[variable]}).run()
    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith(f"{variable} is still the example's")


@pytest.fixture(scope="module")
def stack(bare_stack):
    """Migrated once more; then two of everything that may be two, and three that must not start."""
    stack = bare_stack
    assert stack.first.ended() == 0, stack.first.said()
    stack.again = stack.start("migrate")
    stack.ours = [stack.start(name, number) for name, number in SCALED]
    as_owner = {"DATABASE_ROLE": "app_owner", "DATABASE_PASSWORD": stack.given["APP_OWNER_PASSWORD"]}
    stack.owners = [stack.start(name, **as_owner) for name in ("web", "worker", "beat")]
    status, said = stack.container("worker").run(f"{BIN}/python", "-c", SEED)
    assert status == 0, said
    return stack


SCALED = [("web", 1), ("web", 2), ("worker", 1), ("beat", 1), ("beat", 2)]
NUMBERS = range(len(SCALED))
NAMES = [f"{name}-{number}" for name, number in SCALED]


@pytest.mark.parametrize("number", NUMBERS, ids=NAMES)
def test_its_health_check_turns_healthy(stack, number):
    container = stack.ours[number]
    until(lambda: container.health() == (0, "well\n") or container.process.poll() is not None)
    assert container.process.poll() is None, container.said()


def test_the_database_is_asked_with_the_words_of_the_file(stack):
    """Its own address stands for the container's. Of Valkey only the server is at hand, not what its check calls."""
    manner, program, *words = SERVICES["postgres"]["healthcheck"]["test"]
    assert manner == "CMD"
    asked = [Postgres(stack.place, ephemeral=True).bin / program, *words]
    for address, status in ((stack.place.sockets, 0), (stack.image.folder, 2)):
        here = [str(word).replace("127.0.0.1", str(address)) for word in asked]
        assert subprocess.run(here).returncode == status


def test_the_clock_does_what_is_due_once_though_two_beats_ask_for_it(stack):
    until(lambda: stack.one("SELECT count(*) FROM organizations_auditseal") or 0)
    assert stack.one("SELECT string_agg(state, ',') FROM notifications_due WHERE kind = 'audit-seal'") == "done"
    assert stack.one("SELECT count(*) FROM organizations_auditseal") == 1
    first = stack.one("SELECT swept_at FROM notifications_beat")
    until(lambda: stack.one("SELECT swept_at FROM notifications_beat") > first)


def get(container, path, host=SITE, proto="https", **more):
    headers = {"Host": host, "X-Forwarded-Proto": proto, "X-Forwarded-For": "203.0.113.9", **more}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", container.port, timeout=20)) as asked:
        asked.request("GET", path, headers=headers)
        answer = asked.getresponse()
        return answer, answer.read().decode()


@pytest.fixture(scope="module", params=[0, 1], ids=["web-1", "web-2"])
def web(stack, request):
    container = stack.ours[request.param]
    until(lambda: container.health()[0] == 0)
    return container


def test_web_shows_the_sign_in_page_to_whom_the_proxy_vouches_for(web):
    answer, page = get(web, "/accounts/login/")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    cookies = answer.headers.get_all("Set-Cookie")
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)
    sheet = re.search(r'href="(/static/css/bundle\.[0-9a-f]{12}\.css)"', page)[1]
    served, _ = get(web, sheet)
    assert (served.status, served.headers["Cache-Control"]) == (200, "max-age=315360000, public, immutable")


def test_web_sends_plain_http_to_https_and_knows_no_other_host(web):
    answer, _ = get(web, "/accounts/login/", proto="http")
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{SITE}/accounts/login/")
    assert get(web, "/accounts/login/", host="evil.example.com")[0].status == 400


def test_web_is_ready_and_the_whole_is_well(web):
    until(lambda: get(web, "/health/watch")[0].status == 200)
    answer, said = get(web, "/health/ready", proto="http")  # a balancer asks without TLS
    lag = json.loads(said)["lag_seconds"]
    assert answer.status == 200
    assert json.loads(said) == {"ready": True, "lacks": [], "degraded": [], "lag_seconds": lag}
    assert lag < 60


def test_migrations_ran_once(stack):
    assert "Applying organizations.0001_initial... OK" in stack.first.said()
    assert stack.again.ended() == 0
    assert "No migrations to apply" in stack.again.said()
    assert "Applying" not in stack.again.said()
    assert stack.one("SELECT count(*) - count(DISTINCT (app, name)) FROM django_migrations") == 0


@pytest.mark.parametrize("number", range(3), ids=["web", "worker", "beat"])
def test_nothing_that_serves_starts_as_the_owner_of_the_tables(stack, number):
    assert stack.owners[number].ended() != 0
    assert "The database log-in app_owner could read past row security" in stack.owners[number].said()


@pytest.mark.parametrize("role", roles.LOG_INS)
def test_each_log_in_has_a_password_of_its_own_and_no_power_past_row_security(stack, role):
    with stack.database(role) as session:
        rights = session.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = session_user"
        ).fetchone()
    assert rights == (False, False, False, False)
    others = {name: password for name, password in stack.given.items() if name.endswith("_PASSWORD")}
    for name, password in others.items():
        if name != f"{role.upper()}_PASSWORD":
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(stack.place.environment["DATABASE_URL"], user=role, password=password)


def test_the_sweeper_cannot_log_in_by_itself(stack):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stack.place.environment["DATABASE_URL"], user="app_sweeper", password="app_sweeper")


def everything_about_roles(session):
    roles = session.execute("SELECT oid, rolname, rolinherit, rolcanlogin FROM pg_roles ORDER BY oid").fetchall()
    may_become = session.execute("SELECT roleid, member, inherit_option, set_option FROM pg_auth_members").fetchall()
    return roles, sorted(may_become), session.execute("SELECT datname, datacl::text FROM pg_database").fetchall()


def test_the_step_that_makes_roles_changes_nothing_the_second_time(stack):
    with stack.database() as session:
        before = everything_about_roles(session)
        stack.once("roles")
        assert everything_about_roles(session) == before


@contextlib.contextmanager
def administrator(stack):
    admin = {"user": "postgres", "dbname": "postgres", "password": stack.given["POSTGRES_PASSWORD"]}
    with psycopg.connect(stack.place.environment["DATABASE_URL"], autocommit=True, **admin) as server:
        yield server


def test_a_changed_password_holds_after_that_step(stack):
    with administrator(stack) as server:
        roles.establish(server, {"app_worker": "another one for a moment"})
        url = stack.place.environment["DATABASE_URL"]
        psycopg.connect(url, user="app_worker", password="another one for a moment").close()
        roles.establish(server, {"app_worker": stack.given["APP_WORKER_PASSWORD"]})
    stack.database("app_worker").close()


def test_that_step_names_a_role_that_somebody_made_too_strong(stack):
    with administrator(stack) as server:
        server.execute("ALTER ROLE app_sweeper BYPASSRLS")
        with pytest.raises(CannotStart, match="app_sweeper could read past row security"):
            roles.establish(server, {})
        server.execute("ALTER ROLE app_sweeper NOBYPASSRLS")
        roles.establish(server, {})


def test_web_is_not_ready_while_its_database_lets_nobody_in_and_comes_back_by_itself(stack, web):
    with administrator(stack) as server:
        server.execute("ALTER ROLE app_web NOLOGIN")
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app_web'")
        try:
            status, said = until(lambda: (found := web.health())[0] and found)
            assert status == 1
            assert said.startswith('503: {"ready": false, "lacks": ["database"], "degraded": []')
            assert get(web, "/health/live")[0].status == 200
            answer, page = get(web, "/o/aldermeer-bank/", Cookie="sessionid=somebody")
            assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
            assert "Back in a moment." in page
            assert re.search(r'href="/static/css/bundle\.\w+\.css"', page)
        finally:
            server.execute("ALTER ROLE app_web LOGIN")
    until(lambda: web.health()[0] == 0)


def test_that_step_says_in_one_sentence_that_the_administrator_is_not_let_in(stack):
    status, said = stack.container("roles", POSTGRES_PASSWORD=secrets.token_urlsafe(24)).run()
    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith("The roles could not be made: ")
    assert 'password authentication failed for user "postgres"' in said


def test_django_finds_nothing_to_warn_of(stack):
    status, said = stack.container("web").run(
        f"{BIN}/python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"
    )
    assert (status, said) == (0, "System check identified no issues (0 silenced).\n")


def test_all_end_by_themselves_when_they_are_asked_to(stack):
    """Last in this file: nothing runs after it."""
    stack.stop()
    assert [container.process.returncode for container in stack.ours] == [0] * len(SCALED)
