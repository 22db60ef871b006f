"""Who the demonstration's people are. Invented; every address ends in .example."""

import dataclasses
import random

from organizations.roster.names import fold
from organizations.wording import gettext_noop as _n

BANK, BANK_DOMAIN = "Aldermeer Bank", "aldermeer.example"
CLINIC, CLINIC_DOMAIN = "Harbor Clinics", "harbor.example"
SEED = 20260914
PAIRS, LATER_PAIRS = 25, 6


@dataclasses.dataclass(frozen=True)
class Player:
    """A person of the roster: what the roster file says about them."""

    number: str
    given: str
    family: str
    title: str
    unit: str
    grade: str
    manager: str
    site: str
    zone: str
    hired: str
    domain: str = BANK_DOMAIN

    @property
    def email(self):
        return address(self.given, self.family, self.domain)

    @property
    def name(self):
        return f"{self.given} {self.family}"


@dataclasses.dataclass(frozen=True)
class Offered:
    """Someone whom the sign-in page of the demonstration offers with one click."""

    name: str
    given: str
    role: str
    sees: str
    email: str


GIVEN = """
    Adriana Agnieszka Aisha Alba Aleksander Amélie Anders Andrea Anouk Antoine Ayşe Bas Beatriz Bruno Camille Carmen
    Chiara Daria Dimitri Edoardo Elif Elena Emil Emma Erik Eszter Fatima Femke Filip Francesca Giulia Hanna Hugo
    Ines Isak Ivana Jan Joana Jonas Julia Kasper Katarina Lars Laura Lea Leila Lieke Luca Ludovic Maarten Magda
    Malin Marek Margarida Marta Mateus Matilda Mihai Milan Nadia Nele Nikos Nina Noor Olga Oskar Paulina Petra
    Pieter Priya Rafael Rasmus Rui Sanne Sara Sofia Stefan Sven Tamara Teresa Thijs Tiago Tomas Ursula Valentina
    Vera Viktor Wiktoria Yara Yusuf Zeynep Zofia
""".split()  # noqa: SIM905 (one a line would be three pages)
FAMILY = """
    Aalto Almeida Andersson Arslan Bakker Barbieri Bauer Beaumont Becker Bergström Bianchi Bondarenko Brandt Castro
    Claes Costa Dahl Dijkstra Dubois Dvořák Ekström Esposito Farkas Ferreira Fischer Fontaine Gallo García Girard
    Grabowski Haas Hansen Horvat Ivanova Jansen Jensen Kaya Keller Kowalska Kovács Kraus Lange Laurent Lefebvre
    Lindqvist Lombardi López Łukasik Maes Marchetti Martens Meyer Moreau Müller Navarro Nielsen Novak Nowak Öhman
    Oliveira Papadopoulos Pavlović Peeters Petit Popescu Ramos Ribeiro Ricci Rossi Roux Ruggieri Santos Schmitt
    Silva Smit Sørensen Stojanović Szabó Tanaka Torres Vandenberg Varga Vermeulen Visser Vogel Wagner Weber
    Wiśniewska Wolf Yıldız Zimmermann
""".split()  # noqa: SIM905 (one a line would be three pages)
SITES = [
    ("Amsterdam", "Europe/Amsterdam"),
    ("Milan", "Europe/Rome"),
    ("Warsaw", "Europe/Warsaw"),
    ("Lisbon", "Europe/Lisbon"),
]
LEADER_UNITS = ["Finance / Reporting", "Risk / Credit", "Treasury", "Retail / Branches", "Operations / Payments"]
MENTOR_UNITS = [
    "Data / Analytics",
    "Retail / Service",
    "Digital / Product",
    "Operations / Automation",
    "Finance / Controlling",
]


@dataclasses.dataclass(frozen=True)
class Company:
    """A roster, and who of it is what in the story. All lists are in the order of the roster."""

    everyone: list[Player]
    leaders: list[Player]
    mentors: list[Player]
    later_leaders: list[Player]
    later_mentors: list[Player]


def address(given, family, domain):
    plain = ("".join(filter(str.isalnum, fold(word))) for word in (given, family))
    return f"{'.'.join(plain)}@{domain}"


