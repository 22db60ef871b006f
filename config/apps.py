from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self):
        from config import celery  # noqa: F401  (tasks need their app wherever they are called from)
        from config.forms import say_what_to_do

        say_what_to_do()
