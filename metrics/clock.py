"""What the clock does here: asks and reminds, opens the follow-up, publishes quarters."""

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.mail import absolute, reaching, write_mail
from notifications.models import Due, Plan
from notifications.models.choices import Reach
from notifications.news import COHORT, NewsKind, news
from organizations.registries import ClockKind
from programs.models import Cohort, Enrolment

from . import design, publication
from .models import SurveyAnswer, Wave

MAIL = "survey"
ASKED, REMINDED = "ask", "remind"


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
    _write_each(wave, _asked(wave), ASKED, now)


def _remind(due, now):
    """Only those who have not answered, each by themselves: nobody else learns who they are."""
    wave = _wave(due)
    answered = _answers(due).values("author_id")
    _write_each(wave, _asked(wave).exclude(person_id__in=answered), REMINDED, now)


def _write_each(wave, enrolments, occurrence, now):
    """One's quiet hours are not another's: for whom it has to wait, there is a row of their own."""
    known = Reach.of_all([it.person_id for it in enrolments], news[MAIL])
    later = [it for it in enrolments if known[it.person_id].waits(now)]
    Due.objects.plan_all(Plan(MAIL, wave.pk, now, it.person_id, occurrence) for it in later)
    for enrolment in enrolments:
        if enrolment not in later:
            with reaching(known[enrolment.person_id]):
                _write(wave, enrolment, now, occurrence)


def _answers(due):
    return SurveyAnswer.objects.filter(wave=due.subject_id)


def _still_asks(due, now):
    answered = due.occurrence == REMINDED and _answers(due).filter(author_id=due.recipient_id).exists()
    return _still_open(due, now) and not answered


def _send(due, now):
    """To nobody who has left meanwhile."""
    wave = _wave(due)
    for enrolment in _asked(wave).filter(person=due.recipient_id):
        _write(wave, enrolment, now, due.occurrence)


def _asked(wave):
    """Who returns is not asked: no figure would count the answers (EVIDENCE 2)."""
    active = Enrolment.objects.active().filter(cohort_id=wave.cohort_id, person__left_on__isnull=True)
    if wave.cohort.copied_from_id:
        active = active.exclude(person__in=Enrolment.objects.earlier_than(wave.cohort).values("person_id"))
    return active.select_related("person__organization").order_by("id")


def _write(wave, enrolment, now, occurrence):
    context = partial(_mail, wave)
    write_mail(MAIL, enrolment.person, "survey", context, subject_id=wave.pk, now=now, occurrence=occurrence)


def _mail(wave):
    return {
        "subject": _subject(wave),
        "closes_at": wave.closes_at,
        "main_url": absolute(_url(wave)),
    }


def _subject(wave):
    return _("A minute of questions: %(name)s") % {"name": wave.cohort.name}


def _url(wave):
    return wave.organization.url("metrics:survey", pk=wave.pk)


def _runs(due, now):
    return Cohort.objects.filter(pk=due.subject_id, state__in=[Cohort.State.RUNNING, Cohort.State.CLOSING]).exists()


def _open_follow_up(due, now):
    design.open_follow_up(Cohort.objects.select_related("organization").get(pk=due.subject_id), now=now)


KINDS = [
    ClockKind(design.ASK, _asks_in_time, _ask),
    ClockKind(design.REMIND, _still_open, _remind),
    ClockKind(MAIL, _still_asks, _send),
    ClockKind(design.OPEN, _runs, _open_follow_up),
    ClockKind(publication.QUARTER, publication.holds, publication.perform),
]
# It stands on the home page until it is answered: a notice would say it twice.
NEWS = NewsKind(
    MAIL, COHORT, gettext_lazy("A survey"), gettext_lazy("A minute of questions, and one reminder."), noticed=False
)
