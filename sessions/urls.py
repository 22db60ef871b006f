from django.urls import path

from . import views

app_name = "sessions"
here = "o/<slug:organization>/sessions/"
urlpatterns = [
    path(here, views.sessions, name="sessions"),
    path(f"{here}pairs/<uuid:pair>/hour", views.hour, name="hour"),
    path(f"{here}pairs/<uuid:pair>/new", views.add, name="add"),
    path(f"{here}homework/<uuid:pk>/state", views.homework_state, name="homework_state"),
    path(f"{here}<uuid:pk>/", views.session, name="session"),
    path(f"{here}<uuid:pk>/log", views.log, name="log"),
    path(f"{here}<uuid:pk>/move", views.move, name="move"),
    path(f"{here}<uuid:pk>/cancellation", views.cancel, name="cancel"),
    path(f"{here}<uuid:pk>/rules", views.affirm, name="affirm"),
]
