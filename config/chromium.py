"""The browser that the tests drive: found, or installed where that is possible, or asked for in one sentence."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.outside import QUIET, install_command, is_debian, named, starts
from config.services.process import CannotStart

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Where `playwright install chromium` puts it: Linux, then macOS.
OWN_FOLDERS = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
OWN_BINARIES = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
ASK = (
    "The browser tests need Chromium and it could not be installed: install it (Debian, as root: apt-get install "
    "chromium), or name one: make test CHROMIUM=/path/to/chromium"
)


def ensure(given: Mapping[str, str] = os.environ) -> str:
    """The path of a Chromium that starts."""
    return named("CHROMIUM", given, "Chromium or Chrome") or find(given) or install(given)


def find(given: Mapping[str, str]) -> str | None:
    return next((path for path in candidates(given) if starts(path)), None)


def candidates(given: Mapping[str, str]) -> Iterator[str]:
    for name in NAMES:
        if path := shutil.which(name, path=given.get("PATH")):
            yield path
    own = [given["PLAYWRIGHT_BROWSERS_PATH"]] if given.get("PLAYWRIGHT_BROWSERS_PATH") else OWN_FOLDERS
    for folder in own:
        for pattern in OWN_BINARIES:
            yield from map(str, sorted(Path(folder).expanduser().glob(pattern), reverse=True))


def install(given: Mapping[str, str]) -> str:
    for command in ways(root=os.getuid() == 0, debian=is_debian()):
        sys.stdout.write(f"Installing Chromium for the browser tests: {' '.join(command[-3:])} ...\n")
        sys.stdout.flush()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**given, **QUIET})
        if done.returncode == 0 and (path := find(given)):
            return path
    raise CannotStart(ASK)


def ways(*, root: bool, debian: bool) -> list[list[str]]:
    """Commands that may bring a Chromium, best first. Ubuntu's package is only a pointer to a snap."""
    own = [sys.executable, "-m", "playwright", "install", *(["--with-deps"] if root else []), "chromium"]
    return [*([install_command("chromium")] if root and debian else []), own]
