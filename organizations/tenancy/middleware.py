"""Opens the scope of /o/<organization>/… around the view and its rendering; whatever failed is rolled back."""

import re

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from ..doors import doors_of
from ..speaking import knows
from .scope import WEB, scope

INSIDE = re.compile(r"/o/(?P<slug>[^/]+)/")


def read_clock():
    """A name of its own, so that a test can live through months."""
    return timezone.now()


class ClockMiddleware:
    """One `now` for the whole request: views pass it on, nothing below reads a clock."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.now = read_clock()
        return self.get_response(request)


class TenantMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.membership, request.failed = None, False
        slug = self._organization_in(request.path_info)
        if slug is None:
            return self.get_response(request)  # sign-in, health: no tenant table answers there
        if not request.user.is_authenticated:
            return self._sign_in_first(request)
        request.doors = doors_of(request.user)
        door = next((door for door in request.doors if door.slug == slug), None)
        if door is None:
            raise Http404
        return self._within(door, request)

    def _within(self, door, request):
        with scope(WEB, door.organization_id, door.person_id) as opened:
            request.membership = door.membership()
            knows(request.membership.organization)
            with timezone.override(request.membership.person.zone):  # pages name times on their reader's clock
                response = self.get_response(request)  # renders a TemplateResponse as well
            if request.failed or response.status_code >= 500:
                transaction.set_rollback(True)
        if response.streaming and not response.is_async:
            response.streaming_content = self._scoped(opened, response.streaming_content)
        response.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ["Cookie", "HX-Request", "HX-Target"])
        return response

    def process_view(self, request, view, args, kwargs):
        kwargs.pop("organization", None)  # views read request.membership, never the address

    def process_exception(self, request, exception):
        request.failed = True  # Http404 and PermissionDenied too: what the view had written goes

    @staticmethod
    def _organization_in(path):
        return match["slug"] if (match := INSIDE.match(path)) else None

    @staticmethod
    def _sign_in_first(request):
        """The same for every address under /o/, whether or not it exists."""
        if request.htmx:
            return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
        return redirect_to_login(request.get_full_path())

    @staticmethod
    def _scoped(opened, content):
        """A stream is read after the middleware has left: row policies hold for it all the same."""
        with scope(opened.role, opened.organization, opened.person):
            yield from content
