"""For whoever watches the servers: is the process up, and can it do its work."""

from django.db import DatabaseError
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.sweep import clock_lag


@require_safe
@never_cache
def live(request):
    return JsonResponse({"live": True})


@require_safe
@never_cache
def ready(request):
    """`lag_seconds` is for a watchdog: a clock that is late is no reason to take the pages away."""
    try:
        lag = clock_lag(request.now)
    except DatabaseError:
        return JsonResponse({"ready": False, "lacks": ["database"]}, status=503)
    return JsonResponse({"ready": True, "lacks": [], "lag_seconds": lag})
