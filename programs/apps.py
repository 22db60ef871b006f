from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from . import clauses, pages, people, reminding, signing_up

        clauses.register()
        pages.register()
        people.register()
        signing_up.register()
        reminding.register()
