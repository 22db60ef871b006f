"""When a cohort goes on after a rest: its open surveys get back the days that they had left."""

from programs.models import Cohort, CohortStep

from . import design


def cohort_moved(fact, *, now):
    """With the step itself: a survey's last day must not come, and its figures with it, while it is about to move."""
    if fact.before == Cohort.State.PAUSED and fact.after == Cohort.State.RUNNING:
        step = CohortStep.objects.filter(cohort=fact.cohort_id).in_order().last()
        cohort = Cohort.objects.select_related("organization").get(pk=fact.cohort_id)
        give_back(cohort, *step.rest, now=now)


def give_back(cohort, since, until, *, now):
    zone = cohort.organization.zone
    rested = until.astimezone(zone).date() - since.astimezone(zone).date()
    for wave in cohort.waves.filter(closes_at__gt=since).order_by("id"):
        wave.closes_at = design.at_midnight(cohort, wave.closes_at.astimezone(zone).date() + rested)
        wave.save(update_fields=["closes_at"])
        design.plan_mails(wave, now=now)
