"""Lab rules and role charter: written by sponsors, read and signed by those who take part."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import access
from ..forms.documents import SignForm, VersionForm
from ..models import CharterSignature, Enrolment, LabRules, RoleCharter
from ..models.documents import Outdated, papers_in_force


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


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request, pk):
    cohort = access.cohort_for_reader(request.membership, pk)
    enrolment = cohort.enrolments.active().filter(person_id=request.membership.person_id).first()
    in_force = papers_in_force(cohort)
    form = SignForm(request.POST or None, papers=in_force)
    if request.method == "POST":
        if enrolment is None or not all(in_force.values()):
            raise PermissionDenied  # its sponsors read these pages, those who take part sign them once they are written
        if form.is_valid() and _sign(request, form, enrolment):
            messages.success(request, _("Signed. Thank you."))
            return redirect(request.membership.url("programs:papers", pk=pk))
    page = {"cohort": cohort, "enrolment": enrolment, "form": form, **in_force}
    return render(request, "programs/papers.html", page | {"signature": _own_signature(cohort, enrolment)})


def _sign(request, form, enrolment):
    try:
        return CharterSignature.objects.sign(enrolment, by=request.membership, now=request.now, **form.cleaned_data)
    except Outdated:
        form.outdated()
    return None


def _own_signature(cohort, enrolment: Enrolment | None):
    return CharterSignature.objects.in_force(cohort).filter(enrolment=enrolment).first() if enrolment else None
