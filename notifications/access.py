"""The only place where a membership and an id become one of this app's objects, or a 404."""

import functools

from django.conf import settings
from django.http import Http404

from organizations.access import one

from .models import DemoMail, Notice


def notices_of(membership):
    return Notice.objects.of(membership)


def notice_of(membership, pk):
    return one(notices_of(membership), pk=pk)


def demo_only(view):
    """Outside a demonstration the page is not there."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def demo_mail(pk):
    return one(DemoMail.objects.all(), pk=pk)
