"""The rule on the reporting line (N7), asked of two people."""

from .engine.rules import SKIP_LEVEL, steps_up


def breaches(leader_id, mentor_id, manager_of, *, excepted=False):
    """Whether the rule parts these two: the mentor's manager and theirs always, whoever stands further up unless `excepted`."""
    steps = steps_up(mentor_id, leader_id, manager_of)
    return steps is not None and (steps <= SKIP_LEVEL or not excepted)


def takes_an_exception(leader_id, mentor_id, manager_of):
    """The mentor reports to the leader at two removes or more: a signature and the mentor's consent open the way."""
    return breaches(leader_id, mentor_id, manager_of) and not breaches(leader_id, mentor_id, manager_of, excepted=True)
