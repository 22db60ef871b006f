"""Where the servers keep their files: data that stays, sockets in a short private folder, locks beside the data."""

import fcntl
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config.services.process import CannotStart

PREFIX = "lab-"
NOBODY = 65534
LONGEST_FOLDER = 80  # a socket's path may have 107 bytes, the longest name in it is /.s.PGSQL.5432


@dataclass(frozen=True)
class Place:
    data: Path
    sockets: Path

    @property
    def key(self) -> str:
        """In every server's command line, and in no other clone's."""
        return self.sockets.name

    def log(self, server: str) -> Path:
        return self.data / f"{server}.log"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": f"postgresql:///app?host={self.sockets}",
            "REDIS_URL": f"redis+socket://{self.sockets}/valkey.sock",
        }


def data_folder() -> Path:
    """The clone's `.data`, or $APP_DATA; made if missing, for its owner only."""
    chosen = os.environ.get("APP_DATA") or Path(__file__).resolve().parents[2] / ".data"
    folder = Path(chosen).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "users").touch()
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise CannotStart(f"{folder} cannot be written to ({reason}): set APP_DATA to a folder you own.") from None
    return folder


def lasting(data: Path) -> Place:
    """A clone's place. The remembered folder of its sockets names its home, so that a copied clone gets another."""
    note = data / "sockets"
    remembered = Path(note.read_text().strip()) if note.exists() else None
    if remembered is None or not _is_private_home(remembered, data):
        _forget_deleted_clones()
        remembered = _new_sockets(data)
        note.write_text(f"{remembered}\n")
    return Place(data, remembered)


def passing() -> tuple[Place, IO[str]]:
    """A place for one throw-away cluster, and the lock that says it is in use."""
    sockets = _new_sockets(None)
    data = sockets / "data"
    data.mkdir(mode=0o700)
    lock = (sockets / "lock.new").open("a")
    fcntl.flock(lock, fcntl.LOCK_EX)
    (sockets / "lock.new").rename(sockets / "lock")  # only now: `abandoned` looks for a lock that nobody holds
    return Place(data, sockets), lock


def abandoned() -> list[tuple[Place, IO[str]]]:
    """Throw-away places of this user whose lock nobody holds any more, now locked by us."""
    left = []
    for sockets in _temporary().glob(f"{PREFIX}*"):
        if (sockets / "lock").exists() and _is_private(sockets) and (lock := try_lock(sockets / "lock")):
            left.append((Place(sockets / "data", sockets), lock))
    return left


def remove(place: Place) -> None:
    shutil.rmtree(place.sockets, ignore_errors=True)


def try_lock(path: Path, how: int = fcntl.LOCK_EX) -> IO[str] | None:
    """The open file, locked until it is closed or its process is gone; None if another process holds it."""
    handle = path.open("a")
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


def _new_sockets(home: Path | None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_temporary()))
    if home is not None:
        (folder / "home").write_text(str(home))
    return folder


def _forget_deleted_clones() -> None:
    for home in _temporary().glob(f"{PREFIX}*/home"):
        if _is_private(home.parent) and not Path(home.read_text()).exists():
            shutil.rmtree(home.parent, ignore_errors=True)


def _temporary() -> Path:
    folder = Path(tempfile.gettempdir()).resolve()
    return folder if len(os.fsencode(folder)) < LONGEST_FOLDER else Path("/tmp")  # noqa: S108 - mkdtemp makes it private


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    ours = {os.getuid(), NOBODY} if os.getuid() == 0 else {os.getuid()}
    return stat.S_ISDIR(found.st_mode) and found.st_uid in ours and stat.S_IMODE(found.st_mode) == 0o700


def _is_private_home(folder: Path, data: Path) -> bool:
    home = folder / "home"
    return _is_private(folder) and home.is_file() and home.read_text() == str(data)
