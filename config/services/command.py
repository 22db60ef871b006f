"""Running a command to its end while signals are taken in turn, not by surprise."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from config.services.process import CannotStart, leash

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A signal asked for the end: raised where it arrives, so that every `finally` on the way out is heard."""


def run(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run in our own process group: Ctrl-C reaches the command by itself, other signals are passed on."""
    child = _started(command, env)
    while True:
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
            status = child.wait()
        except Stopped as stop:
            if stop.args[0] != signal.SIGINT:
                child.send_signal(stop.args[0])
        else:
            return status if status >= 0 else 128 - status


def _started(command: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen:
    """Leaves signals waiting: one that cut in before the child has a name here could be passed on to nobody."""
    on_leash = leash(signal.SIGTERM)

    def before_it_runs() -> None:
        if on_leash is not None:
            on_leash()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)

    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        return subprocess.Popen(command, env=env, preexec_fn=before_it_runs)
    except FileNotFoundError:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        raise CannotStart(f"{command[0]} was not found.") from None


def guarded(main: Callable[[], int]) -> int:
    """Run `main` so that a signal unwinds it and a CannotStart is one sentence on the terminal."""
    for number in ENDING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup asked for it
            signal.signal(number, _stop)
    try:
        return main()
    except CannotStart as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except Stopped as stopped:
        return 128 + stopped.args[0]
    finally:
        _forget_closed_terminal()


def patiently() -> None:
    """From here on the end is on its way: another signal must not cut it short."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


def _stop(number: int, _frame: object) -> None:
    raise Stopped(number)


def _forget_closed_terminal() -> None:
    """What could not be written any more must not become a traceback when Python flushes its streams."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
