"""Tests run as the roles that production has: a log-in that can become web, worker, sweeper and owner, and is web by default."""

import contextlib
import fcntl
import gc
import hashlib
import os
import pathlib
import shutil
import tempfile
from unittest import mock

import hypothesis
import psycopg
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import sync_playwright
from whitenoise.middleware import WhiteNoiseMiddleware

from config.celery import app as celery
from organizations.tenancy.roles import extra_grants, table_grants

from . import under_way
from .cast import assemble
from .lab import open_lab
from .standing import Standing, asked_by

# Two cores may be shared by many: how long one example takes says nothing.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
ROOT = pathlib.Path(__file__).parent.parent
STANDING = pytest.StashKey[Standing]()
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs beside live_server's database calls


# Their common part is dear. Where they come last, each worker builds it: they steal from what the others have left. The longest leads.
FIRST = ("test_worlds.py", "test_mutants.py", "test_access.py", "test_every_page.py", "test_demo_filled.py")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: FIRST.index(item.path.name) if item.path.name in FIRST else len(FIRST))


def pytest_collection_finish():
    """What is imported stays: a garbage collector that walks all of it time and again takes an eighth of the run."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)  # a page makes thousands of objects that live as long as it does


def become(role):
    """Reconnect the test log-in as `role`; threads opened later (live_server) share these settings and follow."""
    connection.settings_dict["OPTIONS"]["options"] = f"-c role={role}"
    connection.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Migrate once into a template named after the migrations; every worker copies it."""
    settings = connection.settings_dict
    settings["USER"] = "app_test"
    settings["TEST"]["NAME"] = f"test_{os.getpid()}"  # several runs may share a server
    become("app_owner")
    settings["TEST"]["TEMPLATE"], settings["TEST"]["MIGRATE"] = _template(settings, django_db_blocker), False


def _template(settings, django_db_blocker):
    written = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("organizations/tenancy/*.py")]
    granted = repr((sorted(table_grants().items()), sorted(extra_grants()))).encode()  # models say them, not migrations
    stamp = hashlib.sha1(b"".join(path.read_bytes() for path in sorted(written)) + granted).hexdigest()[:12]
    name = f"template_{stamp}"
    with _alone(name), _server(settings) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _migrate_into(f"{name}_new", server, settings, django_db_blocker)
            server.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")
    return name


def _migrate_into(name, server, settings, django_db_blocker):
    server.execute(f"DROP DATABASE IF EXISTS {name}")
    server.execute(f"CREATE DATABASE {name}")
    before, settings["NAME"] = settings["NAME"], name
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        become("app_owner")
    settings["NAME"] = before


@contextlib.contextmanager
def _alone(name):
    with open(pathlib.Path(tempfile.gettempdir()) / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _server(settings):
    return psycopg.connect(
        host=settings["HOST"], user="app_test", dbname="postgres", options="-c role=app_owner", autocommit=True
    )


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    ours = connection.settings_dict["NAME"].startswith("test_")  # pytest-django makes none where no test asks for `db`
    assert ours, "no test database was made: mark the tests that ask for it with pytest.mark.django_db"
    with django_db_blocker.unblock():
        become("app_web")
    gc.collect()  # the models of every migration on the way; what came with them stays
    gc.freeze()
    request.config.stash[STANDING] = Standing(django_db_blocker)
    yield
    standing_in(request.config).take_back()
    with django_db_blocker.unblock():
        _hang_up_others()
        become("app_owner")


def _hang_up_others():
    """Threads of the live server may still hold connections to the database that is dropped next."""
    settings = connection.settings_dict
    with psycopg.connect(host=settings["HOST"], user="app_test", dbname="postgres", autocommit=True) as server:
        ours = "datname = %s AND backend_type = 'client backend'"  # autovacuum's are not ours to end
        server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}", [settings["NAME"]])


_teardown = TransactionTestCase._fixture_teardown


def _teardown_as_owner(self):
    under_way.let_all_end()
    become("app_owner")  # TRUNCATE is the owner's
    try:
        _teardown(self)
    finally:
        become("app_web")


TransactionTestCase._fixture_teardown = _teardown_as_owner
under_way.count()


@pytest.fixture(scope="session", autouse=True)
def static_files_looked_for_once():
    """Each test client loads the middleware anew, and WhiteNoise all files with it: half of what a small request takes."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def remember(self):
        if not found:
            before, self.files = self.files, found
            look(self)
            self.files = before
        self.files.update(found)

    with mock.patch.object(WhiteNoiseMiddleware, "add_files_from_finders", remember):
        yield


@pytest.fixture(scope="session", autouse=True)
def tasks_run_at_once():
    """Also for what a module's own fixture does, before any of its tests."""
    celery.conf.update(task_always_eager=True, task_eager_propagates=True)


@pytest.fixture(autouse=True)
def cache_of_its_own(settings):
    """No Redis, and no rate limit left over from the test before."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def cast(request, db):
    return standing_in(request.config).given() or assemble()


@pytest.fixture
def stranger(db):
    """The same people of another organization."""
    return assemble("Zephyr Works", "zephyr.test")


@pytest.fixture
def visit(client):
    """`visit(membership)` is that person's browser."""

    def sign_in(membership):
        client.force_login(membership.account)
        return client

    return sign_in


@pytest.fixture
def lab(cast):
    """The cast in a running cohort, the leader and the mentor as its one pair."""
    return cast if hasattr(cast, "pair") else open_lab(cast)


def standing_in(config):
    return config.stash[STANDING]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Before pytest-django opens the test's own transaction above."""
    if STANDING in item.config.stash:
        standing_in(item.config).ready(asked_by(item))


@pytest.fixture(scope="session")
def chromium():
    """One for the whole run: Playwright can be started once in a process."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()
