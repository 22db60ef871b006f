from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# What is compared to the roster and written to it; the manager comes on top.
KEPT = (
    "staff_number",
    "given_name",
    "family_name",
    "email",
    "post",
    "department",
    "job_title",
    "grade",
    "site",
    "country",
    "time_zone",
    "hired_on",
    "left_on",
    "language",
)


CELL_END = "\0"  # no cell holds it: text files with it are refused, XML cannot write it


def packed(cells: Iterable[str]) -> str:
    """A line's raw cells as one text, a third of a tuple's size: every record keeps them, few are ever shown."""
    return "".join([cell + CELL_END for cell in cells])


def unpacked(raw: str) -> tuple[str, ...]:
    return tuple(raw.split(CELL_END)[:-1])


@dataclass(slots=True, eq=False)
class Record:
    """One line of the file. Dates are ISO text; what is not known is empty.

    `raw` are the cells of the kept columns as they stand in the file, `packed`. A `refused` record is not imported, a `placeholder` names nobody
    (but may be a post that others report to), a `leaver` has left.
    """

    line: int
    raw: str = ""
    staff_number: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    post: str = ""
    department: str = ""
    job_title: str = ""
    grade: str = ""
    site: str = ""
    country: str = ""
    time_zone: str = ""
    hired_on: str = ""
    left_on: str = ""
    status: str = ""
    language: str = ""
    manager_number: str = ""
    manager_post: str = ""
    manager_email: str = ""
    manager_name: str = ""
    leaver: bool = False
    refused: bool = False
    placeholder: bool = False

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def values(self) -> dict[str, str]:
        """The kept fields that the line fills."""
        return {field: value for field in KEPT if (value := getattr(self, field))}
