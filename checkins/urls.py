from django.urls import path

from . import views

app_name = "checkins"
urlpatterns = [
    path("o/<slug:organization>/check-ins/", views.checkins, name="checkins"),
    path("o/<slug:organization>/check-ins/<uuid:pk>/", views.checkin, name="checkin"),
    path("o/<slug:organization>/check-ins/<uuid:pk>/conversation/", views.conversation, name="conversation"),
    path("o/<slug:organization>/check-ins/<uuid:pk>/answers/", views.answers, name="answers"),
]
