"""The rule on the reporting line (N7), asked of two people."""

from .engine.rules import chain_above


def breaches(leader_id, mentor_id, manager_of):
    """The mentor reports to the leader, at whatever remove: further up it would take an exception."""
    return leader_id in chain_above(mentor_id, manager_of)
