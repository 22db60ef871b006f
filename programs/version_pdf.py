"""One version of the lab rules or the charter on paper, with the names under it that its reader may read."""

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from config import printing

from .papers_pdf import paper, printed

TEMPLATE = "version"
FILES = {"rules": "lab-rules", "charter": "role-charter"}


def page(name, title, version, signatures, *, until, nobody, now):
    """The PDF. `until` is the version that came after it, or None; `nobody` is said where there is no signature."""
    organization, signed = version.cohort.organization, [*signatures]
    zone = organization.zone
    data = {
        "title": title,
        "organization": organization.name,
        "eyebrow": f"{organization.name} · {version.cohort.name}",
        "lede": _in_force(until, zone),
        "paper": paper(title, version, zone),
        "signing": _("Signed by") if signed else nobody,
        "overleaf": _overleaf(len(signed)),
        "slots": [_slot(it, name, zone) for it in signed],
        "foot": _("Times are those of %(zone)s.") % {"zone": organization.time_zone},
        "printed": printed(zone, now),
    }
    return printing.pdf(TEMPLATE, data, language=get_language(), now=now)


def file_name(name, version):
    return f"{FILES[name]}-{version.number}"


def _in_force(until, zone):
    if until is None:
        return _("In force when this was printed.")
    said = {"at": date_format(until.written_at.astimezone(zone), "j F Y"), "number": until.number}
    return _("In force until %(at)s, when version %(number)s came.") % said


def _overleaf(number):
    return ngettext(
        "Signed by %(n)s person: see the next page.", "Signed by %(n)s people: see the next page.", number
    ) % {"n": number}


def _slot(signature, name, zone):
    """Who and as what, when, and which version of the other page they signed with it."""
    place = signature.enrolment
    role = place.get_role_display()
    whole = f"{place.person.name}, {role}" if place.person.name != signature.name else role
    at = date_format(signature.signed_at.astimezone(zone), "j F Y, H:i")
    return {"role": whole, "name": signature.name, "note": f"{at}, {_with(signature, name)}"}


def _with(signature, name):
    if name == "rules":
        return _("with charter %(number)s") % {"number": signature.charter.number}
    return _("with lab rules %(number)s") % {"number": signature.rules.number}
