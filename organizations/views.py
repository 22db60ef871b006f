from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse

from .doors import doors_of
from .registries import home_items


@login_required
def door(request):
    """After sign-in: straight into the only organization, or a choice."""
    doors = doors_of(request.user)
    if len(doors) == 1:
        return redirect(reverse("organizations:home", kwargs={"organization": doors[0].slug}))
    return render(request, "organizations/door.html", {"doors": doors})


def home(request):
    items = [item for provide in home_items for item in provide(request.membership, request.now)]
    items.sort(key=lambda item: item.weight)
    page = {"count": len(items), "next": items[0] if items else None, "items": items[1:]}
    return render(request, "organizations/home.html", page)
