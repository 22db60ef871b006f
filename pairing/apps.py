from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "pairing"

    def ready(self):
        from . import advice, clauses, mails, settling, slots, turning

        advice.register()
        clauses.register()
        mails.register()
        settling.register()
        slots.register()
        turning.register()
