from django.urls import path

from . import views

app_name = "metrics"
urlpatterns = [
    path("o/<slug:organization>/cohorts/<uuid:pk>/measures/", views.measures, name="measures"),
    path("o/<slug:organization>/cohorts/<uuid:pk>/figures/", views.observations, name="observations"),
    path("o/<slug:organization>/measures/<uuid:pk>/", views.indicator, name="indicator"),
    path("o/<slug:organization>/surveys/<uuid:pk>/", views.survey, name="survey"),
    path("o/<slug:organization>/quarter/", views.quarters, name="quarters"),
    path("o/<slug:organization>/quarter/<int:year>/<int:number>/", views.quarter, name="quarter"),
    path("o/<slug:organization>/quarter/<int:year>/<int:number>/figures.csv", views.quarter_csv, name="quarter_csv"),
]
