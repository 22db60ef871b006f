from django.urls import include, path

from . import health

# Apps whose pages all live inside an organization; `organizations` also has those before its door.
INSIDE = ["programs", "pairing", "sessions", "checkins", "metrics"]

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("", include("organizations.urls")),
    path("", include("notifications.urls")),
]
