"""Postgres refuses to run as root. This module finds a way for it to run all the same."""

import functools
import os
import shutil
import signal
import subprocess
from pathlib import Path

from config.services.places import NOBODY
from config.services.process import CannotStart

NAMESPACE = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
# The folder of a clone may be closed to everyone but root: the one capability lets nobody walk through it. access(2)
# would ignore it but for the secure bit, and initdb asks that way whether it may run postgres.
STEP_DOWN = [
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=-all,+dac_override",
    "--securebits=+no_setuid_fixup",
]


@functools.cache
def prefix() -> tuple[str, ...]:
    """The words in front of a command that make it run as somebody other than root; none if we are not root."""
    if os.getuid() != 0:
        return ()
    for words in (NAMESPACE, STEP_DOWN):
        if _works(words):
            return tuple(words)
    raise CannotStart(
        "Postgres refuses to run as root and this machine lets root neither open a user namespace nor become nobody: "
        "run make as another user, or set DATABASE_URL to a running Postgres."
    )


def leashed() -> tuple[str, ...]:
    """`prefix()` that keeps the leash: changing the user drops it, so setpriv ties it anew."""
    words = prefix()
    return (*words, f"--pdeathsig={signal.SIGINT.name[3:]}") if "setpriv" in words else words


def hand_over(*folders: Path) -> None:
    """Give folders and all in them to whom Postgres runs as. A clone may have met both ways on different days."""
    if os.getuid() != 0:
        return
    owner = NOBODY if "setpriv" in prefix() else 0
    for folder in folders:
        if folder.exists() and folder.stat().st_uid != owner:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, owner, owner, follow_symlinks=False)


def _works(words: list[str]) -> bool:
    if not shutil.which(words[0]):
        return False
    return subprocess.run([*words, "true"], capture_output=True).returncode == 0
