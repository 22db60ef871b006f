from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from . import clauses, pages, people, scope, signing

        clauses.register()
        pages.register()
        people.register()
        scope.register()
        signing.register()
