from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "pairing"

    def ready(self):
        from . import advice, clauses, mails, news, settling, slots, turning

        advice.register()
        clauses.register()
        mails.register()
        news.register()
        settling.register()
        slots.register()
        turning.register()
