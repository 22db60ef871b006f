from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pairing.access import pair_to_lead

from .. import asking


@require_POST
def rhythm_asked(request, pk, pair):
    """A sponsor asks both partners when they meet next: the same words, at the same time."""
    found = pair_to_lead(request.membership, pk, pair)
    if found.state == found.State.RUNNING and not found.rests:
        asking.ask_both(found, by=request.membership, now=request.now)
        messages.success(request, _("Both are asked when they meet next, in the same words."))
    else:
        messages.warning(request, _("This pair does not meet at the moment, so nobody was asked."))
    return redirect(request.membership.url("pairing:pairs", pk=pk))
