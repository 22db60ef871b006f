from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("o/<slug:organization>/notices/", views.notices, name="notices"),
    path("o/<slug:organization>/notices/reading", views.notices_read, name="notices_read"),
    path("o/<slug:organization>/notices/<uuid:pk>/reading", views.notice_read, name="notice_read"),
    path("o/<slug:organization>/reach/", views.reach, name="reach"),
    path("o/<slug:organization>/reach/links", views.links_void, name="links_void"),
    path("mails/choices/<str:token>/", views.preferences, name="preferences"),
    path("mails/off/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("demo/mails", views.demo_mails, name="demo_mails"),
    path("demo/mails/<uuid:pk>", views.demo_mail, name="demo_mail"),
]
