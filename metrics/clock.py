"""What the clock does here: asks and reminds, opens the follow-up, publishes quarters."""

from functools import partial

from django.utils.translation import gettext as _

from notifications.mail import absolute, write_mail
from organizations.registries import ClockKind
from programs.models import Cohort, Enrolment

from . import design, publication
from .models import SurveyAnswer, Wave


def _wave(due):
    return Wave.objects.select_related("cohort", "organization").get(pk=due.subject_id)


def _still_open(due, now):
    return Wave.objects.open(now).filter(pk=due.subject_id).exists()


def _asks_in_time(due, now):
    """Where the reminder is due as well, after an outage, it says the same to all: one of the two is enough."""
    reminder = _wave(due).closes_at - design.REMIND_BEFORE
    return _still_open(due, now) and not (due.due_at < reminder <= now)


def _ask(due, now):
    wave = _wave(due)
    for enrolment in _asked(wave):
        _write(wave, enrolment, now, "ask")


def _remind(due, now):
    """Only those who have not answered, each by themselves: nobody else learns who they are."""
    wave = _wave(due)
    answered = SurveyAnswer.objects.filter(wave=wave).values("author_id")
    for enrolment in _asked(wave).exclude(person_id__in=answered):
        _write(wave, enrolment, now, "remind")


def _asked(wave):
    """Who returns is not asked: no figure would count the answers (EVIDENCE 2)."""
    active = Enrolment.objects.active().filter(cohort_id=wave.cohort_id, person__left_on__isnull=True)
    if wave.cohort.copied_from_id:
        active = active.exclude(person__in=Enrolment.objects.earlier_than(wave.cohort).values("person_id"))
    return active.select_related("person__organization").order_by("id")


def _write(wave, enrolment, now, occurrence):
    context = partial(_mail, wave)
    write_mail("survey", enrolment.person, "survey", context, subject_id=wave.pk, now=now, occurrence=occurrence)


def _mail(wave):
    return {
        "subject": _("A minute of questions: %(name)s") % {"name": wave.cohort.name},
        "closes_at": wave.closes_at,
        "main_url": absolute(wave.organization.url("metrics:survey", pk=wave.pk)),
    }


def _runs(due, now):
    return Cohort.objects.filter(pk=due.subject_id, state__in=[Cohort.State.RUNNING, Cohort.State.CLOSING]).exists()


def _open_follow_up(due, now):
    design.open_follow_up(Cohort.objects.select_related("organization").get(pk=due.subject_id), now=now)


KINDS = [
    ClockKind(design.ASK, _asks_in_time, _ask),
    ClockKind(design.REMIND, _still_open, _remind),
    ClockKind(design.OPEN, _runs, _open_follow_up),
    ClockKind(publication.QUARTER, publication.holds, publication.perform),
]
