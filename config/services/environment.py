"""What the servers mean to a command: the environment variables that settings.py reads."""

import contextlib
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.services import cluster, keeper, places
from config.services.servers import Postgres, Valkey


@contextlib.contextmanager
def beside_clone(given: Mapping[str, str] = os.environ) -> Iterator[dict[str, str]]:
    """The environment for a command beside this clone's servers; they stop after the last such command."""
    data = places.data_folder()
    with contextlib.ExitStack() as stack:
        lacking = needed(given)
        servers = stack.enter_context(keeper.shared(data, lacking)).environment if lacking else {}
        yield {**basics(data), **servers, **given, "APP_DATA": str(data)}


@contextlib.contextmanager
def beside_ephemeral(given: Mapping[str, str] = os.environ, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """The environment for a command beside a cluster of its own; it logs in as the role that can become all others."""
    with cluster.ephemeral(durable=durable) as place:
        fresh = {**basics(place.data), "DATABASE_ROLE": "app_test", "APP_DATA": str(place.data), "DEMO": "0"}
        role = {key: given[key] for key in ("DATABASE_ROLE",) if key in given}
        yield {**given, **fresh, **role, **place.environment}


def needed(given: Mapping[str, str]) -> list[str]:
    """The servers that must be embedded because no real one was named."""
    variables = {Postgres.name: "DATABASE_URL", Valkey.name: "REDIS_URL"}
    return [server for server, variable in variables.items() if not given.get(variable)]


def basics(data: Path) -> dict[str, str]:
    return {
        "APP_DATA": str(data),
        "SECRET_KEY": secret_key(data),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DATABASE_ROLE": "app_web",
    }


def secret_key(data: Path) -> str:
    """Made once per data folder, readable for its owner alone."""
    path = data / "secret_key"
    with contextlib.suppress(FileExistsError):
        fresh = data / f"secret_key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        try:
            os.link(fresh, path)  # two first starts at once agree on one key
        finally:
            fresh.unlink()
    return path.read_text()
