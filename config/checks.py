"""`make test`, `lint`, `proof` and `bench`: each beside a throw-away cluster, each ending with the status of what it ran."""

import os
import shlex
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from config import chromium, pgbouncer
from config.services.command import guarded, run
from config.services.environment import beside_ephemeral

ROOT = Path(__file__).resolve().parents[1]


def test() -> int:
    """Three at a time on two cores: there is always one that waits for a server or a browser."""
    return pytest(["-n", "3", "--dist", "worksteal"], {})


def proof() -> int:
    """The tests that have two sizes, at the full one; in order, for some of them want the machine for themselves."""
    return pytest(["-m", "proof", "-rP"], {"PROOF": "1"})


def pytest(words: list[str], said: Mapping[str, str]) -> int:
    programs = {"CHROMIUM": chromium.ensure(), "PGBOUNCER": pgbouncer.ensure()}
    with beside_ephemeral() as env:
        # Hundreds of processes start in a run: without bytecode each of them would compile the project anew.
        env = {name: value for name, value in env.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return run([sys.executable, "-m", "pytest", *words, *asked()], {**env, **said, **programs})


def bench() -> int:
    """With fsync on: what is measured includes what durability costs."""
    with beside_ephemeral(durable=True) as env:
        return run([sys.executable, "-m", "tests.bench", *asked()], env)


def asked() -> list[str]:
    return shlex.split(os.environ.get("ARGS", ""))


def lint() -> int:
    with beside_ephemeral() as env:
        env = {**env, "DATABASE_ROLE": "app_owner"}  # makemigrations asks which migrations have run
        failed = [name for name, command in linters(ROOT).items() if announced(name, command, env)]
    if failed:
        sys.stdout.write(f"Not clean: {', '.join(failed)}\n")
    return 1 if failed else 0


def announced(name: str, command: list[str], env: Mapping[str, str]) -> int:
    sys.stdout.write(f"* {name}\n")
    sys.stdout.flush()
    return run(command, env)


def linters(root: Path) -> dict[str, list[str]]:
    """The commands by name, less those that the project gives nothing to look at."""
    tools = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    python, lint_imports = sys.executable, str(Path(sys.executable).with_name("lint-imports"))
    asked = {
        "ruff check": (True, [python, "-m", "ruff", "check", "."]),
        "ruff format": (True, [python, "-m", "ruff", "format", "--check", "."]),
        "djlint": ((root / "templates").is_dir(), [python, "-m", "djlint", "templates", "--lint", "--quiet"]),
        "lint-imports": ("importlinter" in tools, [python, lint_imports]),
        "mypy": ("mypy" in tools, [python, "-m", "mypy"]),
        "makemigrations": ((root / "manage.py").exists(), [python, "manage.py", "makemigrations", "--check"]),
    }
    return {name: command for name, (has_work, command) in asked.items() if has_work}


if __name__ == "__main__":
    sys.exit(guarded({"test": test, "lint": lint, "proof": proof, "bench": bench}[sys.argv[1]]))
