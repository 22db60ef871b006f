"""Lab rules and role charter of one pair on paper, with both names and times."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programs import papers_pdf as paper
from programs.models import CharterSignature
from programs.models.documents import papers_in_force
from programs.views.answers import pdf

from .. import access


@require_safe
def papers_pdf(request, pk):
    """For its two partners and for those who lead it; who hasn't signed what is in force has a line to sign on."""
    pair = access.pair_to_print(request.membership, pk)
    in_force = papers_in_force(pair.cohort)
    if not all(in_force.values()):
        raise Http404
    return pdf(paper.page(pair.cohort, in_force, _signers(pair), now=request.now), paper.FILE)


def _signers(pair):
    both = [pair.leader_enrolment_id, pair.mentor_enrolment_id]
    rows = CharterSignature.objects.in_force(pair.cohort).filter(enrolment__in=both)
    signed = {row.enrolment_id: row for row in rows}
    return [paper.Signer(role, signed.get(pk)) for role, pk in zip((_("Leader"), _("Mentor")), both, strict=True)]
