"""Verbs that span models. `by` is the membership of the person who acts."""

import datetime

from django.db import transaction

from organizations.models import AuditEntry
from organizations.registries import facts

from . import contacts, templates
from .facts import CohortMade
from .models import Cohort, LabRules, RoleCharter, template_of
from .models.cohorts import LENGTH


def last_day(first_day: datetime.date):
    return first_day + LENGTH


@transaction.atomic
def make_cohort(*, program, name, by, now, starts_on=None, ends_on=None, contact=None, pk=None):
    """A draft with rules and charter from the program's template, and whoever makes it as its sponsor."""
    it = template_of(program.template)
    design = {"goal_kind": it.goal_kind, "goal": it.goal, "comparison": it.comparison, "contact": contact}
    cohort = _open(program, name, (starts_on, ends_on), design, pk=pk, by=by, now=now)
    LabRules.objects.write(cohort, templates.rows(it.rules), by=by, now=now)
    RoleCharter.objects.write(cohort, templates.rows(it.charter), by=by, now=now)
    facts.tell(CohortMade(cohort.pk, program.template), now=now)
    return cohort


KEPT = ("goal_kind", "goal", "comparison", "same_unit_allowed", "planned_pairs")


def run_again(cohort, *, name, by, now, starts_on=None, ends_on=None, changes="", pk=None):
    """A draft that keeps the design of this one and nobody of its people: who returns is enrolled anew."""
    design = {name: getattr(cohort, name) for name in KEPT} | {"copied_from": cohort, "changes": changes}
    design["contact"] = None if _has_to_go(cohort.contact, by) else cohort.contact
    copy = _open(cohort.program, name, (starts_on, ends_on), design, pk=pk, by=by, now=now)
    for paper in filter(None, cohort.papers.values()):
        type(paper).objects.copy(paper, copy, by=by, now=now)
    facts.tell(CohortMade(copy.pk, cohort.program.template, cohort.pk), now=now)
    return copy


def _has_to_go(contact, by):
    """Whether this contact has left, or stands in the line of whoever is in charge now."""
    return contact is not None and contacts.objection(contact, sponsors={by.person_id}) is not None


def _open(program, name, days, design, *, pk, by, now):
    starts_on, ends_on = days
    cohort = Cohort.objects.create(
        program=program,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on or (last_day(starts_on) if starts_on else None),
        made_at=now,
        **design,
        **({"id": pk} if pk else {}),
    )
    cohort.sponsors.create(person=by.person, since=now)
    AuditEntry.record("made", cohort, by=by, now=now)
    return cohort
