"""Run it again: the next cohort as a copy of one that is closing or over."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organizations.registries import in_slot

from .. import access, actions
from ..forms.cohorts import RunAgainForm
from ..models import Cohort


@require_http_methods(["GET", "HEAD", "POST"])
def run_again(request, pk):
    """What higher apps want considered for the next run, such as open actions, they put into the page slot "again"."""
    cohort = access.cohort_to_run_again(request.membership, pk)
    form = RunAgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("name", "starts_on", "ends_on", "changes")}
        by, now = request.membership, request.now
        copy = form.repeated(Cohort.objects) or actions.run_again(cohort, by=by, now=now, pk=form.row_id, **said)
        messages.success(request, _("The next run stands, with the design of the last one. Nobody is enrolled yet."))
        return redirect(request.membership.url("programs:cohort", pk=copy.pk))
    panels = in_slot("again", request.membership, cohort, request.now)
    return render(request, "programs/run_again.html", {"form": form, "cohort": cohort, "panels": panels})
