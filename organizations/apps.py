from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrganizationsConfig(AppConfig):
    name = "organizations"

    def ready(self):
        from .tenancy.roles import grant
        from .tenancy.schema import complete_all

        complete_all()
        post_migrate.connect(grant, sender=self)