# --- the bank ---------------------------------------------------------------------------------------------------
ADMIN, SPONSOR, SECOND, CONTACT, EXECUTIVE = "00001", "00002", "00003", "00004", "00005"
FIRST_LEADER, FIRST_MENTOR, EARLIER_LEADER = "01001", "02001", "01101"
# number, given, family, title, unit, grade, manager
HEAD_OFFICE = [
    ("00010", "Anneke", "de Vries", "Chief Executive Officer", "Board", "E3", ""),
    (EXECUTIVE, "Margarethe", "Lindqvist", "Chief Operating Officer", "Board", "E2", "00010"),
    ("00011", "Paolo", "Ferrari", "Chief Financial Officer", "Board", "E2", "00010"),
    ("00012", "Krystyna", "Zielińska", "Chief Risk Officer", "Board", "E2", "00010"),
    ("00013", "Henrik", "Olsen", "Chief Information Officer", "Board", "E2", "00010"),
    ("00014", "Claire", "Renard", "Chief People Officer", "Board", "E2", "00010"),
    (SPONSOR, "Ingrid", "Sørensen", "Head of Leadership Development", "People / Development", "D2", "00014"),
    (SECOND, "Tomás", "O’Neil", "Head of Transformation", "People / Transformation", "D2", "00014"),
    (ADMIN, "Karin", "Holm", "HR Systems Lead", "People / Systems", "C2", "00014"),
    (CONTACT, "Ruth", "Amsel", "Ombudsperson", "Audit", "D1", "00015"),
    ("00015", "Joost", "van Dijk", "Chief Auditor", "Audit", "E1", "00010"),
]
BOARD = [EXECUTIVE, "00011", "00012", "00013"]  # to whom heads of units report
NAMED = {FIRST_LEADER: ("Giulia", "Marchetti"), FIRST_MENTOR: ("Daria", "Nowak"), EARLIER_LEADER: ("Bruno", "Keller")}
MENTOR_TITLES = ["Reporting Analyst", "Data Analyst", "Process Analyst", "Service Adviser", "Product Analyst"]
HEADCOUNT = 110


