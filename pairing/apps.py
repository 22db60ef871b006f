from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "pairing"

    def ready(self):
        from . import clauses, mails, settling, slots

        clauses.register()
        mails.register()
        settling.register()
        slots.register()
