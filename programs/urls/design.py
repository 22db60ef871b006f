from django.urls import path

from ..views import again, cohorts, documents, own_templates, papers, programs, tools, versions

COHORTS = "o/<slug:organization>/cohorts/"
COHORT = f"{COHORTS}<uuid:pk>/"
PAPERS = f"{COHORT}papers/"
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
    path(f"{COHORT}pause/", cohorts.pause, name="pause"),
    path(f"{COHORT}resume/", cohorts.resume, name="resume"),
    path(f"{COHORT}cancel/", cohorts.cancel, name="cancel"),
    path(f"{COHORT}sponsors/", cohorts.sponsors, name="sponsors"),
    path(f"{COHORT}rules/", documents.rules, name="rules"),
    path(f"{COHORT}charter/", documents.charter, name="charter"),
    path(PAPERS, papers.papers, name="papers"),
    path(f"{PAPERS}pdf/", papers.papers_pdf_for_hand, name="papers_pdf"),
    path(f"{PAPERS}scope/", papers.scope, name="scope"),
    path(f"{PAPERS}backing/", papers.backing_page, name="backing"),
    path(f"{PAPERS}backing/pdf/", papers.backing_pdf, name="backing_pdf"),
    path(f"{PAPERS}signatures/", versions.signatures, name="signatures"),
    path(f"{PAPERS}<slug:paper>/", versions.versions, name="versions"),
    path(f"{PAPERS}<slug:paper>/fit/", documents.papers_fit, name="papers_fit"),
    path(f"{PAPERS}<slug:paper>/<int:number>/", versions.version, name="version"),
    path(f"{PAPERS}<slug:paper>/<int:number>/pdf/", versions.version_pdf, name="version_pdf"),
    path(TOOLS, tools.tools, name="tools"),
    path(f"{TOOLS}new/", tools.tool_new, name="tool_new"),
    path(f"{TOOLS}<uuid:pk>/", tools.tool, name="tool"),
]
