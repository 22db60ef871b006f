from django.urls import path

from ..views import enrolments, labs, profiles, questions, settling

PEOPLE = "o/<slug:organization>/cohorts/<uuid:pk>/people/"
LABS = "o/<slug:organization>/labs/"
LAB = f"{LABS}<uuid:pk>/"

urlpatterns = [
    path(PEOPLE, enrolments.enrolled, name="enrolled"),
    path(f"{PEOPLE}roster/", enrolments.roster, name="enrol"),
    path(f"{PEOPLE}list/", enrolments.pasted, name="enrol_list"),
    path("o/<slug:organization>/cohorts/<uuid:pk>/questions/", settling.questions, name="questions"),
    path(LABS, labs.labs, name="labs"),
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
