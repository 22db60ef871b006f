from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from . import clauses, pages, people

        clauses.register()
        pages.register()
        people.register()
