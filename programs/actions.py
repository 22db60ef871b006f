"""Verbs that span models. `by` is the membership of the person who acts."""

import datetime

from organizations.models import AuditEntry
from organizations.registries import facts

from . import templates
from .facts import CohortMade
from .models import Cohort, LabRules, RoleCharter
from .models.cohorts import LENGTH


def last_day(first_day: datetime.date):
    return first_day + LENGTH


def make_cohort(*, program, name, by, now, starts_on=None, ends_on=None, contact=None, pk=None):
    """A draft with rules and charter from the program's template, and whoever makes it as its sponsor."""
    it = templates.template(program.template)
    cohort = Cohort.objects.create(
        program=program,
        name=name,
        goal_kind=it.goal_kind,
        goal=it.goal,
        comparison=it.comparison,
        starts_on=starts_on,
        ends_on=ends_on or (last_day(starts_on) if starts_on else None),
        contact=contact,
        made_at=now,
        **({"id": pk} if pk else {}),
    )
    cohort.sponsors.create(person=by.person, since=now)
    LabRules.objects.write(cohort, templates.rows(it.rules), by=by, now=now)
    RoleCharter.objects.write(cohort, templates.rows(it.charter), by=by, now=now)
    AuditEntry.record("made", cohort, by=by, now=now)
    facts.tell(CohortMade(cohort.pk, program.template), now=now)
    return cohort
