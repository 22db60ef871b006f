"""`python -m config.services [--ephemeral] CMD...`: run CMD beside the clone's servers, or beside a throw-away pair."""

import sys

from config.services.command import guarded, run
from config.services.environment import beside_clone, beside_ephemeral
from config.services.process import CannotStart


def main() -> int:
    words = sys.argv[1:]
    ephemeral = words[:1] == ["--ephemeral"]
    command = words[ephemeral:]
    if not command:
        raise CannotStart("Say what to run: python -m config.services [--ephemeral] CMD...")
    with beside_ephemeral() if ephemeral else beside_clone() as env:
        return run(command, env)


if __name__ == "__main__":
    sys.exit(guarded(main))
