"""What programs show on pages that aren't theirs: the navigation, the footer, and what waits for someone at home."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import HomeItem, home_items, page_slots

from . import access
from .models import Cohort
from .models.documents import papers_in_force
from .words import NEXT, sentence_of

State = Cohort.State
WORKED_AT = (State.DRAFT, State.DESIGNING, State.ENROLLING, State.CLOSING)  # the gates that programs' sponsors work at
SIGNED_FROM = (State.ENROLLING, State.PAIRING, State.RUNNING)


def nav(membership, subject, now):
    return (_("Cohorts"), membership.url("programs:cohorts")) if membership.is_sponsor else None


def footer(membership, subject, now):
    return (_("Approved tools"), membership.url("programs:tools"))


def gates(membership, now):
    """One item for each cohort at whose gate its sponsor works now."""
    for cohort in access.cohorts_for_sponsor(membership).filter(state__in=WORKED_AT).newest_first():
        yield _at_the_gate(membership, cohort)


def _at_the_gate(membership, cohort):
    gate, url = cohort.gate(), membership.url("programs:cohort", pk=cohort.pk)
    if gate.is_open:
        says = _("Nothing is missing: it can go on.")
        return HomeItem(cohort.name, says, url, str(NEXT[cohort.state]), weight=40)
    first = gate.missing[0]
    more = len(gate.missing) - 1
    says = str(first.says) + (ngettext(", and %d more.", ", and %d more.", more) % more if more else ".")
    title = f"{cohort.name}: {sentence_of(cohort.state, len(gate.missing))}"
    return HomeItem(title, says, first.url or url, str(first.action) or _("Open it"), weight=45)


def signatures(membership, now):
    """The papers of each cohort that this person takes part in and hasn't signed."""
    cohorts = Cohort.objects.of_participant(membership.person_id).filter(state__in=SIGNED_FROM)
    for cohort in cohorts.newest_first():
        enrolment, papers = access.enrolment_of(membership, cohort), papers_in_force(cohort)
        if all(papers.values()) and not enrolment.signatures.filter(**papers).exists():
            yield HomeItem(
                _("Read and sign the lab rules and the role charter"),
                _("They are one page each. Both partners sign before their first session."),
                membership.url("programs:papers", pk=cohort.pk),
                _("Read and sign"),
                weight=30,
            )


def register():
    page_slots.add(("nav", "cohorts"), nav)
    page_slots.add(("footer", "tools"), footer)
    home_items.add("programs.gates", gates)
    home_items.add("programs.signatures", signatures)
