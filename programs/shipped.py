"""The shipped text of the lab rules and the charter, as a start and to go back to; and what a charter has to speak of (L2)."""

from django.utils.translation import gettext as _

from . import templates
from .models import template_of


def parts(cohort, paper):
    """{key: part} as the program's template has them."""
    it = template_of(cohort.program.template)
    return {part["key"]: part for part in templates.rows(it.rules if paper == "rules" else it.charter)}


def unsaid(paper, draft):
    """A sentence for each thing that a charter says nothing about and should."""
    about = _about()
    missing = draft.lacks([key for key in templates.CHARTER if key in about]) if paper == "charter" else []
    return [_("The charter says nothing about %(what)s.") % {"what": about[key]} for key in missing]


def _about():
    return {
        "mentors": _("what mentors teach"),
        "executives": _("what leaders own"),
        "it": _("what IT handles"),
        "time": _("the hours"),
        "out_of_scope": _("what is out of scope"),
        "reach": _("how partners reach each other between sessions"),
        "recognition": _("how the mentor is recognized"),
    }
