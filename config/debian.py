"""Programs that no wheel brings, from Debian's packages where one may install them."""

import shutil
from pathlib import Path

QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


def is_debian(release: Path = Path("/etc/os-release")) -> bool:
    return shutil.which("apt-get") is not None and release.exists() and "\nID=debian" in f"\n{release.read_text()}"


def install_command(package: str) -> list[str]:
    return ["sh", "-c", f"apt-get -q update && apt-get -qy install --no-install-recommends {package}"]
