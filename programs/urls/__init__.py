from . import design, enrolments

app_name = "programs"
urlpatterns = [*design.urlpatterns, *enrolments.urlpatterns]
