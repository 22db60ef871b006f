from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from . import advice, clauses, pages, people, side_by_side

        advice.register()
        clauses.register()
        pages.register()
        people.register()
        side_by_side.register()
