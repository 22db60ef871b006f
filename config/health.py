"""For whoever watches the servers.

- `live`: the process answers. For what restarts it when it does not.
- `ready`: it can serve pages. For a balancer, which sends nobody here while the answer is 503.
- `watch`: the whole product does its work. For a monitor that wakes somebody: 503 as soon as anything is degraded.

A late clock or a broker that is away is every web server's trouble at once. Taking them all out of the balancer would
make pages unreachable that can still be read, so `ready` only names it.
"""

import functools

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.sweep import LATE, clock_lag


@require_safe
@never_cache
def live(request):
    return JsonResponse({"live": True})


@require_safe
@never_cache
def ready(request):
    found = findings(request.now)
    return JsonResponse(found, status=200 if found["ready"] else 503)


@require_safe
@never_cache
def watch(request):
    found = findings(request.now)
    return JsonResponse(found, status=200 if found["ready"] and not found["degraded"] else 503)


def findings(now):
    """`lacks` is without which no page can be served, `degraded` what else is not as it should be; nothing of any tenant."""
    lacks, lag = _database(now)
    late = not lacks and (lag is None or lag > LATE)
    degraded = [*(["clock"] if late else []), *([] if broker_answers() else ["broker"])]
    return {"ready": not lacks, "lacks": lacks, "degraded": degraded, "lag_seconds": lag}


def _database(now):
    try:
        if not migrated():
            return ["migrations"], None
        return [], clock_lag(now)
    except DatabaseError:
        return ["database"], None


@functools.cache
def _newest_migrations():
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def migrated():
    """Whether every app's newest migration has run: this code may be newer than the database."""
    return _newest_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


def broker_answers():
    try:
        with redis.Redis.from_url(settings.BROKER, socket_connect_timeout=1, socket_timeout=1) as broker:
            return broker.ping()
    except (redis.RedisError, OSError):
        return False
