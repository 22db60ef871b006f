"""Who the demonstration's people are. Invented; every address ends in .example."""

import dataclasses

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


def address(given, family, domain):
    return ".".join(fold(word).replace(" ", "") for word in (given, family)) + f"@{domain}"
