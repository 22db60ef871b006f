"""What programs show on pages that aren't theirs: the navigation, the footer, and what waits for someone at home."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import HomeItem, home_items, page_slots

from . import access, next_steps
from .models import Cohort, Enrolment
from .words import NEXT, rest_begun, sentence_of

State = Cohort.State
WORKED_AT = (State.DRAFT, State.DESIGNING, State.ENROLLING, State.CLOSING)  # the gates that programs' sponsors work at
SIGNED_FROM = (State.ENROLLING, State.PAIRING, State.RUNNING)


def nav(membership, subject, now):
    return (_("Cohorts"), membership.url("programs:cohorts")) if membership.is_sponsor else None


def footer(membership, subject, now):
    return (_("Approved tools"), membership.url("programs:tools"))


def gates(membership, now):
    """One item for each cohort at whose gate its sponsor works now."""
    for cohort in membership.once(access.in_charge_of):
        if cohort.state in WORKED_AT:
            yield _at_the_gate(membership, cohort, now)
        elif cohort.rests:
            yield _at_rest(membership, cohort)


def _at_rest(membership, cohort):
    title = _("“%(cohort)s” has been at rest since %(day)s") % {"cohort": cohort.name, "day": rest_begun(cohort)}
    says = _("Nothing is asked of anyone meanwhile, and its last day moves by the days that it rests.")
    url = membership.url("programs:cohort", pk=cohort.pk)
    return HomeItem(title, says, f"{url}#rest", _("Look at it"), weight=70, asks=False)


def _at_the_gate(membership, cohort, now):
    gate, url = cohort.gate(now), membership.url("programs:cohort", pk=cohort.pk)
    if gate.is_open:
        says = _("Nothing is missing: it can go on.")
        return HomeItem(cohort.name, says, url, str(NEXT[cohort.state]), weight=40)
    first = gate.missing[0]
    more = len(gate.missing) - 1
    says = str(first.says) + (ngettext(", and %d more.", ", and %d more.", more) % more if more else ".")
    title = f"{cohort.name}: {sentence_of(cohort.state, len(gate.missing))}"
    return HomeItem(title, says, first.url or url, str(first.action) or _("Open it"), weight=45)


def _sign(membership, enrolment):
    return HomeItem(
        _("Read and sign the lab rules and the role charter"),
        _("They are one page each. Both partners sign before their first session."),
        membership.url("programs:papers", pk=enrolment.cohort_id),
        _("Read and sign"),
        weight=30,
    )


def participants(membership, now):
    """For each cohort that this person takes part in: its papers, if they haven't signed them, and the next step."""
    if Enrolment.State.ACTIVE not in membership.once(access.places):
        return
    mine = list(access.own_enrolments(membership).with_papers().order_by("-id"))
    newest = next_steps.newest_questions(mine)
    for enrolment in mine:
        if enrolment.cohort.state in SIGNED_FROM and enrolment.has_papers and not enrolment.has_signed:
            yield _sign(membership, enrolment)
        if enrolment.cohort.rests:
            yield _rests(membership, enrolment.cohort)
        if item := next_steps.next_step(membership, enrolment, newest.get(enrolment.pk)):
            yield item


def _rests(membership, cohort):
    says = _("Nothing is asked of you until your sponsors take it up again, and nothing that you wrote is lost.")
    title = _("“%(cohort)s” has been at rest since %(day)s") % {"cohort": cohort.name, "day": rest_begun(cohort)}
    return HomeItem(
        title, says, membership.url("programs:labs"), _("Look at it"), weight=90, state=_("Your lab rests."), asks=False
    )


def register():
    page_slots.add(("nav", "cohorts"), nav)
    page_slots.add(("footer", "tools"), footer)
    home_items.add("programs.gates", gates)
    home_items.add("programs.participants", participants)
