from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self):
        from organizations.facts import ActRecorded, FileStored
        from organizations.registries import ClockKind, clock_kinds, facts, page_slots, personal_data

        from . import personal, retention, sealing, slots
        from .mail import TOGETHER
        from .news import DIGEST, NewsKind, news

        news.add(
            NewsKind(DIGEST, "", "", noticed=False, in_digest=False, waits=False),
            NewsKind(TOGETHER, "", "", noticed=False, may_turn_off=False, waits=False),
        )
        facts.subscribe(FileStored, retention.plan_file)
        clock_kinds.add(
            "erase-files", ClockKind("erase-files", retention.file_is_there, retention.erase_file, once=True)
        )
        clock_kinds.add(
            retention.FORGET, ClockKind(retention.FORGET, retention.always, retention.forget_done, once=True)
        )
        facts.subscribe(ActRecorded, sealing.plan)
        clock_kinds.add(sealing.KIND, ClockKind(sealing.KIND, sealing.always, sealing.perform, once=True))
        page_slots.add(("nav", "notices"), slots.notices)
        page_slots.add(("me", "reach"), slots.reach)
        page_slots.add(("home", "late-clock"), slots.late_clock)
        page_slots.add(("home", "unreachable"), slots.unreachable)
        page_slots.add(("people", "unreachable"), slots.mark)
        page_slots.add(("outside", "demo-mails"), slots.demo_mails)
        for entry in personal.ENTRIES:
            personal_data.add(entry.model, entry)
