"""What a participant says of themselves: read by their partner and sponsors, written by nobody else."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import access, taking_time
from ..forms.enrolments import profile_form, readers_of
from .answers import posted


@require_safe
def profile(request, pk):
    enrolment = access.enrolment_to_read(request.membership, pk)
    is_own = enrolment.person_id == request.membership.person_id
    context = {"enrolment": enrolment, "is_own": is_own, "may_edit": is_own and enrolment.is_active}
    context["asked"] = [(it, taking_time.about(it.minutes)) for it in _hours_told(request.membership, enrolment)]
    context["readers"] = readers_of(enrolment) if is_own else None
    return render(request, "programs/enrolment_profile.html", context)


def _hours_told(membership, enrolment):
    """What a mentor's line manager was told and answered: for the mentor and the sponsors, not for their partner."""
    is_theirs = enrolment.person_id == membership.person_id or access.is_in_charge(membership, enrolment.cohort)
    if enrolment.is_leader or not is_theirs:
        return []
    return enrolment.hours_agreements.standing().select_related("manager").order_by("asked_at", "id")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    enrolment = access.own_enrolment(request.membership, pk)
    form = profile_form(enrolment, posted(request))
    if form.is_valid():
        is_whole = not form.is_for_now
        enrolment.fill_in(by=request.membership, now=request.now, is_whole=is_whole, **form.profile)
        messages.success(
            request, _("Your profile is kept.") if is_whole else _("Kept as it is. Come back when you like.")
        )
        return redirect(request.membership.url("programs:labs"))
    return render(request, "programs/enrolment_profile_edit.html", {"enrolment": enrolment, "form": form})
