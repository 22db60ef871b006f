"""For whoever watches the servers: is the process up, and can it do its work."""

from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def live(request):
    return JsonResponse({"live": True})


@require_safe
@never_cache
def ready(request):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ready": False, "lacks": ["database"]}, status=503)
    return JsonResponse({"ready": True, "lacks": []})
