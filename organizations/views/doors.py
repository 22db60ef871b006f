from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ..actions import open_organization
from ..doors import doors_of
from ..forms import OpeningForm
from ..models import Organization
from ..registries import home_items, in_slot
from ..tenancy.scope import WEB, scope


@login_required
@require_safe
def door(request):
    """After sign-in: straight into the only organization, or a choice."""
    doors = doors_of(request.user)
    if len(doors) == 1:
        return redirect(doors[0].url)
    return render(request, "organizations/door.html", {"doors": doors})


@login_required
@rate_limit(action="open_organization")
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request):
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _opened(request, form)
    return render(request, "organizations/opening.html", {"form": form})


def _opened(request, form):
    """The token is the organization's id: a second click finds the first one's door."""
    data = form.cleaned_data
    id = data.pop("token")
    door = _door_to(request.user, id)
    if door is None:
        _must_be_new(id)
        open_organization(id=id, account=request.user, now=request.now, **data)
        door = _door_to(request.user, id)
    return redirect(f"{door.url}setup/")


def _must_be_new(id):
    with scope(WEB, id):
        if Organization.objects.exists():
            raise Http404  # someone else's token, or a door closed meanwhile


def _door_to(account, organization_id):
    return next((door for door in doors_of(account) if door.organization_id == organization_id), None)


@require_safe
def home(request):
    items = [item for provide in home_items for item in provide(request.membership, request.now)]
    items.sort(key=lambda item: (not item.asks, item.weight))
    panels = sorted(in_slot("home", request.membership, None, request.now), key=lambda panel: panel["place"])
    count = sum(item.asks for item in items)
    page = {"count": count, "next": items[0] if items else None, "items": items[1:], "panels": panels}
    return render(request, "organizations/home.html", page)
