"""Programs that no wheel brings: named by a variable, or found, or from Debian's packages where one may install them."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from config.services.process import CannotStart

QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


def named(variable: str, given: Mapping[str, str], kind: str) -> str | None:
    """The path that the variable says, if it says one; it is used or refused."""
    path = given.get(variable)
    if path and not starts(path):
        raise CannotStart(f"{variable}={path} does not start: name a {kind} that does, or leave it out.")
    return path


def starts(path: str) -> bool:
    """Some are only a note that the program could be installed, so being there is not enough."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def is_debian(release: Path = Path("/etc/os-release")) -> bool:
    return shutil.which("apt-get") is not None and release.exists() and "\nID=debian" in f"\n{release.read_text()}"


def install_command(package: str) -> list[str]:
    return ["sh", "-c", f"apt-get -q update && apt-get -qy install --no-install-recommends {package}"]
