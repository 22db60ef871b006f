"""The pages of the demonstration before any door: how far it is, and one click to come in. Outside DEMO=1 they are not there."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notifications.access import demo_only
from organizations.models import Account

from .. import gallery
from . import filling, people


def entrance():
    """What the sign-in page shows beside its form, and the address that answers it anew."""
    return {"filling": filling.state(), "offered": people.offered()}


@require_safe
@never_cache
@demo_only
def progress(request):
    return render(request, "demo/entrance.html", entrance())


@require_safe
@demo_only
def components(request):
    """For who draws pages: each component in each of its states."""
    return render(request, "components_gallery.html", gallery.context())


@require_POST
@demo_only
def sign_in(request):
    """As one of those who are offered, and as nobody else."""
    email = request.POST.get("email", "")
    if email not in people.offered_addresses():
        raise Http404
    account = get_object_or_404(Account, email=email)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
