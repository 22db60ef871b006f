"""Lab rules and role charter as one A4 page: with who signed and when, or with lines to sign on by hand (L2)."""

from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from config import printing

from .models import Cohort
from .models.documents import PAPERS, papers_in_force

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
        "printed": printed(zone, now),
        "slots": [_slot(signer, zone) for signer in signers],
    }
    return printing.pdf(TEMPLATE, data, language=get_language(), now=now)


def fit(cohort, papers):
    """How the two fill their page, whoever signs them: a `printing.Fit`."""
    data = _said(cohort, papers) | {"printed": "", "slots": [_slot(signer, None) for signer in for_hand()]}
    return printing.fit(TEMPLATE, data, language=get_language())


def fit_with(typed):
    """The same if this were the next version of one of them; of the other, what is in force."""
    in_force = {name: it or PAPERS[name](number=0) for name, it in papers_in_force(typed.cohort).items()}
    return fit(typed.cohort, in_force | {name: typed for name, it in PAPERS.items() if type(typed) is it})


def fit_at_first(organization, goal, **parts):
    """The same of both as a template has them, in a cohort that is yet to be made."""
    cohort = Cohort(organization=organization, goal=goal)
    return fit(cohort, {name: PAPERS[name](number=1, **{PAPERS[name].PARTS: said}) for name, said in parts.items()})


def too_long(lines):
    return ngettext(
        "Lab rules and charter together are about %(lines)d line too long for one page, even in the smallest type.",
        "Lab rules and charter together are about %(lines)d lines too long for one page, even in the smallest type.",
        lines,
    ) % {"lines": lines}


def says(fit):
    """Whether it fits, as a sentence."""
    if fit.over:
        return too_long(fit.over)
    points = number_format(fit.points, 1 if fit.points % 1 else 0)
    return _("With the other page it fits on one sheet, in %(points)s point type.") % {"points": points}


def _said(cohort, papers):
    organization, contact = cohort.organization, cohort.contact
    reached = ", ".join(filter(None, [contact.name, contact.email])) if contact else ""
    titled = [(_("Lab rules"), papers["rules"]), (_("Role charter"), papers["charter"])]
    return {
        "title": _("Lab rules and role charter"),
        "organization": organization.name,
        "eyebrow": f"{organization.name} · {cohort.name}",
        "lede": _("The goal of the 90 days: %(goal)s") % {"goal": cohort.goal} if cohort.goal else "",
        "papers": [paper(title, version, organization.zone) for title, version in titled],
        "contact": _("Independent contact, outside every reporting line here: %(contact)s") % {"contact": reached}
        if reached
        else "",
        "signing": _("Read and signed by"),
        "foot": _("A new version of either page asks both partners again. Times are those of %(zone)s.")
        % {"zone": organization.time_zone},
    }


def printed(zone, now):
    return _("Printed on %(day)s") % {"day": date_format(now.astimezone(zone), "j F Y")}


def paper(title, version, zone):
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
