from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self):
        from notifications.news import news
        from organizations.registries import (
            clock_kinds,
            cohort_answers,
            cohort_facts,
            facts,
            gate_clauses,
            home_items,
            page_slots,
        )
        from programs.facts import CohortDaysChanged, CohortMade, CohortMoved

        from . import clauses, clock, design, forecast, home, report_panels, reporting, resting, workspace

        news.add(clock.NEWS)
        for kind in clock.KINDS:
            clock_kinds.add(kind.key, kind)
        for clause in clauses.CLAUSES:
            gate_clauses.add(f"metrics.{clause.key}", clause)
        cohort_answers.add(workspace.waves_of, workspace.waves_of_all)
        cohort_answers.add(workspace.indicators_of, workspace.indicators_of_all)
        cohort_facts.add(reporting.FACT, reporting.counting)
        facts.subscribe(CohortMade, design.define_indicators)
        facts.subscribe(CohortDaysChanged, design.days_changed)
        facts.subscribe(CohortMoved, resting.cohort_moved)
        home_items.add("metrics-surveys", home.surveys)
        page_slots.add(("nav", "metrics"), home.nav)
        page_slots.add(("home", "metrics"), home.newest_quarter)
        page_slots.add(("cohort", "metrics"), workspace.panel)
        home_items.add("metrics-reports", report_panels.home)
        page_slots.add(("pair", "metrics"), report_panels.on_pair)
        page_slots.add(("cohort", "lab-reports"), report_panels.on_cohort)
        page_slots.add(("again", "lab-reports"), report_panels.on_run_again)
        page_slots.add(("gate", "forecast"), forecast.at_the_gate)
        page_slots.add(("launch", "forecast"), forecast.on_the_checklist)
