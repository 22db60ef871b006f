from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrganizationsConfig(AppConfig):
    name = "organizations"

    def ready(self):
        from .tenancy.roles import grant
        from .tenancy.schema import complete_all

        complete_all()
        post_migrate.connect(grant, sender=self)
        self._register_import()

    def _register_import(self):
        from .importing import slots, tasks  # noqa: F401  (a worker must know the task)
        from .registries import page_slots

        page_slots.add(("nav", "people"), slots.nav)
