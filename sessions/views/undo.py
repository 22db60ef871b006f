from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import access, actions
from ..wording import UNDONE


@require_POST
def undo(request, pk, leader=None):
    """What this person did last to the session; with `leader`, whoever keeps that leader's calendar."""
    with access.planner_for(request.membership, leader) as planner:
        row = planner.session(pk)
        try:
            _say(request, actions.undo(row, by=request.membership, now=request.now))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(planner.after(row))


def _say(request, act):
    if act:
        messages.success(request, UNDONE[act])
    else:
        messages.info(request, _("There is nothing to undo here any more. You can undo within 15 minutes, and once."))
