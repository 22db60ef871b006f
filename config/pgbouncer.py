"""The connection pooler that the tests stand behind: found, or installed where that is possible, or asked for in one sentence."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

from config.outside import QUIET, install_command, is_debian, named, starts
from config.services.process import CannotStart

BESIDE_THE_PATH = "/usr/sbin:/usr/local/sbin"  # where daemons are, and a user's PATH often is not
ASK = (
    "A test needs PgBouncer and it could not be installed: install it (Debian, as root: apt-get install pgbouncer; "
    "macOS: brew install pgbouncer), or name one: make test PGBOUNCER=/path/to/pgbouncer"
)


def ensure(given: Mapping[str, str] = os.environ) -> str:
    """The path of a PgBouncer that starts."""
    return named("PGBOUNCER", given, "PgBouncer") or find(given) or install(given)


def find(given: Mapping[str, str]) -> str | None:
    path = shutil.which("pgbouncer", path=f"{given.get('PATH', '')}:{BESIDE_THE_PATH}")
    return path if path and starts(path) else None


def install(given: Mapping[str, str]) -> str:
    if os.getuid() == 0 and is_debian():
        sys.stdout.write("Installing PgBouncer for the tests ...\n")
        sys.stdout.flush()
        subprocess.run(install_command("pgbouncer"), capture_output=True, env={**given, **QUIET})
        if path := find(given):
            return path
    raise CannotStart(ASK)
