"""The page of an error that nobody asked for: ours to mend (500), or something that we stand on is away for a moment (503)."""

import sys

import redis
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER = 30  # seconds; a database comes back in less when it is only restarted
# Of Postgres: connection lost or refused, shutting down or starting, no seat left. Not: a lock, a deadlock, a slow query.
AWAY = ("08", "57P", "53")


def broken(request):
    """Django calls it while the exception is handled. Neither page asks the database, or who is here."""
    status = 503 if is_away(sys.exception()) else 500
    response = HttpResponse(render_to_string(f"{status}.html"), status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def is_away(error):
    """Whether this, or what it came of, says that the database or the cache cannot be reached."""
    while error is not None:
        if isinstance(error, redis.ConnectionError | redis.TimeoutError | InterfaceError):
            return True
        if isinstance(error, OperationalError) and _cannot_be_reached(error.__cause__):
            return True
        error = error.__cause__ or error.__context__
    return False


def _cannot_be_reached(cause):
    state = getattr(cause, "sqlstate", None)
    return state is None or state.startswith(AWAY)
