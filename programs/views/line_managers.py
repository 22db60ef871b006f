"""A line manager's side, by the link in their mail. Every link that opens nothing gets one and the same page."""

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.tenancy.scope import WEB, scope

from .. import backing, line_managers, taking_time
from ..links import HoursLink


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request, token):
    link = HoursLink.read(token)
    if link is None:
        return _lapsed(request)
    with scope(WEB, link.organization_id, link.manager_id):
        found = line_managers.behind(link)
        return _answered(request, found) if found else _lapsed(request)


def _answered(request, agreement):
    """A mail scanner follows links and posts nothing."""
    if request.method == "POST":
        line_managers.answer(agreement, request.POST.get("answer", ""), now=request.now)
        return redirect(request.path)
    cohort = agreement.cohort
    context = {"agreement": agreement, "cohort": cohort, "hours": taking_time.about(agreement.minutes)}
    context["backing"] = backing.said(cohort, hours=backing.hours_in_all(cohort, agreement.minutes))
    return render(request, "programs/hours_agreement.html", context)


def _lapsed(request):
    return render(request, "programs/hours_lapsed.html", status=404)
