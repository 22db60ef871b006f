import os

import pytest

from config import pgbouncer
from config.services.process import CannotStart

from .test_chromium import program


@pytest.fixture(autouse=True)
def nowhere_else(monkeypatch):
    monkeypatch.setattr(pgbouncer, "BESIDE_THE_PATH", "")


def test_the_one_on_the_path_is_taken(tmp_path):
    there = program(tmp_path / "pgbouncer")
    assert pgbouncer.ensure({"PATH": str(tmp_path)}) == str(there)


def test_a_named_one_is_used_or_refused(tmp_path):
    named = program(tmp_path / "mine")
    assert pgbouncer.ensure({"PGBOUNCER": str(named), "PATH": ""}) == str(named)
    with pytest.raises(CannotStart, match="PGBOUNCER=/nowhere does not start: name a PgBouncer"):
        pgbouncer.ensure({"PGBOUNCER": "/nowhere", "PATH": os.environ["PATH"]})


def test_root_on_debian_installs_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pgbouncer.os, "getuid", lambda: 0)
    monkeypatch.setattr(pgbouncer, "is_debian", lambda: True)
    installer = ["/bin/cp", "/bin/true", str(tmp_path / "pgbouncer")]
    monkeypatch.setattr(pgbouncer, "install_command", lambda package: installer)
    assert pgbouncer.ensure({"PATH": str(tmp_path)}) == str(tmp_path / "pgbouncer")
    assert "Installing PgBouncer" in capsys.readouterr().out


@pytest.mark.parametrize(("root", "debian"), [(True, False), (False, True), (True, True)])
def test_where_nothing_helps_one_sentence_says_what_to_install(tmp_path, monkeypatch, root, debian):
    monkeypatch.setattr(pgbouncer.os, "getuid", lambda: 0 if root else 1000)
    monkeypatch.setattr(pgbouncer, "is_debian", lambda: debian)
    monkeypatch.setattr(pgbouncer, "install_command", lambda package: ["/bin/false"])
    with pytest.raises(CannotStart, match=r"install it \(Debian, as root: apt-get install pgbouncer"):
        pgbouncer.ensure({"PATH": str(tmp_path)})


def test_one_that_does_not_start_is_passed_over(tmp_path, monkeypatch):
    program(tmp_path / "pgbouncer", status=1)
    monkeypatch.setattr(pgbouncer, "is_debian", lambda: False)
    with pytest.raises(CannotStart):
        pgbouncer.ensure({"PATH": str(tmp_path)})
