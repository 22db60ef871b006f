from django.urls import include, path

from .views import account, answers, audit, doors, guide, invitations, members, settings

app_name = "organizations"

settings_urls = [
    path("", settings.organization, name="settings"),
    path("words/", settings.words, name="words"),
    path("audit/", audit.audit, name="audit"),
    path("people/", members.people, name="people"),
    path("people/<uuid:pk>/", members.member, name="member"),
    path("people/<uuid:pk>/roles/", members.roles, name="member_roles"),
    path("people/<uuid:pk>/closing/", members.closing, name="member_closing"),
    path("people/<uuid:pk>/reopening/", members.reopening, name="member_reopening"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/newcomer/", invitations.newcomer, name="invitation_newcomer"),
    path("invitations/<uuid:pk>/sending/", invitations.sending, name="invitation_sending"),
    path("invitations/<uuid:pk>/revocation/", invitations.revocation, name="invitation_revocation"),
]
inside = [
    path("", doors.home, name="home"),
    path("setup/", guide.setup, name="setup"),
    path("setup/closing/", guide.closing, name="setup_closing"),
    path("settings/", include(settings_urls)),
    path("people/import/", include("organizations.importing.urls")),
]
urlpatterns = [
    path("", doors.door, name="door"),
    path("account/", account.account, name="account"),
    path("account/sessions/", account.sessions, name="account_sessions"),
    path("organizations/new/", doors.opening, name="opening"),
    path("invitations/<str:token>/", answers.answer, name="invitation"),
    path("o/<slug:organization>/", include(inside)),
]
