"""Seconds and memory from the stored upload to the written roster: `python -m tests.organizations.roster.measure_import [rows [csv|xlsx]]`.

Three imports, each looked at and then written: into an empty organization, the same file once more, and a file in which three
departments have other names, so that three in seven people change.

Makes a database of its own beside DATABASE_URL's (as app_owner), and leaves it no longer than the run. Each step is the worker's
own task in a process of its own, logged in as app_worker, so that its peak is its own. The environment is the application's:
`python -m config.services --ephemeral python -m tests.organizations.roster.measure_import` brings one along.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.organizations.roster.generator import COLUMNS, company, write_csv, write_xlsx
from tests.organizations.roster.measure import peak

WIDTH = 36
WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
RENAMED = {"Treasury": "Risk", "Legal": "Law", "Operations / Payments": "Plant / Payments"}
STEPS = ("first preview", "first write", "preview again", "write again", "preview of changes", "write of changes")


def main(rows: int, kinds: list[str]) -> None:
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder, _database(kind) as environment:
            same, changed = _files(Path(folder), kind, rows)
            _say(f"{kind}: {rows} x {WIDTH}, {same.stat().st_size / 2**20:.0f} MB")
            key = _step(environment, "prepare")
            for step in STEPS:
                path = changed if step.endswith("changes") else same
                _say(f"  {step}: {_step(environment, step, key, str(path))}")


def _files(folder: Path, kind: str, rows: int) -> tuple[Path, Path]:
    made = company(rows, filler=WIDTH - len(COLUMNS))
    same, changed = folder / f"roster.{kind}", folder / f"changed.{kind}"
    same.write_bytes(WRITERS[kind](made))
    made.rows = [[RENAMED.get(cell, cell) for cell in row] for row in made.rows]
    changed.write_bytes(WRITERS[kind](made))
    return same, changed


class _database:
    def __init__(self, kind: str) -> None:
        self.name = f"measure_{kind}_{os.getpid()}"

    def __enter__(self) -> dict[str, str]:
        self._admin(f"CREATE DATABASE {self.name}")
        environment = os.environ | {"DATABASE_URL": self._url(self.name)}
        command = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(command, env=environment | {"DATABASE_ROLE": "app_owner"}, check=True)
        return environment

    def __exit__(self, *error: object) -> None:
        self._admin(f"DROP DATABASE {self.name}")

    @staticmethod
    def _url(name: str) -> str:
        before, _, rest = os.environ["DATABASE_URL"].rpartition("/app?")
        return f"{before}/{name}?{rest}"

    def _admin(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(self._url("postgres"), user="app_owner", autocommit=True) as server:
            server.execute(sql)


def _step(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", __spec__.name, "--step", *arguments]
    environment = environment | {"DATABASE_ROLE": "app_worker", "LOG_LEVEL": "ERROR"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def prepare() -> str:
    from django.utils import timezone

    from organizations.models import Membership, Organization, Person
    from organizations.models.accounts import Account
    from organizations.tenancy.models import uuid7
    from organizations.tenancy.scope import WORKER, scope

    key = uuid7()
    with scope(WORKER, key):
        Organization.objects.create(id=key, name="Measure", slug="measure", opened_at=timezone.now())
        person = Person.objects.create(given_name="Karin", family_name="Holm")
        account = Account.objects.create(email="karin@measure.test")
        Membership.objects.create(person=person, account=account, is_admin=True, joined_at=timezone.now())
    return str(key)


def perform(step: str, key: str, path: str) -> str:
    """The task alone is timed; keeping the upload is the web's."""
    from organizations.importing.tasks import go_on

    job = _job(step, key, path)
    start = time.perf_counter()
    go_on(key, str(job))
    seconds = time.perf_counter() - start
    return f"{seconds:.1f} s ({time.process_time():.1f} s of processor), peak {peak():.0f} MB; {_outcome(key, job)}"


def _job(step: str, key: str, path: str):
    from organizations.importing import actions
    from organizations.models import Job, Membership
    from organizations.tenancy.scope import WORKER, scope

    with scope(WORKER, key):
        if "write" in step:
            job = Job.objects.newest_first().first()
            job.params["confirmed"], job.state = job.result["fingerprint"], Job.State.QUEUED
            job.save()
            return job.pk
        by, now = Membership.objects.get(), _now()
        stored = _keep(path, by, now)
        return Job.objects.create(
            kind=actions.stages.KIND, file=stored, asked_by=by.person, asked_at=now, params={"name": stored.name}
        ).pk


def _keep(path: str, by, now):
    """The file comes in slices, since the memory is measured."""
    from django.db import connection

    from organizations.models import StoredFile

    stored = StoredFile.keep(name=Path(path).name, content_type="x", content=b"", owner=by.person, now=now)
    with connection.cursor() as cursor, open(path, "rb") as file:
        while piece := file.read(2**22):
            cursor.execute(
                "UPDATE organizations_storedfile SET content = content || %s WHERE id = %s", [piece, stored.pk]
            )
    return stored


def _now():
    from django.utils import timezone

    return timezone.now()


def _outcome(key: str, job) -> str:
    from organizations.models import Job, Person
    from organizations.tenancy.scope import WORKER, scope

    with scope(WORKER, key):
        found = Job.objects.get(pk=job)
        counts = found.result.get("summary", {})
        said = ", ".join(f"{counts.get(name)} {name}" for name in ("additions", "changes", "unchanged", "refused"))
        return f"{found.state} {found.failure}{said}; {Person.objects.count()} people"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        _say(prepare() if sys.argv[2] == "prepare" else perform(*sys.argv[2:5]))
    else:
        main(int((sys.argv[1:] or ["100000"])[0]), sys.argv[2:] or list(WRITERS))
