from . import design

app_name = "programs"
urlpatterns = [*design.urlpatterns]
