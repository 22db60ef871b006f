from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrganizationsConfig(AppConfig):
    name = "organizations"

    def ready(self):
        from . import speaking
        from .tenancy.roles import grant
        from .tenancy.schema import complete_all

        complete_all()
        speaking.install()
        post_migrate.connect(grant, sender=self)
        self._register()

    def _register(self):
        from . import frame, setup
        from .importing import slots, tasks  # noqa: F401  (a worker must know the task)
        from .registries import home_items, page_slots

        home_items.add("setup", setup.home_items)
        page_slots.add(("setup", "roster"), setup.roster_step)
        page_slots.add(("setup", "second_admin"), setup.second_admin_step)
        page_slots.add(("nav", "people"), slots.nav)
        page_slots.add(("nav", "settings"), frame.settings_link)
