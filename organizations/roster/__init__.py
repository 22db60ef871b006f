"""Reading a roster file and planning its import, without a database.

`read_table` → `guess_columns` (→ `override`) → `read_people` → `make_plan`. Nothing here writes anything.
"""

from organizations.roster.columns import Guess, guess_columns, override
from organizations.roster.errors import RosterError
from organizations.roster.existing import ExistingPerson
from organizations.roster.people import People, read_people
from organizations.roster.plan import Addition, Change, Leaver, Missing, Plan, make_plan
from organizations.roster.problems import Problem, Weight
from organizations.roster.reading import Row, Table, read_table
from organizations.roster.records import KEPT, Record
from organizations.roster.vocabulary import Field

__all__ = [
    "KEPT",
    "Addition",
    "Change",
    "ExistingPerson",
    "Field",
    "Guess",
    "Leaver",
    "Missing",
    "People",
    "Plan",
    "Problem",
    "Record",
    "RosterError",
    "Row",
    "Table",
    "Weight",
    "guess_columns",
    "make_plan",
    "override",
    "read_people",
    "read_table",
]
