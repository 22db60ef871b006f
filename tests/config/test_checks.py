import os
import subprocess
import sys

import pytest

from config import checks
from tests.config.clone import OURS, ROOT

TWO_SIZES = """
import os, pytest
@pytest.mark.proof
def test_that_has_two_sizes():
    assert os.environ["PROOF"] == "1"
def test_that_has_one():
    assert False
"""


def make(clone, goal, words):
    """With programs that are there, whatever the machine has."""
    env = {key: value for key, value in os.environ.items() if key not in OURS and not key.startswith("PYTEST")}
    given = [f"PYTHON={sys.executable}", "CHROMIUM=/bin/true", "PGBOUNCER=/bin/true", f"ARGS={words}"]
    return subprocess.run(["make", goal, *given], cwd=clone.folder, env=env, capture_output=True, text=True)


def test_make_proof_runs_those_that_have_two_sizes_and_says_that_it_wants_the_full_one(clone):
    (clone.folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider -p no:django\nmarkers = proof\n")
    (clone.folder / "test_it.py").write_text(TWO_SIZES)
    done = make(clone, "proof", "test_it.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 1 deselected" in done.stdout


def test_make_test_hands_the_cluster_and_the_browser_to_pytest_and_its_status_back(clone):
    (clone.folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider -p no:django\n")
    (clone.folder / "test_it.py").write_text(
        "import os, psycopg\n"
        "def test_that_passes():\n"
        "    role = os.environ['DATABASE_ROLE']\n"
        "    assert role == 'app_test'\n"
        "    assert os.environ['CHROMIUM'] == '/bin/true'\n"
        "    psycopg.connect(os.environ['DATABASE_URL'], user=role).close()\n"
        "def test_that_fails():\n"
        "    assert False\n"
    )
    done = make(clone, "test", "-n 0 -k 'that' -o addopts= test_it.py")
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert done.returncode != 0
    assert clone.processes() == {}


@pytest.mark.parametrize(
    ("tools", "files", "names"),
    [
        ("[tool.ruff]", [], ["ruff check", "ruff format"]),
        ("[tool.importlinter]\n[tool.mypy]", [], ["ruff check", "ruff format", "lint-imports", "mypy"]),
        ("[tool.ruff]", ["manage.py"], ["ruff check", "ruff format", "makemigrations"]),
    ],
)
def test_linters_that_have_nothing_to_look_at_are_left_out(tmp_path, tools, files, names):
    (tmp_path / "pyproject.toml").write_text(tools)
    for name in files:
        (tmp_path / name).touch()
    assert list(checks.linters(tmp_path)) == names


def test_templates_are_looked_at_where_there_are_any(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool]")
    (tmp_path / "templates").mkdir()
    assert "djlint" in checks.linters(tmp_path)


def test_lint_runs_all_and_names_those_that_were_not_clean(monkeypatch, capsys):
    commands = {"first": ["false"], "second": ["true"], "third": ["sh", "-c", 'test "$DATABASE_ROLE" != app_owner']}
    monkeypatch.setattr(checks, "linters", lambda root: commands)
    assert checks.lint() == 1
    assert capsys.readouterr().out == "* first\n* second\n* third\nNot clean: first, third\n"


def test_ci_runs_the_tests():
    script = (ROOT / ".ci" / "run").read_text().splitlines()
    assert (script[0], script[1], script[-1]) == ("#!/usr/bin/env bash", "set -euo pipefail", "exec make test")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
