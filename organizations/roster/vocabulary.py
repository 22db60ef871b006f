"""The words of HR exports in English, German, French, Dutch and Spanish, folded (see `names.fold`)."""

from __future__ import annotations

import re
from enum import StrEnum

from organizations.roster.names import fold


class Field(StrEnum):
    """What a column can become. LEAVE_OUT columns are never read."""

    STAFF_NUMBER = "staff_number"
    NAME = "name"
    NAME_FAMILY_FIRST = "name_family_first"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    EMAIL = "email"
    MANAGER_NUMBER = "manager_number"
    MANAGER_POST = "manager_post"
    MANAGER_EMAIL = "manager_email"
    MANAGER_NAME = "manager_name"
    POST = "post"
    DEPARTMENT = "department"
    JOB_TITLE = "job_title"
    GRADE = "grade"
    SITE = "site"
    COUNTRY = "country"
    TIME_ZONE = "time_zone"
    HIRED_ON = "hired_on"
    LEFT_ON = "left_on"
    STATUS = "status"
    LANGUAGE = "language"
    HEADCOUNT = "headcount"
    LEAVE_OUT = "leave_out"


MANAGER = "manager"


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def folded(text: str) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in text.split("|"))


# Best first: of two columns that fit one field, the earlier phrase wins.
PHRASES: dict[str, str] = {
    Field.STAFF_NUMBER: "staff number|employee number|employee id|emp id|emp no|staff id|staff no|personnel number|"
    "personnel no|person number|person id|payroll number|worker id|associate id|user id|personalnummer|pers nr|persnr|"
    "personal nr|mitarbeiternummer|mitarbeiter nr|ma nr|matricule|numero employe|no employe|personeelsnummer|"
    "medewerkernummer|numero de empleado|n empleado|num empleado|id empleado|matricula|employee code|id",
    Field.NAME: "employee name|full name|display name|nachname vorname|name vorname|vor und nachname|person name|"
    "mitarbeitername|nom complet|nom et prenom|nom prenom|volledige naam|nombre completo|apellidos y nombre|"
    "medewerker|mitarbeiter|mitarbeitende|empleado|employe|employee|worker|name|naam|nom|nombre",
    Field.GIVEN_NAME: "given name|first name|forename|vorname|rufname|prenom|voornaam|roepnaam|nombre de pila|"
    "preferred name",
    Field.FAMILY_NAME: "family name|last name|surname|nachname|familienname|nom de famille|achternaam|familienaam|"
    "apellidos|apellido",
    Field.EMAIL: "work email|business email|company email|email address|e mail address|email dienstl|e mail dienstl|"
    "e mail|email|mail|e mail adresse|courriel|adresse mail|e mailadres|correo electronico|correo|contact e mail",
    MANAGER: "line manager|manager|reports to|reporting to|reporting senior post|supervisor|boss|vorgesetzter|"
    "vorgesetzte|vorges|fuhrungskraft|teamleiter|leiter|responsable|superieur|superieur hierarchique|n 1|"
    "leidinggevende|chef|jefe|superior|encargado",
    Field.POST: "post unique reference|post reference|position number|position id|post id|post number|planstelle|"
    "planstellennummer|stellennummer|stellen nr|numero de poste|positienummer|functienummer|numero de puesto|"
    "position code",
    Field.DEPARTMENT: "department path|unit|department|dept|division|team|org unit|organizational unit|"
    "organisational unit|orgeinheit|organisationseinheit|orgeinheit lang|abteilung|bereich|departement|service|unite|"
    "afdeling|departamento|area|business unit|function|organisation|organization|parent department|cost center name",
    Field.JOB_TITLE: "job title|position title|title|position|role|job|generic job title|stellenbezeichnung|funktion|"
    "tatigkeit|beruf|intitule|intitule du poste|poste|fonction|functie|functietitel|puesto|cargo",
    Field.GRADE: "grade|level|job level|career level|band|stufe|ebene|karrierestufe|niveau|echelon|schaal|"
    "nivel|categoria",
    Field.SITE: "site|work location|office location|location|office|place of work|workplace|city|standort|arbeitsort|"
    "dienstort|ort|lieu|lieu de travail|lieu d affectation|ville|locatie|werkplek|standplaats|vestiging|lugar|sede|"
    "centro de trabajo|ciudad|state|region|building",
    Field.COUNTRY: "country|country code|land|pays|pais|nation",
    Field.TIME_ZONE: "time zone|timezone|tz|zeitzone|fuseau horaire|fuseau|tijdzone|zona horaria",
    Field.HIRED_ON: "date of hire|hire date|hired on|start date|date hired|joining date|date joined|join date|"
    "in the bank since|employed since|eintritt|eintrittsdatum|einstellungsdatum|date d embauche|embauche|"
    "date d entree|entree|datum in dienst|in dienst|indiensttreding|fecha de ingreso|fecha de alta|fecha alta|"
    "fecha de contratacion|service date|original hire date",
    Field.LEFT_ON: "date of termination|termination date|leave date|leaving date|end date|exit date|last day|left on|"
    "last working day|austritt|austrittsdatum|date de sortie|date de depart|sortie|datum uit dienst|uit dienst|"
    "fecha de baja|fecha baja|fecha de salida",
    Field.STATUS: "employment status|employee status|status|active|is active|aktiv|beschaftigungsstatus|"
    "mitarbeiterstatus|statut|situation|dienstverband|estado|situacion",
    Field.LANGUAGE: "working language|preferred language|language|sprache|arbeitssprache|langue|langue de travail|"
    "taal|voertaal|idioma|lengua",
    Field.HEADCOUNT: "number of posts in fte|number of posts|headcount|head count|number of people|fte|kopfzahl|"
    "anzahl stellen|anzahl mitarbeiter|vollzeitaquivalent|vza|effectif|etp|aantal medewerkers|plantilla",
}

