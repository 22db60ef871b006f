from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from . import (
            advice,
            clauses,
            line_managers,
            news,
            pages,
            people,
            reminding,
            scope,
            side_by_side,
            signing,
            signing_up,
            taking_time,
            turning,
        )

        advice.register()
        clauses.register()
        pages.register()
        people.register()
        scope.register()
        signing.register()
        signing_up.register()
        reminding.register()
        taking_time.register()
        line_managers.register()
        side_by_side.register()
        turning.register()
        news.register()
