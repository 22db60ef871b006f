"""Folders and locks, without any server."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.services import environment, places


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "t"
    folder.mkdir()
    monkeypatch.setattr(places, "_temporary", lambda: folder)
    return folder


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


def test_a_lock_is_for_one_until_it_is_closed(tmp_path):
    first = places.try_lock(tmp_path / "lock")
    assert places.try_lock(tmp_path / "lock") is None
    first.close()
    with places.try_lock(tmp_path / "lock") as again:
        assert again is not None


def test_a_shared_lock_is_for_many_but_not_beside_an_exclusive_one(tmp_path):
    with places.try_lock(tmp_path / "lock", fcntl.LOCK_SH), places.try_lock(tmp_path / "lock", fcntl.LOCK_SH) as other:
        assert other is not None
        assert places.try_lock(tmp_path / "lock") is None


def test_a_lock_ends_with_its_process(tmp_path):
    hold = "import sys; from pathlib import Path; from config.services.places import try_lock; "
    hold += "lock = try_lock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    root = Path(places.__file__).parents[2]
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path / "lock")],
        cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout.readline() == "held\n"
    assert places.try_lock(tmp_path / "lock") is None
    holder.kill()
    holder.communicate()
    with places.try_lock(tmp_path / "lock") as mine:
        assert mine is not None


def test_only_what_nobody_holds_is_abandoned(temporary):
    held, lock = places.passing()
    left, other = places.passing()
    other.close()
    found = places.abandoned()
    assert [place for place, _ in found] == [left]
    assert places.abandoned() == [], "we hold it now"
    lock.close()
    again = places.abandoned()
    assert [place for place, _ in again] == [held]
    for _, handle in (*found, *again):
        handle.close()


def test_what_others_could_have_planted_is_left_alone(temporary):
    planted = temporary / "lab-planted"
    planted.mkdir(mode=0o755)
    (planted / "lock").touch()
    real = temporary / "elsewhere"
    real.mkdir(mode=0o700)
    (real / "lock").touch()
    (temporary / "lab-linked").symlink_to(real)
    assert places.abandoned() == []


def test_a_remembered_folder_that_became_a_link_is_not_used(temporary, data):
    before = places.lasting(data)
    moved = temporary / "moved"
    before.sockets.rename(moved)
    before.sockets.symlink_to(moved)
    assert places.lasting(data).sockets != before.sockets


def test_a_folder_lost_when_the_machine_was_restarted_is_made_anew(temporary, data):
    before = places.lasting(data)
    places.remove(before)
    after = places.lasting(data)
    assert after.sockets.is_dir()
    assert (data / "sockets").read_text() == f"{after.sockets}\n"


def test_folders_of_deleted_clones_are_removed(temporary, data, tmp_path):
    deleted = tmp_path / "deleted"
    deleted.mkdir()
    gone = places.lasting(deleted)
    (deleted / "sockets").unlink()
    deleted.rmdir()
    mine = places.lasting(data)
    assert not gone.sockets.exists()
    assert mine.sockets.exists()


def test_the_key_is_made_once_even_by_two(data):
    first = environment.secret_key(data)
    assert environment.secret_key(data) == first
    assert len(first) > 40
    assert [path.name for path in data.iterdir()] == ["secret_key"]
    assert (data / "secret_key").stat().st_mode & 0o777 == 0o600


def test_data_is_kept_where_app_data_says(tmp_path, monkeypatch):
    monkeypatch.setenv("APP_DATA", str(tmp_path / "a" / "b"))
    assert places.data_folder() == tmp_path / "a" / "b"
    assert os.stat(tmp_path / "a" / "b").st_mode & 0o777 == 0o700