# what it looks like: (whole words, beginnings of words)
SENSITIVE: dict[str, tuple[str, str]] = {
    "pay": (
        "pay|paid|wage|wages|rate|bonus|lohn|loon|sueldo|nomina|tarif|entgelt|iban|bic|eur|usd|gbp|chf|ctc|bezuge",
        "salar|salaire|payscale|paygrade|payroll cost|gehalt|vergut|compensation|remunerat|stundensatz|bankverbind|"
        "bank account|equity|stock option",
    ),
    "a birth date": ("dob|age|alter|born|yob|leeftijd|edad", "birth|geburt|geboorte|naissance|nacimiento|gebdat"),
    "sex or gender": ("sex|sexe|sexo|gender", "gender|geschlecht|geslacht|genero|pronoun|anrede|salutation"),
    "race or origin": ("race|ethnic", "ethnic|hispanic|racedesc|raceid|herkunft|diversity|etni|raza|migration"),
    "religion": ("religion|church", "religi|konfession|kirche|glauben"),
    "marital status": (
        "civil status",
        "marital|married|marriage|familienstand|spouse|etat civil|situation familiale|burgerlijke|estado civil|"
        "verheiratet|dependent|dependant|children|kinder",
    ),
    "health": (
        "sick|ill|health|absences|absence",
        "disab|behinder|handicap|medical|krank|fehltage|absen|ziekte|discapac|pregnan|schwanger|maternity|parental",
    ),
    "citizenship": (
        "visa|passport",
        "citizen|nationalit|staatsang|staatsburg|nacionalidad|work permit|residence permit|aufenthalt",
    ),
    "a union or a party": ("union", "trade union|gewerkschaft|syndicat|vakbond|sindicato|veteran"),
    "an official number": (
        "ssn|bsn|nif|dni|tin|nin|tax",
        "social security|national insurance|sozialvers|steuer|steuerid",
    ),
    "a home address": (
        "zip|plz|postcode|street|strasse|rue|straat|calle|home",
        "zipcode|postal|postleitzahl|home address|home phone|private|privat|emergency",
    ),
    "a rating": (
        "rating|appraisal",
        "performance|perf score|perfscore|beurteilung|evaluation|engagement|satisfaction|days late|dayslate|misconduct",
    ),
    "a reason for leaving": (
        "",
        "term reason|termination reason|leaving reason|reason for leav|austrittsgrund|kundigungsgrund",
    ),
}

