"""`python -m config.services [--ephemeral] CMD...`: run CMD beside the clone's servers, or beside a throw-away pair."""

import os
import signal
import subprocess
import sys

from config.services.environment import beside_clone, beside_ephemeral
from config.services.process import CannotStart, leash

USAGE = "Say what to run: python -m config.services [--ephemeral] CMD..."


class Stopped(BaseException):
    """A signal asked for the end: raised in place of the default, so that the servers are stopped."""


def run(command: list[str], env: dict[str, str]) -> int:
    """Run in our own process group: Ctrl-C reaches the command by itself, other signals are passed on."""
    child = subprocess.Popen(command, env=env, preexec_fn=leash(signal.SIGTERM))
    while True:
        try:
            return child.wait()
        except Stopped as stop:
            if stop.args[0] != signal.SIGINT:
                child.send_signal(stop.args[0])


def main(words: list[str]) -> int:
    ephemeral, command = words[:1] == ["--ephemeral"], words[words[:1] == ["--ephemeral"] :]
    if not command:
        raise CannotStart(USAGE)
    with beside_ephemeral() if ephemeral else beside_clone() as env:
        try:
            status = run(command, env)
        except FileNotFoundError:
            raise CannotStart(f"{command[0]} was not found.") from None
    return status if status >= 0 else 128 - status


def _stop(number: int, _frame: object) -> None:
    raise Stopped(number)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as reason:
        sys.exit(str(reason))
    except Stopped as stopped:
        os._exit(128 + stopped.args[0])
