"""The reporting line as the roster has it now (N7)."""

from organizations.models import Person

from .engine import rules as engine


def managers_above(person_ids):
    """{person: manager} for these people and everyone above them, one query a level. Rosters contain cycles."""
    found, level = {}, set(person_ids)
    while level:
        rows = dict(Person.objects.filter(pk__in=level).values_list("pk", "manager_id"))
        found |= rows
        level = {manager for manager in rows.values() if manager} - found.keys()
    return found


def breaches(leader_id, mentor_id, manager_of):
    """The mentor reports to the leader, at whatever remove: further up it would take an exception."""
    return leader_id in engine.chain_above(mentor_id, manager_of)


def line_of(person_id, manager_of):
    return list(engine.chain_above(person_id, manager_of))