SENSITIVE_VALUES: dict[str, str] = {
    "sex or gender": "m|f|w|d|male|female|non binary|nonbinary|mannlich|weiblich|divers|mann|frau|herr|homme|femme|"
    "mr|mrs|ms|man|vrouw|hombre|mujer",
    "marital status": "single|married|divorced|widowed|separated|ledig|verheiratet|geschieden|verwitwet|celibataire|"
    "marie|divorce|gehuwd|ongehuwd|soltero|casado|divorciado",
    "citizenship": "us citizen|eligible noncitizen|non citizen|citizen|permanent resident",
    "race or origin": "white|black|asian|hispanic|caucasian|black or african american|two or more races|"
    "american indian or alaska native|latino",
    "religion": "catholic|protestant|muslim|jewish|hindu|buddhist|atheist|rk|ev|katholisch|evangelisch",
}
MONEY = re.compile(r"^\s*(?:[£€$]|EUR|USD|GBP|CHF)\s?[\d.,]+|[\d.,]+\s?(?:[£€$]|EUR|USD|GBP|CHF)\s*$")

PLACEHOLDERS = folded(
    "N/D|ND|N/A|NA|Eliminated|Vacant|Vacancy|TBC|TBD|TBA|To be confirmed|To be determined|To be appointed|None|"
    "Nil|Null|Unknown|Not disclosed|Not applicable|Withheld|Redacted|Open|Open position|Unfilled|N.N.|Vakant|"
    "Unbesetzt|Offen|Unbekannt|Keine Angabe|k.A.|Vacature|Onbekend|Vacante|Poste vacant|A pourvoir|Inconnu|"
    "Desconocido|Sin asignar|Position closed|Abolished|Deleted|Dummy|Test|Various"
)
TOPS = folded(
    "XX|XXX|X|Top|Board|Board of Directors|The Board|Supervisory Board|Executive Board|Management Board|Trustees|"
    "Board of Trustees|Shareholders|Owner|Owners|Minister|Secretary of State|Parliament|Vorstand|Aufsichtsrat|"
    "Geschaftsfuhrung|Geschäftsleitung|Gesellschafter|Verwaltungsrat|Conseil d'administration|Actionnaires|"
    "Direction|"
    "Directie|Raad van Bestuur|Raad van Commissarissen|Consejo de administracion|Junta directiva"
)

LEAVER_WORDS = words(
    "terminated termination left leaver leavers inactive resigned retired dismissed deceased former departed "
    "exited gone "
    "ausgeschieden inaktiv ausgetreten gekundigt rente verrentet sorti partie parti inactif demissionne "
    "licencie retraite "
    "vertrokken inactief ontslagen baja inactivo inactiva cesado jubilado"
)
ACTIVE_WORDS = words(
    "active aktiv actif active actief activo activa employed working current leave suspended furlough probation "
    "beschaftigt angestellt elternzeit mutterschutz conge dienst alta permanent contract hired onboarding"
)
YES = words("yes y true 1 ja j oui o vrai si wahr x")
NO = words("no n false 0 nein non faux nee falsch")

LANGUAGES: dict[str, str] = {
    word: code
    for code, words in {
        "en": "english englisch anglais engels ingles eng",
        "de": "german deutsch allemand duits aleman ger deu",
        "fr": "french franzosisch francais frans frances fra fre",
        "nl": "dutch niederlandisch neerlandais nederlands neerlandes holandes nld",
        "es": "spanish spanisch espagnol spaans espanol castellano spa esp",
        "it": "italian italienisch italien italiaans italiano ita",
        "pt": "portuguese portugiesisch portugais portugees portugues por",
        "pl": "polish polnisch polonais pools polaco polski pol",
        "sv": "swedish schwedisch suedois zweeds sueco svenska swe",
        "da": "danish danisch danois deens danes dansk dan",
        "no": "norwegian norwegisch norvegien noors noruego norsk nor",
        "fi": "finnish finnisch finnois fins finlandes suomi fin",
        "cs": "czech tschechisch tcheque tsjechisch checo cesky cze",
        "tr": "turkish turkisch turc turks turco turkce tur",
        "zh": "chinese chinesisch chinois chinees chino mandarin zho",
        "ja": "japanese japanisch japonais japans japones jpn",
    }.items()
    for word in (code, *words.split())
}
