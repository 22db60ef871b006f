"""“Backing your mentor”: one page for the line manager of somebody who teaches in a cohort (L2).

It is made of the charter in force and the hours alone: no leader, no question and nothing from inside a lab stands on it.
"""

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from config import printing

TEMPLATE = "backing"
FILE = "backing-your-mentor"
WEEK_DAYS = 7


def said(cohort, *, hours=None):
    """The page as words: title, lede, sections of titled texts, contact. `hours` over all its days; None: as the cohort plans."""
    charter = cohort.rolecharter_versions.in_force()
    clauses = {part["key"]: part for part in charter.parts} if charter else {}
    asked = [_hours(cohort, clauses, hours), *_asked()]
    told = [clauses[key] for key in ("mentors", "out_of_scope", "reach", "recognition", "payback") if key in clauses]
    sections = [(_("What it asks of you"), asked), (_("What you will hear, and what you won’t"), _told())]
    sections += [(_("What the charter says, signed by both"), told)] if told else []
    return {
        "title": _("Backing your mentor"),
        "lede": _lede(cohort),
        "sections": [{"title": title, "parts": _plain(parts)} for title, parts in sections],
        "contact": _contact(cohort),
    }


def page(cohort, *, now, hours=None):
    """The same as a PDF."""
    organization = cohort.organization
    day = date_format(now.astimezone(organization.zone), "j F Y")
    data = said(cohort, hours=hours) | {
        "organization": organization.name,
        "eyebrow": f"{organization.name} · {cohort.name}",
        "foot": _("What is said in the lab stays in the lab."),
        "printed": _("Printed on %(day)s") % {"day": day},
    }
    return printing.pdf(TEMPLATE, data, language=get_language(), now=now)


def planned_hours(cohort):
    """What a mentor gives over the cohort's days: a session every two weeks, and as long again for homework. None without days."""
    return hours_in_all(cohort, cohort.program.session_minutes)


def hours_in_all(cohort, minutes):
    """Of so many minutes a week, over the cohort's days; None without days."""
    if not (cohort.starts_on and cohort.ends_on):
        return None
    return max(1, round((cohort.ends_on - cohort.starts_on).days / WEEK_DAYS * minutes / 60))


def _lede(cohort):
    what = _(
        "Someone on your team teaches a senior colleague what they know first-hand, in “%(cohort)s”. It needs your yes to the hours."
    ) % {"cohort": cohort.name}
    if not (cohort.starts_on and cohort.ends_on):
        return what
    days = {"first": date_format(cohort.starts_on, "j F Y"), "last": date_format(cohort.ends_on, "j F Y")}
    return f"{what} {_('It runs from %(first)s to %(last)s.') % days}"


def _hours(cohort, clauses, hours):
    hours = planned_hours(cohort) if hours is None else hours
    in_all = ngettext(
        "From the first day to the last, about %(hours)s hour.",
        "From the first day to the last, about %(hours)s hours.",
        hours or 0,
    )
    number = in_all % {"hours": number_format(hours)} if hours else ""
    says = clauses["time"]["text"] if "time" in clauses else _("An hour with the leader every two weeks, and homework.")
    return {"title": _("The hours"), "text": " ".join(filter(None, [says, number]))}


def _asked():
    return [
        {
            "title": _("Keep them free"),
            "text": _("Let no meeting go over the hour, and move the work that it takes the place of."),
        },
        {
            "title": _("Ask how it is going"),
            "text": _(
                "About the load, not about what was said. If it becomes too much, tell the sponsor: they can pause it."
            ),
        },
        {
            "title": _("Let it count"),
            "text": _("It is development and it is work. Name it in the yearly talk, as you would a project."),
        },
    ]


def _told():
    return [
        {
            "title": _("You hear"),
            "text": _("The hours that were given, and whatever the mentor decides to show you of their results."),
        },
        {
            "title": _("You don’t"),
            "text": _("What is said, noted or asked in the lab, by either of the two. Please don’t ask them for it."),
        },
    ]


def _contact(cohort):
    reached = ", ".join(filter(None, [cohort.contact.name, cohort.contact.email])) if cohort.contact else ""
    if not reached:
        return ""
    return _("If something worries you, the independent contact is there for you as well: %(contact)s") % {
        "contact": reached
    }


def _plain(parts):
    return [{"title": part["title"], "text": part["text"]} for part in parts]
