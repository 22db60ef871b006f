from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    name = "checkins"

    def ready(self):
        from notifications.news import news
        from organizations.registries import clock_kinds, facts, home_items, page_slots
        from pairing.facts import PairStarted
        from programs.facts import CohortResumed
        from sessions.facts import SessionHeld, SessionUnheld

        from . import clock, home

        news.add(clock.NEWS)
        for kind in clock.KINDS:
            clock_kinds.add(kind.key, kind)
        facts.subscribe(SessionHeld, clock.session_held)
        facts.subscribe(SessionUnheld, clock.session_unheld)
        facts.subscribe(PairStarted, clock.pair_started)
        facts.subscribe(CohortResumed, clock.go_on)
        page_slots.add(("nav", "checkins"), home.nav)
        home_items.add("checkins-asked", home.asked)
        home_items.add("checkins-queue", home.queue)
