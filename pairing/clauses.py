"""What pairing asks for: at a pair's own gate (C3), and at the cohort's before sessions begin."""

from django.db.models import Exists, OuterRef
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.registries import GateClause, Missing, cohort_facts, gate_clauses
from programs.models import CharterSignature, LabRules, RoleCharter

from .models import PairingRun
from .words import called


def accepted(pair):
    """Read from the pair: the answers are hidden from the partners, one from the other."""
    if pair.agreed_at:
        return None
    return Missing(says=_("Not both of you have said yes yet."), who=_("Each of you alone; you see it once both have."))


def signed(pair):
    rules = LabRules.objects.filter(cohort=pair.cohort_id).in_force()
    charter = RoleCharter.objects.filter(cohort=pair.cohort_id).in_force()
    if rules is None or charter is None:
        return Missing(says=_("Lab rules and role charter are not written."), who=_("The sponsors in charge."))
    signatures = CharterSignature.objects.filter(enrolment__in=pair.enrolment_ids, rules=rules, charter=charter)
    done = set(signatures.values_list("enrolment_id", flat=True))
    both = zip(pair.enrolment_ids, (pair.leader, pair.mentor), strict=True)
    waiting = [called(person) for enrolment, person in both if enrolment not in done]
    if not waiting:
        return None
    says = _("The charter in force still waits for %(names)s.") % {"names": get_text_list(waiting, _("and"))}
    url = pair.organization.url("programs:papers", pk=pair.cohort_id)
    return Missing(says=says, url=url, action=_("Read and sign"), who=_("Each signs alone."))


def published(cohort):
    if cohort.knows("has_published_pairs"):
        return None
    return Missing(
        says=_("No pair is published yet."),
        url=cohort.organization.url("pairing:board", pk=cohort.pk),
        action=_("Find the partners"),
        who=_("You can do this."),
    )


def _has_published_pairs():
    return Exists(PairingRun.objects.filter(cohort=OuterRef("pk"), published_at__isnull=False))


def register():
    cohort_facts.add("has_published_pairs", _has_published_pairs)
    gate_clauses.add("pairing.accepted", GateClause("accepted", "pair", gettext_lazy("Both have said yes"), accepted))
    gate_clauses.add("pairing.signed", GateClause("signed", "pair", gettext_lazy("Both have signed"), signed))
    title = gettext_lazy("At least one pair is published")
    gate_clauses.add("pairing.published", GateClause("published", "pairing", title, published))
