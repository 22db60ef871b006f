from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from . import clauses, pages

        clauses.register()
        pages.register()