def bank(pairs=PAIRS, later_pairs=LATER_PAIRS, headcount=HEADCOUNT):
    """Heads of units lead and report to the board; analysts teach and report, through a team lead, to one of the heads."""
    names = _names(headcount * 2)
    head_office = [Player(*row, *SITES[n % 4], f"20{8 + n:02}-03-01") for n, row in enumerate(HEAD_OFFICE)]
    later_leaders = [_head(n, f"01{n + 1:03}", names) for n in range(later_pairs)]
    leaders = [_head(n, f"01{n + 101:03}", names) for n in range(pairs)]
    heads = [*later_leaders, *leaders]
    leads = [_lead(n, heads[(2 * n + 1) % len(heads)], names) for n in range(max(2, len(heads) // 3))]
    later_mentors = [_analyst(n, f"02{n + 1:03}", leads, names) for n in range(later_pairs)]
    mentors = [_analyst(n, f"02{n + 101:03}", leads, names) for n in range(pairs + 1)]  # one is still free
    rest = max(0, headcount - len([*head_office, *heads, *leads, *later_mentors, *mentors]))
    others = [_analyst(n, f"03{n + 1:03}", leads, names) for n in range(rest)]
    everyone = [*head_office, *heads, *leads, *later_mentors, *mentors, *others]
    return Company(everyone, leaders, mentors, later_leaders, later_mentors)


def _names(count):
    """As many different names, the same each time, none of them one of those who are named in the story."""
    taken = {*NAMED.values(), *((row[1], row[2]) for row in HEAD_OFFICE)}
    every = [(given, family) for given in GIVEN for family in FAMILY if (given, family) not in taken]
    return iter(random.Random(SEED).sample(every, count))  # noqa: S311 - a story, not a secret


def _head(n, number, names):
    unit = LEADER_UNITS[n % len(LEADER_UNITS)]
    given, family = NAMED.get(number) or next(names)
    title = f"Head of {unit.split(' / ')[-1]}" if n < len(LEADER_UNITS) else f"Director, {unit.split(' / ')[-1]}"
    return Player(number, given, family, title, unit, "D1", BOARD[n % 4], *SITES[n % 4], f"20{6 + n % 12:02}-09-01")


def _lead(n, head, names):
    title = f"Team Lead, {head.unit.split(' / ')[-1]}"
    return Player(
        f"04{n + 1:03}",
        *next(names),
        title,
        head.unit,
        "C1",
        head.number,
        head.site,
        head.zone,
        f"20{12 + n % 7}-02-01",
    )


def _analyst(n, number, leads, names):
    given, family = NAMED.get(number) or next(names)
    lead, title = leads[n % len(leads)], MENTOR_TITLES[n % len(MENTOR_TITLES)]
    unit, place = MENTOR_UNITS[n % len(MENTOR_UNITS)], SITES[(n + 1) % 4]
    return Player(number, given, family, title, unit, "B2", lead.number, *place, f"20{20 + n % 5}-10-01")


# --- the clinics ------------------------------------------------------------------------------------------------
CLINIC_ADMIN, CLINIC_CONTACT = "1", "2"
CLINIC_LEADERS, CLINIC_MENTORS = ["4", "5", "6", "7", "8"], ["9", "10", "11", "12", "13", "14"]
_CLINIC = [
    ("1", "Maya", "Brandt", "Head of Learning", "Administration", "", ""),
    ("2", "Samuel", "Weiss", "Chaplain", "Administration", "", ""),
    ("3", "Helena", "Duarte", "Medical Director", "Board", "", ""),
    ("4", "Karim", "Haddad", "Head of Emergency", "Medicine / Emergency", "", "3"),
    ("5", "Sylvie", "Marchand", "Head of Nursing", "Care / Wards", "", "3"),
    ("6", "Otto", "Lehmann", "Head of Radiology", "Medicine / Radiology", "", "3"),
    ("7", "Nuria", "Vidal", "Head of Admissions", "Administration / Admissions", "", "3"),
    ("8", "Pavel", "Horák", "Head of Pharmacy", "Medicine / Pharmacy", "", "3"),
    ("9", "Amina", "Diallo", "Nurse", "Care / Wards", "", "5"),
    ("10", "Jonas", "Riedel", "Paramedic", "Medicine / Emergency", "", "4"),
    ("11", "Ling", "Zhao", "Radiographer", "Medicine / Radiology", "", "6"),
    ("12", "Rosa", "Castellano", "Receptionist", "Administration / Admissions", "", "7"),
    ("13", "Mikkel", "Friis", "Pharmacy Technician", "Medicine / Pharmacy", "", "8"),
    ("14", "Ewa", "Malinowska", "Night Nurse", "Care / Wards", "", "5"),
]


def clinic():
    place = ("Hamburg", "Europe/Berlin")
    everyone = [Player(*row, *place, f"20{10 + n}-04-01", CLINIC_DOMAIN) for n, row in enumerate(_CLINIC)]
    by_number = {player.number: player for player in everyone}
    leaders, mentors = ([by_number[number] for number in which] for which in (CLINIC_LEADERS, CLINIC_MENTORS))
    return Company(everyone, leaders, mentors, [], [])


# --- who is offered on the sign-in page -------------------------------------------------------------------------
def offered():
    """(organization, [Offered]) of both."""
    company = bank()
    of_bank = {player.number: player for player in company.everyone}
    of_clinic = {player.number: player for player in clinic().everyone}
    return [
        (BANK, [_offer(of_bank[number], *said) for number, *said in OFFERED_AT_BANK]),
        (CLINIC, [_offer(of_clinic[number], *said) for number, *said in OFFERED_AT_CLINIC]),
    ]


def _offer(player, role, sees):
    return Offered(player.name, player.given, role, sees, player.email)


OFFERED_AT_BANK = [
    (FIRST_LEADER, _n("Leader"), _n("A lab in its sixth week: the next session, homework, a review.")),
    (FIRST_MENTOR, _n("Mentor"), _n("The same lab from the other side.")),
    (SPONSOR, _n("Sponsor"), _n("Three cohorts: one closing, one running, one in design.")),
    (EXECUTIVE, _n("Executive"), _n("The published quarter, and nothing about any person.")),
    (ADMIN, _n("Admin"), _n("People, roles and settings; no lab.")),
    (EARLIER_LEADER, _n("Leader of the earlier cohort"), _n("Ninety days behind, and the figures that came of them.")),
]
OFFERED_AT_CLINIC = [
    (CLINIC_ADMIN, _n("Admin and sponsor"), _n("Another organization, enrolling: nothing of the bank’s.")),
    (CLINIC_LEADERS[0], _n("Leader"), _n("A research question that waits for an answer.")),
]


def offered_addresses():
    return {it.email for _organization, people in offered() for it in people}
