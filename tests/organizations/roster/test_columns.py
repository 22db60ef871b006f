import pytest

from organizations.roster import Field, RosterError, guess_columns, override, read_table
from tests.organizations.roster.generator import company, grouped, organogram, write_csv


def guessed(made):
    table = read_table(write_csv(made))
    return {guess.header: guess for guess in guess_columns(table.header, [r.cells for r in table.sample], table.whole)}


HEADERS = {
    "en": "Employee ID;First name;Last name;Work e-mail;Department;Job title;Hire date;Line manager",
    "de": "PersNr;Vorname;Nachname;E-Mail (dienstl.);Abteilung;Funktion;Eintritt;Vorgesetzter",
    "fr": "Matricule;Prénom;Nom;Courriel;Département;Poste;Date d'embauche;Responsable",
    "nl": "Personeelsnummer;Voornaam;Achternaam;E-mailadres;Afdeling;Functie;Indiensttreding;Leidinggevende",
    "es": "Número de empleado;Nombre;Apellidos;Correo electrónico;Departamento;Puesto;Fecha de alta;Jefe",
}
FIELDS = ("staff_number", "given_name", "family_name", "email", "department", "job_title", "hired_on", "manager_number")


@pytest.mark.parametrize("language", HEADERS)
def test_headers_of_five_languages_are_understood(guesses_of, language):
    first = "0001;Ada;Rossi;ada@aldermeer.example;Legal;Counsel;17/11/2021;"
    guesses = guesses_of(
        HEADERS[language],
        first,
        "0002;Tom;Visser;tom@aldermeer.example;Legal;Clerk;03/04/2019;0001",
        "0003;Ewa;Łukasik;ewa@aldermeer.example;Sales;Clerk;05/04/2019;0001",
    )
    assert [guess.field.value for guess in guesses.values()] == list(FIELDS)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Zeitzone", Field.TIME_ZONE),
        ("Arbeitssprache", Field.LANGUAGE),
        ("Land", Field.COUNTRY),
        ("Standort", Field.SITE),
        ("Grade", Field.GRADE),
        ("Employment Status", Field.STATUS),
        ("Austrittsdatum", Field.LEFT_ON),
    ],
)
def test_the_other_fields_are_found_by_header(guesses_of, header, field):
    value = "01.02.2026" if field == Field.LEFT_ON else "words"
    guesses = guesses_of(f"Name;{header}", f"Ada Rossi;{value}", f"Tom Visser;{value}")
    assert guesses[header].field == field


@pytest.mark.parametrize(
    ("header", "value", "kind"),
    [
        ("Gehaltsband", "K4", "pay"),
        ("Jahresgehalt", "50000", "pay"),
        ("Actual Pay Floor (£)", "80000", "pay"),
        ("Pay grade", "7", "pay"),
        ("Salaire brut", "3000", "pay"),
        ("DOB", "1/1/1980", "a birth date"),
        ("Geburtsdatum", "1.1.1980", "a birth date"),
        ("GenderID", "1", "sex or gender"),
        ("Geschlecht", "w", "sex or gender"),
        ("RaceDesc", "Other", "race or origin"),
        ("HispanicLatino", "No", "race or origin"),
        ("Konfession", "rk", "religion"),
        ("MaritalDesc", "Single", "marital status"),
        ("Familienstand", "ledig", "marital status"),
        ("Sick days", "3", "health"),
        ("Schwerbehindert", "nein", "health"),
        ("CitizenDesc", "US Citizen", "citizenship"),
        ("Nationalité", "FR", "citizenship"),
        ("PerformanceScore", "4", "a rating"),
        ("TermReason", "unhappy", "a reason for leaving"),
        ("Home address", "Rue 1", "a home address"),
        ("Zip", "1960", "a home address"),
        ("SSN", "123", "an official number"),
        ("Field 7", "Married", "marital status"),
        ("Field 8", "M", "sex or gender"),
        ("Field 9", "€ 41.000", "pay"),
    ],
)
def test_what_must_not_be_kept_is_left_out_and_never_shown(guesses_of, header, value, kind):
    guess = guesses_of(f"Name;ID;{header}", f"Ada Rossi;1;{value}", f"Tom Visser;2;{value}")[header]
    assert (guess.field, guess.sensitive, guess.examples) == (Field.LEAVE_OUT, True, ())
    assert guess.reason == f"Looks like {kind}. We do not keep it."


@pytest.mark.parametrize("header", ["Organisation", "Stage", "Language", "Manager", "Message", "Corporate unit"])
def test_harmless_words_with_sensitive_letters_inside_are_not_sensitive(guesses_of, header):
    assert not guesses_of(f"Name;{header}", "Ada Rossi;words", "Tom Visser;other words")[header].sensitive


def test_examples_stand_only_at_columns_that_are_kept(guesses_of):
    guesses = guesses_of("Name;Notes;ID", "Ada Rossi;covers a leave;1", "Tom Visser;;2")
    assert guesses["Name"].examples == ("Ada Rossi", "Tom Visser")
    assert guesses["Notes"].examples == ()


