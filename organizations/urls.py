from django.urls import path

from . import views

app_name = "organizations"
urlpatterns = [
    path("", views.door, name="door"),
    path("o/<slug:organization>/", views.home, name="home"),
]
