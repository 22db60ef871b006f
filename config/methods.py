"""Pages know three methods. Whatever else is asked is refused before a session is read or an organization opened."""

from django.http import HttpResponseNotAllowed

KNOWN = ("GET", "HEAD", "POST")


class KnownMethodsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request) if request.method in KNOWN else HttpResponseNotAllowed(KNOWN)
