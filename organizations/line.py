"""The reporting line as the roster has it now. Rosters contain cycles: a row that was met is not met again, so the walk ends."""

from django.db import connection

from .tenancy.scope import current

# Without a limit all levels count as one: then the UNION knows a person by id alone, which is what ends a cycle.
_LINE = """
WITH RECURSIVE line (id, manager_id, level) AS (
    SELECT id, manager_id, 0 FROM organizations_person WHERE organization_id = %(organization)s AND id = ANY (%(people)s)
    UNION
    SELECT above.id, above.manager_id, level + %(step)s
    FROM line JOIN organizations_person above ON above.organization_id = %(organization)s AND above.id = line.manager_id
    WHERE level + %(step)s < %(levels)s
)
SELECT id, manager_id FROM line
"""


def managers_above(person_ids, removes=None):
    """{person: manager or None} for these people and everyone above them, `removes` levels up or to the top; one query."""
    people = list(person_ids)
    if not people or removes == 0:
        return {}
    told = {"organization": current().organization, "people": people}
    told |= {"step": 0, "levels": 1} if removes is None else {"step": 1, "levels": removes}
    with connection.cursor() as cursor:
        cursor.execute(_LINE, told)
        return dict(cursor.fetchall())


def chain(person, managers):
    """The ids of those above this person, the nearest first, as {person: manager or None} has it."""
    met = []
    while (person := managers.get(person)) and person not in met:
        met.append(person)
    return met


def above(person_ids, removes=None):
    """The ids of all managers above these people."""
    return set(managers_above(person_ids, removes).values()) - {None}
