"""From a bare Python to the virtual environment, with an index of one small wheel."""

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from config import bootstrap
from tests.config.clone import ROOT, until

BARE = getattr(sys, "_base_executable", sys.executable)


def wheel(folder: Path, name: str, version: str, content: str) -> str:
    """Write a wheel of one module; the line that a lock has for it."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": content,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(f"{info}/RECORD", "".join(f"{file},{digest(text)},\n" for file, text in files.items()))
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def digest(text: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


class Bare:
    """A clone whose `make run` only says which versions it sees."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "config").mkdir(parents=True)
        (folder / "wheels").mkdir()
        shutil.copy(ROOT / "Makefile", folder)
        shutil.copy(ROOT / "config" / "bootstrap.py", folder / "config")
        (folder / "config" / "__init__.py").touch()
        (folder / "config" / "launch.py").write_text("import guest; print('guest', guest.version)")
        self.lock("1")

    def lock(self, version: str) -> None:
        line = wheel(self.folder / "wheels", "guest", version, f"version = {version!r}\n")
        (self.folder / "requirements.txt").write_text(line)

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["make", "run", *words], cwd=self.folder, env=self.env(**env), capture_output=True, text=True, timeout=120
        )

    def env(self, **more: str) -> dict[str, str]:
        ours = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.folder / "wheels"), "PIP_CONFIG_FILE": os.devnull}
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
        return {**kept, **ours, "PYTHON": BARE, **more}


@pytest.fixture
def bare(tmp_path):
    return Bare(tmp_path / "bare")


def together(bare, number=2) -> list[subprocess.Popen]:
    """`make run` twice at once, each as a terminal would start it."""
    return [
        subprocess.Popen(
            ["make", "run"],
            cwd=bare.folder, env=bare.env(), stdout=subprocess.PIPE, text=True, start_new_session=True,
        )
        for _ in range(number)
    ]  # fmt: skip


def test_an_install_cut_short_is_repaired_once_done_not_repeated_and_follows_the_lock(bare):
    killed = together(bare)
    until(lambda: (bare.folder / ".venv" / "bin").exists())
    for process in killed:
        os.killpg(process.pid, signal.SIGKILL)
    for process in killed:
        process.communicate()

    repairing = together(bare)
    short, long = sorted((process.communicate()[0] for process in repairing), key=len)
    assert [process.returncode for process in repairing] == [0, 0]
    assert short == "Waiting for another make in this folder to finish installing ...\nguest 1\n"
    assert "Making a virtual environment ...\nInstalling 1 packages, this once ...\n" in long
    assert long.endswith("guest 1\n")

    assert bare.run(PIP_FIND_LINKS="/nowhere").stdout == "guest 1\n", "the second start asks no index"

    bare.lock("2")
    unreachable = bare.run(PIP_NO_INDEX="", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_FIND_LINKS="")
    assert unreachable.returncode != 0
    assert unreachable.stderr.startswith("The package index cannot be reached: check the network, or set PIP_INDEX_URL")
    assert "Traceback" not in unreachable.stderr
    assert bare.run().stdout.endswith("guest 2\n")


def test_a_kill_while_a_broken_environment_is_taken_away_is_repaired(bare, monkeypatch):
    """The Python may be the last of it to go, and would look whole to the next start."""
    monkeypatch.setattr(bootstrap, "ROOT", bare.folder)
    monkeypatch.setattr(bootstrap, "VENV", bare.folder / ".venv")
    monkeypatch.setattr(bootstrap, "STAMP", bare.folder / ".venv" / "installed.json")
    monkeypatch.setattr(bootstrap, "UNFINISHED", bare.folder / ".data" / "unfinished")
    bare.run()
    (bare.folder / "requirements.txt").write_text("guest==0")
    bootstrap.UNFINISHED.touch()

    def killed(folder, **_):
        for file in folder.iterdir():
            if file.is_file():
                file.unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap.shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.ensure_venv(["requirements.txt"])
    bare.lock("1")
    assert "Making a virtual environment ...\n" in bare.run().stdout


def test_a_linked_environment_is_used_as_it_is(bare):
    (bare.folder / ".venv").symlink_to(sys.prefix)
    (bare.folder / "config" / "launch.py").write_text("import sys; print(sys.prefix)")
    assert bare.run().stdout.rstrip().endswith(".venv")
    assert not (bare.folder / ".data" / "unfinished").exists()


def test_a_wrong_hash_is_one_sentence(bare, monkeypatch):
    (bare.folder / "requirements.txt").write_text(f"guest==1 --hash=sha256:{'0' * 64}\n")
    monkeypatch.setattr(bootstrap, "ROOT", bare.folder)
    monkeypatch.setattr(bootstrap, "STATE", bare.folder)
    monkeypatch.setattr(bootstrap, "python", lambda: Path(sys.executable))
    for key, value in bare.env().items():
        monkeypatch.setenv(key, value)
    with pytest.raises(bootstrap.Refused, match=r"pip could not install .* DO NOT MATCH THE HASHES"):
        bootstrap.install(["requirements.txt"])


def test_no_venv_module_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(bootstrap.Refused, match=r"install it \(Debian: apt-get install python3\.\d+-venv"):
        bootstrap.make_venv(afresh=True)


@pytest.mark.parametrize("python", ["/nowhere/python3.11", "old"])
def test_a_missing_or_old_python_is_one_sentence(bare, python):
    old = bare.folder / "old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = bare.run(PYTHON=str(bare.folder / python))
    assert done.returncode != 0
    assert done.stderr.startswith("Python 3.11 or newer is needed, none of these is it: ")
    assert "make run PYTHON=/path/to/python3.11" in done.stderr
    assert done.stdout == ""


def test_progress_is_told_now_and_then(monkeypatch, capsys):
    clock = iter([0.0, 1.0, 5.0, 6.0, 10.0, 11.0])
    monkeypatch.setattr(bootstrap.time, "monotonic", lambda: next(clock))
    tell = bootstrap.progress(3)
    for line in ("Collecting one", "Collecting two", "Ignoring three: markers", "  Downloading"):
        tell(line)
    tell("Installing collected packages: one, two")
    assert capsys.readouterr().out.splitlines() == [
        "  2 of 3 fetched ...",
        "  3 of 3 fetched ...",
        "  all fetched, unpacking ...",
    ]
