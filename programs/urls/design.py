from django.urls import path

from ..views import again, cohorts, documents, own_templates, programs, tools

COHORTS = "o/<slug:organization>/cohorts/"
COHORT = f"{COHORTS}<uuid:pk>/"
PROGRAMS = f"{COHORTS}programs/"
TOOLS = "o/<slug:organization>/tools/"

urlpatterns = [
    path(COHORTS, cohorts.cohorts, name="cohorts"),
    path(f"{PROGRAMS}templates/", programs.templates, name="templates"),
    path(f"{PROGRAMS}templates/copy/", own_templates.copy, name="template_copy"),
    path(f"{PROGRAMS}templates/<uuid:pk>/", own_templates.template, name="template"),
    path(f"{PROGRAMS}new/", programs.program_new, name="program_new"),
    path(f"{PROGRAMS}<uuid:pk>/", programs.program, name="program"),
    path(f"{PROGRAMS}<uuid:pk>/cohorts/new/", cohorts.cohort_new, name="cohort_new"),
    path(COHORT, cohorts.cohort, name="cohort"),
    path(f"{COHORT}design/", cohorts.cohort_edit, name="cohort_edit"),
    path(f"{COHORT}advance/<slug:leaving>/", cohorts.advance, name="advance"),
    path(f"{COHORT}again/", again.run_again, name="run_again"),
    path(f"{COHORT}cancel/", cohorts.cancel, name="cancel"),
    path(f"{COHORT}sponsors/", cohorts.sponsors, name="sponsors"),
    path(f"{COHORT}rules/", documents.rules, name="rules"),
    path(f"{COHORT}charter/", documents.charter, name="charter"),
    path(f"{COHORT}papers/", documents.papers, name="papers"),
    path(TOOLS, tools.tools, name="tools"),
    path(f"{TOOLS}new/", tools.tool_new, name="tool_new"),
    path(f"{TOOLS}<uuid:pk>/", tools.tool, name="tool"),
]
