"""The import's words: fields, steps, problems."""

from django.utils.translation import gettext, gettext_lazy, ngettext

from ..roster import Field
from ..roster.problems import WORDINGS

_ = gettext_lazy

FIELDS = {
    Field.STAFF_NUMBER: _("Staff number"),
    Field.NAME: _("Name, given name first"),
    Field.NAME_FAMILY_FIRST: _("Name, family name first"),
    Field.GIVEN_NAME: _("Given name"),
    Field.FAMILY_NAME: _("Family name"),
    Field.EMAIL: _("Work e-mail"),
    Field.MANAGER_NUMBER: _("Manager, by staff number"),
    Field.MANAGER_POST: _("Manager, by post"),
    Field.MANAGER_EMAIL: _("Manager, by e-mail"),
    Field.MANAGER_NAME: _("Manager, by name"),
    Field.POST: _("Post"),
    Field.DEPARTMENT: _("Unit"),
    Field.JOB_TITLE: _("Job title"),
    Field.GRADE: _("Grade"),
    Field.SITE: _("Place of work"),
    Field.COUNTRY: _("Country"),
    Field.TIME_ZONE: _("Time zone"),
    Field.HIRED_ON: _("Here since"),
    Field.LEFT_ON: _("Left on"),
    Field.STATUS: _("Employed or left"),
    Field.LANGUAGE: _("Working language"),
    Field.HEADCOUNT: _("People a line stands for"),
    Field.LEAVE_OUT: _("Leave out"),
}
# As a changed field is called in a sentence; keys are the roster's columns and the plan's fields.
CHANGED = {
    "staff_number": _("staff number"),
    "given_name": _("given name"),
    "family_name": _("family name"),
    "email": _("work e-mail"),
    "post": _("post"),
    "post_reference": _("post"),
    "department": _("unit"),
    "unit": _("unit"),
    "job_title": _("job title"),
    "grade": _("grade"),
    "site": _("place of work"),
    "country": _("country"),
    "time_zone": _("time zone"),
    "hired_on": _("here since"),
    "left_on": _("left on"),
    "language": _("working language"),
    "manager": _("manager"),
}
STEPS = {
    "reading": _("Reading the lines"),
    "comparing": _("Comparing them with the roster"),
    "writing": _("Writing"),
}
WEIGHTS = {
    "refused": _("Left out"),
    "open": _("Cell left open"),
    "mended": _("Mended"),
    "note": _("Note"),
}


def problem_title(problem):
    return gettext(WORDINGS[problem["kind"]][1])


def problem_sentence(problem):
    return gettext(WORDINGS[problem["kind"]][2]).format(**problem["params"])


def changed_fields(counts):
    """`unit 24, manager 14`"""
    return ", ".join(f"{CHANGED[name]} {count:,}" for name, count in counts.items())


def people(count):
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": f"{count:,}"}


def lines(count):
    return ngettext("%(n)s line", "%(n)s lines", count) % {"n": f"{count:,}"}
