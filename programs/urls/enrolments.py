from django.urls import path

from ..views import applicants, bulk, enrolments, labs, line_managers, profiles, questions, settling, sign_ups

PEOPLE = "o/<slug:organization>/cohorts/<uuid:pk>/people/"
LABS = "o/<slug:organization>/labs/"
LAB = f"{LABS}<uuid:pk>/"
SIGN_UPS = "o/<slug:organization>/sign-up/"
SIGN_UP = f"{SIGN_UPS}<uuid:pk>/"
APPLICANT = "o/<slug:organization>/applicants/<uuid:pk>/"
NOMINATION = "o/<slug:organization>/nominations/<uuid:pk>/"

urlpatterns = [
    path(PEOPLE, enrolments.enrolled, name="enrolled"),
    path(f"{PEOPLE}roster/", enrolments.roster, name="enrol"),
    path(f"{PEOPLE}list/", enrolments.pasted, name="enrol_list"),
    path(f"{PEOPLE}bulk/", bulk.choose, name="bulk"),
    path(f"{PEOPLE}bulk/<uuid:job>/", bulk.job, name="bulk_job"),
    path(f"{PEOPLE}bulk/<uuid:job>/going/", bulk.going, name="bulk_going"),
    path("o/<slug:organization>/cohorts/<uuid:pk>/questions/", settling.questions, name="questions"),
    path(SIGN_UPS, sign_ups.sign_ups, name="sign_ups"),
    path(SIGN_UP, sign_ups.sign_up, name="sign_up"),
    path(f"{SIGN_UP}taking-back/", sign_ups.taking_back, name="sign_up_taking_back"),
    path(f"{SIGN_UP}nominating/", sign_ups.nominate, name="nominate"),
    path(f"{PEOPLE}asking/", applicants.applicants, name="applicants"),
    path(f"{PEOPLE}sign-up/<slug:role>/", applicants.sign_up_edit, name="sign_up_edit"),
    path(f"{APPLICANT}enrolling/", applicants.enrolling_one, name="applicant_enrolling"),
    path(f"{APPLICANT}declining/", applicants.declining, name="applicant_declining"),
    path(f"{NOMINATION}accepting/", applicants.accepting, name="nomination_accepting"),
    path(f"{NOMINATION}setting-aside/", applicants.setting_aside, name="nomination_setting_aside"),
    path(LABS, labs.labs, name="labs"),
    path(f"{LABS}hours/", labs.hours, name="hours"),
    path("hours/<str:token>/", line_managers.agreement, name="hours_agreement"),
    path(f"{LAB}withdrawal/", enrolments.withdrawal, name="withdrawal"),
    path(f"{LAB}profile/", profiles.profile, name="profile"),
    path(f"{LAB}profile/edit/", profiles.edit, name="profile_edit"),
    path(f"{LAB}question/", questions.question, name="question"),
    path(f"{LAB}question/write/", questions.write, name="question_write"),
    path(f"{LAB}question/hints/", questions.hints, name="question_hints"),
    path(f"{LAB}question/going-ahead/", questions.going_ahead, name="question_going_ahead"),
    path(f"{LAB}question/settling/", settling.settle, name="question_settling"),
    path(f"{LAB}question/suggestion/", settling.suggest, name="question_suggestion"),
]
