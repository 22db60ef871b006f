from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "lab_sessions"

    def ready(self):
        from organizations.registries import clock_kinds, facts, gate_clauses, home_items, page_slots, personal_data
        from pairing.facts import PairEnded, PairStarted
        from programs.facts import CohortResumed

        from . import advice, asking, clock, inviting, news, personal, reminders, rhythms, slots
        from .actions import release_ended, resting
        from .facts import SessionCancelled

        page_slots.add(("nav", "sessions"), slots.nav)
        page_slots.add(("cohort", "sessions"), rhythms.cohort_panel)
        page_slots.add(("pairs", "sessions"), rhythms.of_pairs)
        page_slots.add(("lab", "sessions"), slots.lab)
        page_slots.add(("gate", "rules"), advice.rules_not_affirmed)
        page_slots.add(("gate", "work"), advice.work_not_named)
        facts.subscribe(PairEnded, release_ended)
        facts.subscribe(SessionCancelled, asking.after_two_misses)
        facts.subscribe(PairStarted, inviting.started)
        facts.subscribe(CohortResumed, resting.go_on)
        home_items.add("sessions", slots.home)
        home_items.add("kept-calendars", slots.kept_calendars)
        gate_clauses.add(slots.HOUR_CHOSEN.key, slots.HOUR_CHOSEN)
        news.register()
        for kind in (*reminders.KINDS, *inviting.KINDS, *asking.KINDS, *clock.KINDS):
            clock_kinds.add(kind.key, kind)
        for entry in personal.ENTRIES:
            personal_data.add(entry.model, entry)
