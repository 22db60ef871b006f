"""Applying a plan to people in memory, the way the database is to do it."""

from dataclasses import replace

from organizations.roster import ExistingPerson


def apply(plan, existing):
    """The roster after the plan. New people get ids from their lines and their staff numbers or names."""
    roster = {person.id: person for person in existing}
    ids = {}
    for addition in plan.additions:
        ids[addition.line] = f"new {len(roster)} {addition.name}"
        roster[ids[addition.line]] = ExistingPerson(ids[addition.line], dict(addition.values))
    for addition in plan.additions:
        identity = ids[addition.line]
        roster[identity] = replace(roster[identity], manager=_id(addition.manager, ids))
    for change in plan.changes:
        person = roster[change.id]
        assert all(person.get(name) == old for name, (old, _) in change.fields.items())
        fields = {**person.fields, **{name: new for name, (_, new) in change.fields.items()}}
        manager = _id(change.manager[1], ids) if change.manager else person.manager
        roster[change.id] = replace(person, fields=fields, manager=manager, active=True)
    for leaver in plan.leavers:
        person = roster[leaver.id]
        fields = {**person.fields, "left_on": leaver.left_on}
        roster[leaver.id] = replace(person, fields=fields, active=False)
    return list(roster.values())


def _id(key, ids):
    if key is None:
        return None
    kind, value = key
    return value if kind == "id" else ids[value]


def described(roster):
    """A roster without its ids: each person's fields and their manager's."""
    by_id = {person.id: person for person in roster}

    def fields(person):
        return tuple(sorted((name, value) for name, value in person.fields.items() if value))

    return sorted(
        (fields(person), person.active, fields(by_id[person.manager]) if person.manager else ()) for person in roster
    )
