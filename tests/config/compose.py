"""docker-compose.yml, .env.example and the Dockerfile, read and run without an engine: each command in a folder that holds what
the image would, with the environment that the container would have, beside servers that are bare but for an administrator."""

import fnmatch
import json
import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import yaml

from config.services import places
from config.services.process import leash
from config.services.roles import CREATE_ROLE

ROOT = Path(__file__).resolve().parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
OURS = ("roles", "migrate", "web", "worker", "beat")
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
BIN = Path(sys.executable).parent
PATIENCE = 60.0


class Missing(Exception):
    """What compose says when a `${NAME:?…}` has no value."""


def filled(node, env):
    """A part of the compose file with its variables filled in, as compose does it."""
    if isinstance(node, dict):
        return {key: filled(value, env) for key, value in node.items()}
    if isinstance(node, list):
        return [filled(value, env) for value in node]
    return VARIABLE.sub(lambda found: _value(env, *found.groups()), node) if isinstance(node, str) else node


def _value(env, name, manner, words):
    if manner == "?" and not env.get(name):
        raise Missing(f"{name}: {words}")
    return env.get(name) or (words if manner == "-" else "")


def asked_for() -> set[str]:
    return {found[1] for found in VARIABLE.finditer((ROOT / "docker-compose.yml").read_text())}


def example() -> dict[str, str]:
    """What .env.example says must be given."""
    return dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile, as (word, rest)."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if line and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines())]


def last_stage() -> list[tuple[str, str]]:
    steps = instructions()
    return steps[max(at for at, (word, _) in enumerate(steps) if word == "FROM") :]


def image_env() -> dict[str, str]:
    return dict(pair.split("=", 1) for word, rest in last_stage() if word == "ENV" for pair in shlex.split(rest))


def image_command() -> list[str]:
    return json.loads(dict(last_stage())["CMD"])


def let_in() -> tuple[list[str], list[str]]:
    """What .dockerignore lets into the image, and what of that it keeps out again."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    names = [line[1:] for line in lines if line.startswith("!")]
    return names, [line.removeprefix("**/") for line in lines[1:] if not line.startswith("!")]


def bare(place: places.Place) -> str:
    """Make an embedded server what the image's first start leaves: an administrator with a password, and nobody else."""
    password = secrets.token_urlsafe(24)
    host = {"host": str(place.sockets), "user": "postgres", "dbname": "postgres"}
    with psycopg.connect(**host, autocommit=True) as server:
        server.execute("DROP DATABASE app")
        for role in ("app_test", *reversed(CREATE_ROLE)):
            server.execute(f"DROP ROLE {role}")
        server.execute(f"ALTER ROLE postgres PASSWORD '{password}'")
        (place.data / "pg" / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        server.execute("SELECT pg_reload_conf()")
    return password


class Image:
    """The folder that the image's /srv/app would be."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.app = folder, folder / "app"
        self.app.mkdir()
        names, kept_out = let_in()
        for name in names:
            source, goal = ROOT / name, self.app / name
            if source.is_dir():
                shutil.copytree(source, goal, ignore=shutil.ignore_patterns(*kept_out))
            elif not any(fnmatch.fnmatch(name, pattern) for pattern in kept_out):
                shutil.copy(source, goal)

    def here(self, words: str, tmp: Path) -> str:
        """A path or address of the container, as the path or address that stands for it on this machine."""
        words = re.sub(r"^/tmp\b", str(tmp), words)
        return words.replace("/srv/venv/bin", str(BIN)).replace("/srv/static", str(self.folder / "static"))

    def env(self, tmp: Path, until: str | None = None) -> dict[str, str]:
        """The image's own environment; `until` leaves one variable out that a later line of the Dockerfile sets."""
        base = {"LANG": "C.UTF-8", "HOME": str(tmp), "TMPDIR": str(tmp)}
        own = {name: self.here(value, tmp) for name, value in image_env().items() if name != until}
        return {**base, **own, "PATH": f"{BIN}:{os.environ['PATH']}"}

    def build(self) -> None:
        """The line of the last stage that collects the files, with nothing more in its environment than there would be."""
        line = next(rest for word, rest in last_stage() if word == "RUN" and "collectstatic" in rest)
        env = self.env(self.folder, until="PRODUCTION")
        subprocess.run(["sh", "-ec", line], cwd=self.app, env=env, check=True, capture_output=True)


class Container:
    """One service of the compose file, run for real. `changes` are set in its environment at last."""

    def __init__(self, image: Image, name: str, given: dict[str, str], number: int = 1, **changes: str) -> None:
        self.image, self.name, self.service = image, name, filled(SERVICES[name], given)
        self.tmp = image.folder / f"{name}-{number}-{secrets.token_hex(3)}"
        self.tmp.mkdir()
        self.port = free_port()
        self.env = {**image.env(self.tmp), **self.service["environment"], "PORT": str(self.port), **changes}
        self.log = self.tmp / "log"
        self.process: subprocess.Popen | None = None

    @property
    def command(self) -> list[str]:
        words = self.service.get("command") or image_command()
        return [self.image.here(word, self.tmp).replace("0.0.0.0:8000", f"127.0.0.1:{self.port}") for word in words]

    def start(self) -> "Container":
        with self.log.open("ab") as log:
            self.process = self._popen(self.command, stdout=log, stderr=log)
        return self

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def ended(self) -> int:
        return self.process.wait(PATIENCE)

    def run(self, *words: str) -> tuple[int, str]:
        """Its command, or another in its place, to the end: the status and all it said."""
        process = self._popen(list(words) or self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, said

    def health(self) -> tuple[int, str]:
        """The health check of the compose file, word for word."""
        manner, *words = self.service["healthcheck"]["test"]
        assert manner == "CMD"
        return self.run(*words)

    def _popen(self, words, **more) -> subprocess.Popen:
        return subprocess.Popen(
            words, cwd=self.image.app, env=self.env, stdin=subprocess.DEVNULL, preexec_fn=leash(signal.SIGTERM), **more
        )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
