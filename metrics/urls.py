from django.urls import path

from . import report_views, views

app_name = "metrics"
REPORT = "o/<slug:organization>/lab/<uuid:pk>/report/"
REPORTS = "o/<slug:organization>/cohorts/<uuid:pk>/lab-reports/"
urlpatterns = [
    path("o/<slug:organization>/cohorts/<uuid:pk>/measures/", views.measures, name="measures"),
    path("o/<slug:organization>/cohorts/<uuid:pk>/figures/", views.observations, name="observations"),
    path("o/<slug:organization>/measures/<uuid:pk>/", views.indicator, name="indicator"),
    path("o/<slug:organization>/surveys/<uuid:pk>/", views.survey, name="survey"),
    path("o/<slug:organization>/quarter/", views.quarters, name="quarters"),
    path("o/<slug:organization>/quarter/<int:year>/<int:number>/", views.quarter, name="quarter"),
    path("o/<slug:organization>/quarter/<int:year>/<int:number>/figures.csv", views.quarter_csv, name="quarter_csv"),
    path(REPORT, report_views.lab_report, name="lab_report"),
    path(f"{REPORT}release/", report_views.release, name="report_release"),
    path(f"{REPORT}taking-back/", report_views.taking_back, name="report_taking_back"),
    path(f"{REPORT}none/", report_views.none, name="report_none"),
    path(REPORTS, report_views.lab_reports, name="lab_reports"),
    path(f"{REPORTS}<uuid:pair>/", report_views.released, name="released_report"),
    path(f"{REPORTS}<uuid:pair>/not-delivered/", report_views.not_delivered, name="report_not_delivered"),
]
