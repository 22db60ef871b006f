"""One's own account: it belongs to no organization, so neither does this page."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..doors import doors_of
from ..forms import AccountForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("organizations:account")
    return render(request, "organizations/account.html", {"form": form, "doors": doors_of(request.user)})


@login_required
@require_POST
def sessions(request):
    request.user.sign_out_everywhere()
    update_session_auth_hash(request, request.user)  # this one stays
    messages.success(request, _("Signed out everywhere else."))
    return redirect("organizations:account")
