import os
import sys
from pathlib import Path

import pytest

from config import chromium
from config.services.process import CannotStart


def program(path: Path, status: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_the_one_on_the_path_comes_first(tmp_path):
    there = program(tmp_path / "bin" / "google-chrome")
    program(tmp_path / "own" / "chromium-1" / "chrome-linux" / "chrome")
    given = {"PATH": str(there.parent), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "own")}
    assert chromium.ensure(given) == str(there)


def test_playwrights_newest_comes_next(tmp_path):
    program(tmp_path / "chromium-1100" / "chrome-linux" / "chrome")
    newest = program(tmp_path / "chromium-1200" / "chrome-linux64" / "chrome")
    assert chromium.ensure({"PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}) == str(newest)


def test_one_that_does_not_start_is_passed_over(tmp_path):
    program(tmp_path / "bin" / "chromium", status=1)
    works = program(tmp_path / "bin" / "google-chrome-stable")
    assert chromium.ensure({"PATH": str(works.parent)}) == str(works)


def test_a_named_one_is_used_or_refused(tmp_path):
    named = program(tmp_path / "mine")
    assert chromium.ensure({"CHROMIUM": str(named), "PATH": ""}) == str(named)
    with pytest.raises(CannotStart, match="CHROMIUM=/nowhere does not start: name a Chromium"):
        chromium.ensure({"CHROMIUM": "/nowhere", "PATH": os.environ["PATH"]})


def test_ways_to_install():
    assert [command[0] for command in chromium.ways(root=True, debian=True)] == ["sh", sys.executable]
    assert [command[0] for command in chromium.ways(root=False, debian=True)] == [sys.executable]
    assert "--with-deps" in chromium.ways(root=True, debian=False)[0]
    assert "--with-deps" not in chromium.ways(root=False, debian=False)[0]


@pytest.mark.parametrize(
    ("release", "expected"),
    [("ID=debian\n", True), ('NAME="Debian"\nID=debian\n', True), ("ID=ubuntu\nID_LIKE=debian\n", False)],
)
def test_ubuntus_package_is_no_browser(tmp_path, monkeypatch, release, expected):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: "/usr/bin/apt-get")
    (tmp_path / "os-release").write_text(release)
    assert chromium.is_debian(tmp_path / "os-release") is expected


def test_an_installed_one_is_found_afterwards(tmp_path, monkeypatch, capsys):
    installer = f"mkdir -p {tmp_path}/chromium-1/chrome-linux && cp /bin/true {tmp_path}/chromium-1/chrome-linux/chrome"
    monkeypatch.setattr(chromium, "ways", lambda **_: [["false"], ["sh", "-c", installer]])
    given = {"PATH": os.defpath, "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    monkeypatch.setattr(chromium, "NAMES", ())
    assert chromium.ensure(given) == f"{tmp_path}/chromium-1/chrome-linux/chrome"
    assert capsys.readouterr().out.startswith("Installing Chromium for the browser tests")


def test_where_nothing_helps_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(chromium, "ways", lambda **_: [["false"]])
    monkeypatch.setattr(chromium, "NAMES", ())
    with pytest.raises(CannotStart, match=r"install it \(Debian, as root: apt-get install chromium"):
        chromium.ensure({"PATH": os.defpath, "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)})
