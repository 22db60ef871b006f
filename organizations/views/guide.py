from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import setup as guide
from ..access import require_admin


@require_safe
def setup(request):
    require_admin(request.membership)
    steps = guide.steps(request.membership, request.now)
    missing = [step for step in steps if not step.done]
    page = {
        "missing": missing,
        "ready": [step.title for step in steps if step.done],
        "due": guide.is_due(request.membership),
    }
    return render(request, "organizations/setup.html", page)


@require_POST
def closing(request):
    require_admin(request.membership)
    request.membership.organization.close_guide(now=request.now)
    messages.success(request, _("The guide is put away. You find it again in the settings."))
    return redirect(request.membership.url("organizations:home"))
