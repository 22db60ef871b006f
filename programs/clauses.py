"""What programs ask for at a cohort's gates (PROTOCOL C1, C2). Higher apps add theirs to the same registry."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.registries import GateClause, Missing, gate_clauses

from .contacts import objection_in
from .models import ApprovedTool


def _missing(cohort, view, says, action, who=None):
    return Missing(says, cohort.organization.url(view, pk=cohort.pk), action, who or _("You can do this."))


def dates(cohort):
    if not (cohort.starts_on and cohort.ends_on):
        return _missing(cohort, "programs:cohort_edit", _("The first and the last day are not set"), _("Set the days"))
    return None


def goal(cohort):
    if not cohort.goal.strip():
        says = _("No goal for the 90 days: one workflow or one decision a pair")
        return _missing(cohort, "programs:cohort_edit", says, _("Name the goal"))
    return None


def papers(cohort):
    found = cohort.papers
    if found["rules"] is None or found["rules"].kept is None:
        return _missing(cohort, "programs:rules", _("The lab rules are not written"), _("Write the rules"))
    if found["charter"] is None:
        return _missing(cohort, "programs:charter", _("The role charter is not written"), _("Write the charter"))
    return None


def agenda(cohort):
    program = cohort.program
    if program.agenda_adds_up:
        return None
    says = _("The agenda adds up to %(minutes)d of %(total)d minutes") % {
        "minutes": program.agenda_minutes,
        "total": program.session_minutes,
    }
    url = cohort.organization.url("programs:program", pk=program.pk)
    return Missing(says, url, _("Mend the agenda"), _("You can do this."))


def contact(cohort):
    if cohort.contact is None:
        says = _("No independent contact: someone outside the reporting line whom anyone can turn to")
        return _missing(cohort, "programs:cohort_edit", says, _("Name the contact"))
    return contact_outside(cohort)


def contact_outside(cohort):
    if why := cohort.once(contact_objection):
        return _missing(cohort, "programs:cohort_edit", why, _("Name another contact"))
    return None


def contact_objection(cohort):
    """Why the contact can't stay it, or None: also without a contact."""
    return objection_in(cohort, cohort.contact) if cohort.contact else None


def comparison(cohort):
    if not cohort.comparison.strip():
        says = _("No rule for a comparison group, and no reason why not")
        return _missing(cohort, "programs:cohort_edit", says, _("Choose, or explain"))
    return None


def tool(cohort):
    if cohort.program.teaches_ai and not cohort.once(tools_of):
        url = cohort.organization.url("programs:tool_new")
        who = _("You or an admin can do this, once IT has said yes.")
        return Missing(_("No approved AI tool in the register"), url, _("Enter a tool"), who)
    return None


def tools_of(cohort):
    """The whole organization's."""
    return list(ApprovedTool.objects.approved().in_order())


def leader_ready(cohort):
    if not cohort.people["settled"]:
        says = _("No leader has a settled research question yet")
        who = _("Leaders write theirs; you settle it. One is enough to go on, others join later.")
        return _missing(cohort, "programs:enrolled", says, _("See who is enrolled"), who)
    return None


def mentor_ready(cohort):
    if not cohort.people["with_profile"]:
        who = _("Mentors fill in their own. One is enough to go on, others join later.")
        return _missing(cohort, "programs:enrolled", _("No mentor has a profile yet"), _("See who is enrolled"), who)
    return None


def leaders_ready(cohort):
    return _("Leaders with a settled question: %(n)d of %(every)d") % {
        "n": cohort.people["settled"],
        "every": cohort.people["leaders"],
    }


def mentors_ready(cohort):
    return _("Mentors with a profile: %(n)d of %(every)d") % {
        "n": cohort.people["with_profile"],
        "every": cohort.people["mentors"],
    }


CLAUSES = (
    GateClause("dates", "draft", gettext_lazy("First and last day"), dates),
    GateClause("goal", "designing", gettext_lazy("A goal for the 90 days"), goal),
    GateClause("papers", "designing", gettext_lazy("Lab rules and role charter"), papers),
    GateClause("agenda", "designing", gettext_lazy("An agenda that adds up"), agenda),
    GateClause("contact", "designing", gettext_lazy("An independent contact"), contact),
    GateClause("comparison", "designing", gettext_lazy("A comparison group, or why there is none"), comparison),
    GateClause("tool", "designing", gettext_lazy("An approved tool, where AI is taught"), tool),
    GateClause(
        "leader_ready", "enrolling", gettext_lazy("A leader with a settled question"), leader_ready, leaders_ready
    ),
    GateClause("mentor_ready", "enrolling", gettext_lazy("A mentor with a profile"), mentor_ready, mentors_ready),
    GateClause("contact_outside", "enrolling", gettext_lazy("A contact outside every leader’s line"), contact_outside),
)


def register():
    for clause in CLAUSES:
        gate_clauses.add(f"programs.{clause.key}", clause)
