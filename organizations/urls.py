from django.urls import include, path

from . import views

app_name = "organizations"
urlpatterns = [
    path("", views.door, name="door"),
    path("o/<slug:organization>/", views.home, name="home"),
    path("o/<slug:organization>/people/import/", include("organizations.importing.urls")),
]
