from django.urls import path

from . import views

urlpatterns = [
    path("", views.start, name="import"),
    path("<uuid:pk>/", views.job, name="import_job"),
    path("<uuid:pk>/progress/", views.progress, name="import_progress"),
    path("<uuid:pk>/columns/", views.columns, name="import_columns"),
    path("<uuid:pk>/writing/", views.writing, name="import_writing"),
    path("<uuid:pk>/cancelling/", views.cancelling, name="import_cancelling"),
    path("<uuid:pk>/lines/", views.lines, name="import_lines"),
    path("<uuid:pk>/names/<slug:kind>/", views.names, name="import_names"),
]
