from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from . import advice, clauses, pages, people

        advice.register()
        clauses.register()
        pages.register()
        people.register()
