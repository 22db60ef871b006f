"""What a container is asked about its health: `python -m config.probe web|worker|beat`; status 0 is well.

Standard library only, as it is started every few seconds. Worker and beat have no door to knock at: they leave a mark that
grows old when they stall (config/celery.py).
"""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

WORKER_OLDEST = 30.0  # seconds; it leaves a mark every 2 s while its loop turns and the broker answers
BEAT_ROUNDS = 3  # it leaves a mark whenever it has asked for a sweep


def mark(name: str) -> Path | None:
    """The file that `name` touches; None where nobody asks for one."""
    folder = os.environ.get("MARKS_IN")
    return Path(folder) / f"alive-{name}" if folder else None


def leave_mark(name: str) -> None:
    if path := mark(name):
        path.touch()


def oldest(name: str) -> float:
    """Seconds after which the mark of `name` is too old."""
    return BEAT_ROUNDS * float(os.environ.get("SWEEP_SECONDS") or 30) + 10 if name == "beat" else WORKER_OLDEST


def ask_mark(name: str) -> str | None:
    """What is wrong with a process that leaves marks; None if nothing is."""
    path = mark(name)
    if path is None or not path.exists():
        return f"{name} has not come up yet"
    age = time.time() - path.stat().st_mtime
    return f"{name} was last heard of {age:.0f} s ago" if age > oldest(name) else None


def ask_web() -> str | None:
    """What is wrong with the web server beside us; asked by the site's own name, as it answers to no other."""
    site = urlsplit(os.environ.get("SITE_URL", "http://localhost")).hostname
    address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/ready"
    asked = urllib.request.Request(address, headers={"Host": site})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        direct.open(asked, timeout=8).close()
    except urllib.error.HTTPError as error:
        return f"{error.code}: {error.read().decode(errors='replace')[:300]}"
    except OSError as error:
        return str(error)
    return None


def main(name: str) -> int:
    wrong = ask_web() if name == "web" else ask_mark(name)
    sys.stdout.write(f"{wrong or 'well'}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
