"""Lab rules and role charter as one A4 page: with who signed and when, or with lines to sign on by hand (L2)."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config import printing

TEMPLATE = "papers"
FILE = "lab-rules-and-role-charter"


@dataclass(frozen=True)
class Signer:
    """One of the two lines below the page; `signature` is theirs under what is in force, or None."""

    role: str
    signature: object = None


def for_hand():
    """Both lines left open."""
    return [Signer(_("Leader")), Signer(_("Mentor"))]


def page(cohort, papers, signers, *, now):
    """The PDF of `papers` ({"rules": version, "charter": version}), in the organization's time."""
    zone = cohort.organization.zone
    data = _said(cohort, papers) | {
        "printed": _("Printed on %(day)s") % {"day": date_format(now.astimezone(zone), "j F Y")},
        "slots": [_slot(signer, zone) for signer in signers],
    }
    return printing.pdf(TEMPLATE, data, language=get_language(), now=now)


def fit(cohort, papers):
    """How the two fill their page, whoever signs them: a `printing.Fit`."""
    data = _said(cohort, papers) | {"printed": "", "slots": [_slot(signer, None) for signer in for_hand()]}
    return printing.fit(TEMPLATE, data, language=get_language())


def _said(cohort, papers):
    organization, contact = cohort.organization, cohort.contact
    reached = ", ".join(filter(None, [contact.name, contact.email])) if contact else ""
    titled = [(_("Lab rules"), papers["rules"]), (_("Role charter"), papers["charter"])]
    return {
        "title": _("Lab rules and role charter"),
        "organization": organization.name,
        "eyebrow": f"{organization.name} · {cohort.name}",
        "lede": _("The goal of the 90 days: %(goal)s") % {"goal": cohort.goal} if cohort.goal else "",
        "papers": [_paper(title, version, organization.zone) for title, version in titled],
        "contact": _("Independent contact, outside every reporting line here: %(contact)s") % {"contact": reached}
        if reached
        else "",
        "signing": _("Read and signed by"),
        "foot": _("A new version of either page asks both partners again. Times are those of %(zone)s.")
        % {"zone": organization.time_zone},
    }


def _paper(title, version, zone):
    parts = [{"title": part["title"], "text": part["text"]} for part in version.parts]
    return {"title": title, "version": _dated(version, zone), "parts": parts}


def _dated(version, zone):
    if not version.written_at:
        return _("Not saved yet")
    says = {"number": version.number, "day": date_format(version.written_at.astimezone(zone), "j F Y")}
    return _("Version %(number)s, %(day)s") % says


def _slot(signer, zone):
    if signer.signature is None:
        return {"role": signer.role, "name": "", "note": _("Name, day and time")}
    signed_at = date_format(signer.signature.signed_at.astimezone(zone), "j F Y, H:i")
    return {"role": signer.role, "name": signer.signature.name, "note": signed_at}
