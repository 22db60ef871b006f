from django.urls import path

from . import views

app_name = "sessions"
here = "o/<slug:organization>/sessions/"
kept = f"{here}calendars/<uuid:leader>/"  # for whoever keeps that leader's calendar
urlpatterns = [
    path("o/<slug:organization>/cohorts/<uuid:pk>/pairs/<uuid:pair>/asking", views.rhythm_asked, name="rhythm_asked"),
    path(here, views.sessions, name="sessions"),
    path(f"{here}pairs/<uuid:pair>/hour", views.hour, name="hour"),
    path(f"{here}pairs/<uuid:pair>/new", views.add, name="add"),
    path(f"{here}pairs/<uuid:pair>/room", views.room, name="room"),
    path(f"{here}calendar", views.feed_address, name="feed_address"),
    path(f"{here}calendar/closing", views.feed_closing, name="feed_closing"),
    path("calendar/<str:token>/", views.feed, name="feed"),
    path(f"{here}homework/<uuid:pk>/state", views.homework_state, name="homework_state"),
    path(f"{here}days-off", views.days_off, name="days_off"),
    path(f"{here}days-off/<uuid:pk>/removal", views.day_off_removal, name="day_off_removal"),
    path(f"{here}holidays", views.holidays, name="holidays"),
    path(f"{here}assistants", views.assistants, name="assistants"),
    path(f"{here}assistants/<uuid:pk>/removal", views.assistant_removal, name="assistant_removal"),
    path(f"{kept}", views.kept_calendar, name="kept_calendar"),
    path(f"{kept}pairs/<uuid:pair>/hour", views.hour, name="hour_for"),
    path(f"{kept}pairs/<uuid:pair>/new", views.add, name="add_for"),
    path(f"{kept}<uuid:pk>/move", views.move, name="move_for"),
    path(f"{kept}<uuid:pk>/cancellation", views.cancel, name="cancel_for"),
    path(f"{kept}<uuid:pk>/undo", views.undo, name="undo_for"),
    path(f"{here}<uuid:pk>/", views.session, name="session"),
    path(f"{here}<uuid:pk>/log", views.log, name="log"),
    path(f"{here}<uuid:pk>/move", views.move, name="move"),
    path(f"{here}<uuid:pk>/cancellation", views.cancel, name="cancel"),
    path(f"{here}<uuid:pk>/undo", views.undo, name="undo"),
    path(f"{here}<uuid:pk>/rules", views.affirm, name="affirm"),
    path("live/<str:token>/", views.live_pulse, name="live_pulse"),
    path(f"{here}<uuid:pk>/live", views.live, name="live"),
    path(f"{here}<uuid:pk>/live/state", views.live_state, name="live_state"),
    path(f"{here}<uuid:pk>/live/begin", views.live_begin, name="live_begin"),
    path(f"{here}<uuid:pk>/live/next", views.live_next, name="live_next"),
    path(f"{here}<uuid:pk>/live/more", views.live_more, name="live_more"),
    path(f"{here}<uuid:pk>/live/end", views.live_end, name="live_end"),
    path(f"{here}<uuid:pk>/live/rules", views.live_rules, name="live_rules"),
    path(f"{here}<uuid:pk>/live/notes", views.live_notes, name="live_notes"),
    path(f"{here}<uuid:pk>/live/homework/<uuid:homework>", views.live_homework, name="live_homework"),
]
