"""Rosters of invented people with the defects of real exports: seeded, any size, as CSV or Excel.

`company(…)` makes rows as an HR system exports them, `organogram(…)` posts that report to posts, `grouped(…)` a file
that counts posts instead of naming people. `write_csv` and `write_xlsx` put a table into bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from dataclasses import dataclass, field

import openpyxl


def _words(text: str) -> list[str]:
    return text.split("|")


GIVEN = _words(
    "José|Ewa|Mikkel|Ada|Tom|Lena|Nils|Rui|Katrin|Kemal|Ines|Hanna|Oskar|Zoë|Björn|Chiara|Dov|Elif|Femke|Goran|Ilse|"
    "Jorge|Karim|Łucja|Maud|Noor|Olu|Petra|Quinn|Rosa|Søren|Tariq|Uma|Vera|Wim|Xenia|Yara|Zeno|Anneke|Bilal"
)
FAMILY = _words(
    "O'Neil|Łukasik|Sørensen|Visser|Rossi|Brandt|Öberg|Costa|Müller|van der Linde|de la Cruz|Abernathy|Quist|Halloran|"
    "Pietersen|Nakamura|Okafor|Lindqvist|Marchetti|Fontaine|Grünwald|Haddad|Ivanić|Jablonski|Kowalczyk|Lefèvre|"
    "Montoya|Novák|Oyelaran|Papadakis|Quiroga|Rasmussen|Szabó|Thorvald|Urbański|Vasquez|Wójcik|Xydias|Yilmaz|Zielińska"
)
DEPARTMENTS = _words("Retail / Service|Retail / Branches|Treasury|Operations / Payments|IT/IS|Production       |Legal")
TITLES = _words('"Head" of desk|Clerk II|Sr. Analyst|Advisor, private clients|Payments officer|Engineer|Counsel')
STATUSES = ("Voluntarily Terminated", "Terminated for Cause")
COLUMNS = (
    "Employee_Name",
    "EmpID",
    "Salary",
    "MaritalDesc",
    "Sex",
    "DOB",
    "Position",
    "Site",
    "DateofHire",
    "DateofTermination",
    "EmploymentStatus",
    "Department",
    "ManagerName",
    "ManagerID",
    "E-Mail",
    "Bonus (£)",
)
OUTSIDE = _words("Piet Nobody|Board of Directors")
TODAY = dt.date(2026, 11, 1)


@dataclass
class Made:
    """A table and what is known about it: places (from 0) of its rows by defect."""

    header: list[str]
    rows: list[list[str]]
    known: dict[str, list[int]] = field(default_factory=dict)

    def note(self, what: str, place: int) -> None:
        self.known.setdefault(what, []).append(place)


def company(size: int, seed: int = 1, filler: int = 0, clean: bool = False) -> Made:
    """`size` employees under a tree of managers. `filler` columns come on top; `clean` leaves out unknown managers."""
    dice = random.Random(seed)
    people = [_person(dice, number) for number in range(size)]
    made = Made([*COLUMNS, *(f"Filler {n}" for n in range(filler))], [])
    for place, (given, family) in enumerate(people):
        boss = people[(place - 1) // 8] if place else ("Board", "of Directors")
        manager = f"{boss[0].split(' ')[0]} {boss[1]}"
        if not clean and place > 8 and dice.random() < 0.02:
            manager = OUTSIDE[0]
            made.note("unknown manager", place)
        left = place > size // 8 + 1 and dice.random() < 0.3
        made.note("leaver", place) if left else None
        made.rows.append(_row(dice, place, given, family, manager, left) + [f"f{place % 97}"] * filler)
    return made


def _person(dice: random.Random, number: int) -> tuple[str, str]:
    """Names that are each other's only bearer: a letter word made of the number follows the family name."""
    middle = f" {dice.choice('ABCDEFGH')}." if dice.random() < 0.3 else ""
    return f"{dice.choice(GIVEN)}{middle}", f"{dice.choice(FAMILY)}-{_word(number)}"


def _word(number: int) -> str:
    letters = ""
    while True:
        number, rest = divmod(number, 20)
        letters = "bcdfghjklmnpqrstvwxz"[rest] + "aeiou"[rest % 5] + letters
        if not number:
            return letters.capitalize()


