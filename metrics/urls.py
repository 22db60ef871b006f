from django.urls import path

from .views import measures, reports

app_name = "metrics"
REPORT = "o/<slug:organization>/lab/<uuid:pk>/report/"
REPORTS = "o/<slug:organization>/cohorts/<uuid:pk>/lab-reports/"
urlpatterns = [
    path("o/<slug:organization>/cohorts/<uuid:pk>/measures/", measures.measures, name="measures"),
    path("o/<slug:organization>/cohorts/<uuid:pk>/figures/", measures.observations, name="observations"),
    path("o/<slug:organization>/measures/<uuid:pk>/", measures.indicator, name="indicator"),
    path("o/<slug:organization>/surveys/<uuid:pk>/", measures.survey, name="survey"),
    path("o/<slug:organization>/quarter/", measures.quarters, name="quarters"),
    path("o/<slug:organization>/quarter/<int:year>/<int:number>/", measures.quarter, name="quarter"),
    path("o/<slug:organization>/quarter/<int:year>/<int:number>/figures.csv", measures.quarter_csv, name="quarter_csv"),
    path(REPORT, reports.lab_report, name="lab_report"),
    path(f"{REPORT}release/", reports.release, name="report_release"),
    path(f"{REPORT}taking-back/", reports.taking_back, name="report_taking_back"),
    path(f"{REPORT}none/", reports.none, name="report_none"),
    path(REPORTS, reports.lab_reports, name="lab_reports"),
    path(f"{REPORTS}<uuid:pair>/", reports.released, name="released_report"),
    path(f"{REPORTS}<uuid:pair>/not-delivered/", reports.not_delivered, name="report_not_delivered"),
]
