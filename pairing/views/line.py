"""The reporting line further up (N7): what a cohort's sponsors sign for two people, and take back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organizations.access import one

from .. import access, excepting
from ..everyone import people_of
from ..forms import ExceptionForm
from .board import UNPROCESSABLE, start_run


@require_http_methods(["GET", "HEAD", "POST"])
def exceptions(request, pk):
    """Those that are signed, and one more to sign; the address may name the two."""
    cohort = access.cohort_to_pair(request.membership, pk)
    people = people_of(request.membership, cohort)
    # The address names the two, and nothing else: reason and name are typed by whoever signs.
    two = {role: request.GET.get(role) for role in ("leader", "mentor")}
    form = ExceptionForm(people.values(), request.POST if request.method == "POST" else None, initial=two)
    if form.is_valid():
        try:
            made = excepting.sign(cohort, **form.cleaned_data, by=request.membership, now=request.now)
        except ValidationError as error:
            form.add_error("mentor", error)
        else:
            return _signed(request, cohort, made)
    signed = people.meet(access.exceptions_to_lead(request.membership, cohort))
    page = {"cohort": cohort, "form": form, "signed": signed}
    return render(request, "pairing/exceptions.html", page, status=UNPROCESSABLE if form.errors else 200)


def _signed(request, cohort, made):
    if made.pair_id:
        says = _("Signed. %(mentor)s is asked to agree; until then nothing changes.")
        messages.success(request, says % {"mentor": made.mentor.person.name})
        return redirect(request.membership.url("pairing:pairs", pk=cohort.pk))
    if "run" in request.POST:
        return start_run(request, cohort, keeps=True)
    messages.success(request, _("Signed. Run again to see what moves."))
    return redirect(request.membership.url("pairing:board", pk=cohort.pk))


@require_POST
def taking_back(request, pk, exception):
    cohort = access.cohort_to_pair(request.membership, pk)
    found = one(access.exceptions_to_lead(request.membership, cohort), pk=exception)
    try:
        excepting.take_back(found, by=request.membership, now=request.now)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. Run again to see what moves."))
    return redirect(request.membership.url("pairing:exceptions", pk=pk))