def _row(dice: random.Random, place: int, given: str, family: str, manager: str, left: bool) -> list[str]:
    name = f"{family},{dice.choice(('', ' '))}{given.replace(' ', '  ').rstrip('.')}{dice.choice(('', ' ', '  '))}"
    hired = dt.date(2009, 1, 1) + dt.timedelta(days=dice.randrange(4000))
    gone = us_date(dice, dt.date(2021, 1, 1) + dt.timedelta(days=dice.randrange(1500))) if left else ""
    return [
        name,
        f"{10_001 + place:07d}",
        str(dice.randrange(30_000, 190_000)),
        dice.choice(("Single", "Married")),
        dice.choice(("M ", "F")),
        us_date(dice, dt.date(1960 + dice.randrange(40), 5, 17)),
        dice.choice(TITLES),
        dice.choice(("Utrecht", "Bath")),
        us_date(dice, hired),
        gone,
        dice.choice(STATUSES) if left else "Active",
        dice.choice(DEPARTMENTS),
        manager,
        str(1 + place // 9) if place % 11 else "",
        f"person{place}@aldermeer.example",
        str(dice.randrange(900)),
    ]


def us_date(dice: random.Random, date: dt.date) -> str:
    """`07/05/2011` and `7/5/2011`, as one export mixes them."""
    return f"{date:%m/%d/%Y}" if dice.random() < 0.5 else f"{date.month}/{date.day}/{date.year}"


def organogram(size: int, seed: int = 1) -> Made:
    """Posts of four grades, "XX" above the first, many that name nobody, one reference twice in every hundred."""
    dice = random.Random(seed)
    header = ["", "Post Unique Reference", "Name", "Grade", "Job Title", "Unit", "Contact E-mail"]
    made = Made([*header, "Reports to Senior Post", "Actual Pay Floor (£)", "FTE"], [])
    for place in range(size):
        post, above = _post(place), _post((place - 1) // 6) if place else "XX"
        if place > 50 and place % 100 == 51:
            post = _post(place - 1)
            made.note("doubled post", place)
        name = _incumbent(dice, place)
        made.note("placeholder", place) if name.strip("'") in NOBODY else made.note("person", place)
        unit = f"Unit {place % 13}"
        grade = f"SCS{4 - min(3, place.bit_length() // 3)}"
        title = f"'Head of {unit}'"
        made.rows.append([str(place), post, name, grade, title, unit, "desk@aldermeer.example", above, "80000", "1.0"])
    return made


NOBODY = ("N/D", "Eliminated", "Vacant")


def _post(place: int) -> str:
    return f"{4 - min(3, place.bit_length() // 3)}PO{place:03d}"


def _incumbent(dice: random.Random, place: int) -> str:
    if place and dice.random() < 0.4:
        return dice.choice(("N/D", "N/D'", "'Eliminated'", "Eliminated", "Vacant"))
    given, family = _person(dice, place)
    return f"{given} {family}"


def grouped(size: int, seed: int = 1) -> Made:
    dice = random.Random(seed)
    header = ["", "Unit", "Reporting Senior Post", "Grade", "Payscale Minimum (£)", "Number of Posts in FTE"]
    counts = ("1.0", "2.0", "6.0", "12.5")
    rows = [[str(i), f"Unit {i % 7}", _post(i % 9), "Grade 7", "44656", dice.choice(counts)] for i in range(size)]
    rows[0][-1] = "6.0"
    return Made(header, rows)


def write_csv(
    made: Made, encoding: str = "utf-8-sig", separator: str = ",", end: str = "\r\n", above: tuple[str, ...] = ()
) -> bytes:
    """`above`: lines of text before the header. Encodings without a letter of a name raise, as a test should."""
    out = io.StringIO(newline="")
    out.write("".join(line + end for line in above))
    writer = csv.writer(out, delimiter=separator, lineterminator=end)
    writer.writerow(made.header)
    writer.writerows(made.rows)
    return out.getvalue().encode(encoding)


def write_xlsx(made: Made, above: tuple[str, ...] = ()) -> bytes:
    """A workbook with an empty sheet in front."""
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("Cover")
    sheet = book.create_sheet("People")
    for line in above:
        sheet.append([line])
    sheet.append(made.header)
    for row in made.rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
