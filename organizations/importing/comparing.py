"""From a file to what it would do to the roster. Nothing is written here."""

import dataclasses
import hashlib

from django.db import connection

from ..roster import Guess, Plan, RosterError, guess_columns, make_plan, override, read_people, read_table
from ..tenancy.scope import current
from .existing import roster

READING, COMPARING, WRITING = "reading", "comparing", "writing"


@dataclasses.dataclass(frozen=True)
class Choices:
    """What a person decided about the file. `wishes`: column → field; `day_first`: None until somebody says."""

    wishes: dict = dataclasses.field(default_factory=dict)
    day_first: bool | None = None
    missing_left: bool = False

    @classmethod
    def of(cls, job):
        return cls(**job.params.get("choices", {}))


@dataclasses.dataclass
class Comparison:
    """`plan` is None when the file was understood as a table and `refusal` says why it is no roster.

    `later`: how many people have a leave date to come. The roster knows only who has left, so it waits for a later import.
    """

    description: tuple[str, ...]
    guesses: list[Guess]
    plan: Plan | None = None
    refusal: str = ""
    later: int = 0

    @property
    def fingerprint(self):
        return fingerprint(self.plan) if self.plan else ""


def compare(path, filename, choices, today, say=lambda *progress: None, lock=False):
    with read_table(path, filename) as table:
        guesses = override(
            guess_columns(table.header, [row.cells for row in table.sample], table.whole), choices.wishes
        )
        found = Comparison(table.description, guesses)
        try:
            people = read_people(table, guesses, today, choices.day_first, lambda done, of: say(done, of, READING))
        except RosterError as error:
            found.refusal = sentence(error)
            return found
    found.later = _leave_out_dates_to_come(people.records)
    say(0, 0, COMPARING)
    found.plan = make_plan(people, roster(lock), today, choices.missing_left)
    return found


def _leave_out_dates_to_come(records):
    coming = [record for record in records if record.left_on and not record.leaver]
    for record in coming:
        record.left_on = ""
    return len(coming)


def fingerprint(plan):
    """The same for two plans that write the same. Piece by piece: the whole as one text would take 100 MB."""
    digest = hashlib.sha256()
    for part in (plan.additions, plan.changes, plan.leavers):
        for entry in part:
            digest.update(repr(entry).encode())
        digest.update(b"|")
    return digest.hexdigest()


def sentence(error):
    """A RosterError with its line, once."""
    if error.line and f"line {error.line}" not in error.message.lower():
        return f"Line {error.line}: {error.message}"
    return error.message


def take_turns():
    """One import of an organization at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"roster {current().organization}"])
