"""The reporting line as the roster has it now, one query a level. Rosters contain cycles: each person is asked once."""

from .models import Person


def managers_above(person_ids, removes=None):
    """{person: manager or None} for these people and everyone above them, `removes` levels up or to the top."""
    found, level = {}, set(person_ids)
    while level and removes != 0:
        rows = dict(Person.objects.filter(pk__in=level).values_list("pk", "manager_id"))
        found |= rows
        level = {manager for manager in rows.values() if manager} - found.keys()
        removes = removes and removes - 1
    return found


def above(person_ids, removes=None):
    """The ids of all managers above these people."""
    return set(managers_above(person_ids, removes).values()) - {None}
