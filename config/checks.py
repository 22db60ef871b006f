"""`make test` and `make lint`: each beside a throw-away cluster, each ending with the status of what it ran."""

import os
import shlex
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from config import chromium
from config.services.command import guarded, run
from config.services.environment import beside_ephemeral

ROOT = Path(__file__).resolve().parents[1]


def test() -> int:
    browser = chromium.ensure()
    with beside_ephemeral() as env:
        words = shlex.split(os.environ.get("ARGS", ""))
        return run([sys.executable, "-m", "pytest", "-n", "2", *words], {**env, "CHROMIUM": browser})


def lint() -> int:
    with beside_ephemeral() as env:
        env = {**env, "DATABASE_ROLE": "app_owner"}  # makemigrations asks which migrations have run
        failed = [" ".join(command[2:4]) for command in linters(ROOT) if announced(command, env)]
    if failed:
        sys.stdout.write(f"Not clean: {', '.join(failed)}\n")
    return 1 if failed else 0


def announced(command: list[str], env: Mapping[str, str]) -> int:
    sys.stdout.write(f"* {' '.join(command[2:])}\n")
    sys.stdout.flush()
    return run(command, env)


def linters(root: Path) -> list[list[str]]:
    """The commands, less those that the project gives nothing to look at."""
    tools = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    asked = [["-m", "ruff", "check", "."], ["-m", "ruff", "format", "--check", "."]]
    if (root / "templates").is_dir():
        asked += [["-m", "djlint", "templates", "--check", "--lint", "--quiet"]]
    if "importlinter" in tools:
        asked += [["-c", "from importlinter.cli import lint_imports_command as c; c()"]]
    if "mypy" in tools:
        asked += [["-m", "mypy"]]
    if (root / "manage.py").exists():
        asked += [["manage.py", "makemigrations", "--check", "--dry-run"]]
    return [[sys.executable, *words] for words in asked]


if __name__ == "__main__":
    sys.exit(guarded({"test": test, "lint": lint}[sys.argv[1]]))