def test_reasons_say_what_was_seen(guesses_of):
    guesses = guesses_of(
        "Nachname, Vorname;E-Mail;PersNr;Vorges.;OrgEinheit lang;Eintritt;Spalte 9",
        "O'Neil, José;jose@aldermeer.example;0004711;;Retail / Service / Complaints;03/04/2019;",
        "Łukasik, Ewa;ewa@aldermeer.example;0004712;0004711;Retail / Service;17/11/2021;",
        "Brandt, Lena;lena@aldermeer.example;0004713;0004711;Legal;04/05/2021;",
        "Visser, Tom;tom@aldermeer.example;0004714;O'Neil;Legal;04/05/2021;",
    )
    assert {header: (guess.sure, guess.reason) for header, guess in guesses.items()} == {
        "Nachname, Vorname": (True, "Comma in every line"),
        "E-Mail": (True, "4 addresses, one domain"),
        "PersNr": (True, "The zeros in front are kept."),
        "Vorges.": (False, "2 numbers, 1 names. We read both."),
        "OrgEinheit lang": (False, "Up to 3 levels, split at “ / ”"),
        "Eintritt": (True, "Day first, since 17 cannot be a month"),
        "Spalte 9": (True, "Empty in every line"),
    }


def test_a_name_beside_a_given_name_is_the_familys(guesses_of):
    guesses = guesses_of("Nom;Prénom;ID", "Rossi;Ada;1", "Visser;Tom;2")
    assert [guess.field for guess in guesses.values()] == [Field.FAMILY_NAME, Field.GIVEN_NAME, Field.STAFF_NUMBER]


def test_a_full_name_beside_its_parts_is_left_out(guesses_of):
    guesses = guesses_of("Name;First name;Last name", "Ada Rossi;Ada;Rossi", "Tom Visser;Tom;Visser")
    assert guesses["Name"].field == Field.LEAVE_OUT


def test_addresses_under_a_strange_header_are_found(guesses_of):
    guesses = guesses_of("Name;Login", "Ada Rossi;ada@aldermeer.example", "Tom Visser;tom@aldermeer.example")
    assert guesses["Login"].field == Field.EMAIL


def test_one_address_for_everybody_is_not_theirs():
    guess = guessed(organogram(40))["Contact E-mail"]
    assert (guess.field, guess.reason) == (Field.LEAVE_OUT, "1 addresses for 40 lines: not people's own")


def test_manager_numbers_of_another_system_are_left_out():
    guesses = guessed(company(300))
    assert guesses["ManagerID"].field == Field.LEAVE_OUT
    assert guesses["ManagerName"].field == Field.MANAGER_NAME
    assert guesses["EmpID"].field == Field.STAFF_NUMBER


def test_manager_numbers_that_happen_to_fit_are_unmasked_by_the_names(guesses_of):
    people = ("Ada Bo", "Tom Cy", "Ewa Do", "Nils Fu", "Rui Ho")
    lines = [f"{n};{name};{(n + 1) % 5 + 1};{people[(n + 2) % 5]}" for n, name in enumerate(people, start=1)]
    guesses = guesses_of("Employee ID;Name;Manager ID;Manager name", *lines)
    assert guesses["Manager ID"].field == Field.LEAVE_OUT
    assert guesses["Manager ID"].reason == "Its numbers fit staff numbers, but name other people"


def test_a_column_that_managers_refer_to_is_the_post():
    guesses = guessed(organogram(120))
    assert guesses["Post Unique Reference"].field == Field.POST
    assert guesses["Reports to Senior Post"].field == Field.MANAGER_POST
    assert guesses["Column 1"].field == Field.LEAVE_OUT


def test_a_reference_under_a_strange_header_is_found_by_what_points_into_it(guesses_of):
    guesses = guesses_of("Kürzel;Name;Vorges.", "XA1;Ada Rossi;", "XB2;Tom Visser;XA1", "XC3;Ewa Quist;XA1")
    assert (guesses["Kürzel"].field, guesses["Vorges."].field) == (Field.POST, Field.MANAGER_POST)


def test_managers_by_address_are_told_by_their_values(guesses_of):
    guesses = guesses_of("Name;E-Mail;Manager", "Ada Rossi;a@x.example;", "Tom Visser;t@x.example;a@x.example")
    assert guesses["Manager"].field == Field.MANAGER_EMAIL


def test_counted_posts_are_noticed():
    guess = guessed(grouped(40))["Number of Posts in FTE"]
    assert (guess.field, guess.reason) == (Field.HEADCOUNT, "How many people a line stands for: up to 12.5")


def test_a_person_may_choose_otherwise(guesses_of):
    guesses = list(guesses_of("Name;Kürzel;ID", "Ada Rossi;AR;1", "Tom Visser;TV;2").values())
    chosen = {guess.header: guess for guess in override(guesses, {"Kürzel": "staff_number"})}
    assert (chosen["Kürzel"].field, chosen["Kürzel"].reason) == (Field.STAFF_NUMBER, "As you chose")
    assert (chosen["ID"].field, chosen["ID"].reason) == (Field.LEAVE_OUT, "You chose another column for this")
    assert chosen["Name"].field == Field.NAME


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"Nome": "name"}, "no column “Nome”"),
        ({"Name": "shoe_size"}, "“shoe_size” is no field"),
        ({"Salary": "grade"}, "“Salary” looks like pay. We do not keep it."),
    ],
)
def test_a_choice_that_cannot_be_is_refused(guesses_of, wishes, message):
    guesses = list(guesses_of("Name;ID;Salary", "Ada Rossi;1;5", "Tom Visser;2;6").values())
    with pytest.raises(RosterError, match=message):
        override(guesses, wishes)


def test_guessing_does_not_depend_on_the_order_of_columns(guesses_of):
    header, *lines = "ID;Name;Manager;Unit", "1;Ada Rossi;;Legal", "2;Tom Visser;1;Legal", "3;Ewa Quist;1;Sales"
    turned = [";".join(reversed(line.split(";"))) for line in (header, *lines)]
    straight = {header: guess.field for header, guess in guesses_of(header, *lines).items()}
    assert {header: guess.field for header, guess in guesses_of(*turned).items()} == straight
