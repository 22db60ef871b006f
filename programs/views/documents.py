"""Lab rules and role charter as sponsors write them: each save is a new version."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import access
from ..forms.documents import VersionForm
from ..models import LabRules, RoleCharter
from ..models.documents import Outdated


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request, pk):
    words = {
        "title": _("Lab rules"),
        "lede": _("Add what your cohort needs. The rule that makes the lab safe stays as it is."),
    }
    return _write(request, pk, LabRules, words)


@require_http_methods(["GET", "HEAD", "POST"])
def charter(request, pk):
    words = {"title": _("Role charter"), "lede": _("One page: who teaches, who owns, who handles what. Keep it short.")}
    return _write(request, pk, RoleCharter, words)


def _write(request, pk, model, words):
    cohort = access.cohort_to_change(request.membership, pk)
    newest = model.objects.filter(cohort=cohort).in_force() or model(cohort=cohort, number=0)
    form = VersionForm(request.POST or None, version=newest)
    if request.method == "POST" and form.is_valid() and _written(request, form, cohort, newest):
        messages.success(request, _("Saved as a new version. Those who take part will be asked to sign it."))
        return redirect(request.membership.url("programs:cohort", pk=pk))
    page = words | {"form": form, "cohort": cohort, "newest": newest, "signed": _signed(newest)}
    return render(request, "programs/version.html", page)


def _written(request, form, cohort, newest):
    try:
        seen, by = form.cleaned_data["seen"], request.membership
        return type(newest).objects.write(cohort, form.parts, seen=seen, by=by, now=request.now)
    except Outdated:
        form.outdated(newest)
    except ValidationError as error:
        form.add_error(None, error)
    return None


def _signed(newest):
    return newest.signatures.count() if newest.number else 0
