from django.urls import include, path

from . import health
from .demo import views as demo

# `organizations` and `notifications` also have pages before an organization's door.
APPS = ["organizations", "notifications", "programs", "pairing", "sessions", "checkins", "metrics"]

urlpatterns = [
    path("accounts/", include("organizations.account_urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("demo/components", demo.components, name="demo_components"),
    path("health/watch", health.watch, name="health_watch"),
    path("demo/progress", demo.progress, name="demo_progress"),
    path("demo/sign-in/", demo.sign_in, name="demo_sign_in"),
    *(path("", include(f"{app}.urls")) for app in APPS),
]

handler500 = "config.errors.broken"
