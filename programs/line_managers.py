"""A mentor's line manager is told the hours, and answers. They read hours and charter, and nothing of the lab."""

import dataclasses
import uuid

from django.utils.translation import gettext as _

from notifications.mail import write_mail
from notifications.models import Due, Notice
from organizations.facts import RosterChanged
from organizations.models import AuditEntry
from organizations.registries import ClockKind, clock_kinds, facts

from . import taking_time
from .facts import Enrolled, EnrolmentWithdrawn, ProfileFilledIn
from .links import HoursLink
from .models import Cohort, Enrolment, HoursAgreement

MAIL = "line-manager"
TALK = "line-manager-talk"
WITH = ("cohort__program", "cohort__organization", "person__manager__organization")
Answer = HoursAgreement.Answer


@dataclasses.dataclass(frozen=True)
class Holder:
    """Who acts by a signed link: no membership need stand behind it."""

    person_id: uuid.UUID


# --- asking -----------------------------------------------------------------------------------------------------------


def ask_for_new(fact, *, now):
    if fact.role == Enrolment.Role.MENTOR:
        ask(_mentor(fact.enrolment_id), now=now)


def ask_for_more(fact, *, now):
    """Who takes on more leaders than their manager has agreed to asks again."""
    if fact.role != Enrolment.Role.MENTOR:
        return
    enrolment = _mentor(fact.enrolment_id)
    if enrolment.hours_agreements.standing().filter(minutes__lt=taking_time.minutes_of(enrolment)).exists():
        ask(enrolment, now=now)


def ask_another(fact, *, now):
    """The roster may name another manager: the one before is asked no longer."""
    rows = Enrolment.objects.active().mentors().filter(person__in=fact.changed_person_ids)
    rows = rows.filter(cohort__state__in=Cohort.JOINED_IN).order_by("id")
    for enrolment in rows.select_related(*WITH):
        standing = list(enrolment.hours_agreements.standing())
        if [it.manager_id for it in standing] != [enrolment.person.manager_id]:
            end(standing, now=now)
            ask(enrolment, now=now)


def _mentor(pk):
    return Enrolment.objects.select_related(*WITH).get(pk=pk)


def ask(enrolment, *, now):
    """Nobody is asked where the organization has turned it off, or the roster names no manager."""
    manager = enrolment.person.manager
    if not enrolment.cohort.organization.tells_line_managers or not manager or manager.left_on:
        return None
    if manager.pk == enrolment.person_id:
        return None
    agreement = enrolment.hours_agreements.filter(manager=manager).first()
    if agreement is None:
        known = {"cohort": enrolment.cohort, "enrolment": enrolment, "mentor": enrolment.person, "manager": manager}
        agreement = HoursAgreement(**known, round=0)
    agreement.minutes, agreement.asked_at = taking_time.minutes_of(enrolment), now
    agreement.answer, agreement.answered_at, agreement.round = Answer.ASKED, None, agreement.round + 1
    agreement.save()
    Due.objects.plan(MAIL, agreement.pk, now, manager.pk, str(agreement.round))
    return agreement


def end_for(fact, *, now):
    end(HoursAgreement.objects.standing().filter(enrolment=fact.enrolment_id), now=now)


def end(agreements, *, now):
    """Their links open nothing from now on."""
    for agreement in agreements:
        agreement.answer, agreement.round = Answer.OVER, agreement.round + 1
        agreement.save()
        Due.objects.cancel(MAIL, agreement.pk, now=now)


# --- answering --------------------------------------------------------------------------------------------------------


def behind(link):
    """The agreement that this link still opens; in the manager's own scope."""
    rows = HoursAgreement.objects.standing().filter(pk=link.agreement_id, manager=link.manager_id, round=link.round)
    rows = rows.filter(cohort__organization__tells_line_managers=True, manager__left_on__isnull=True)
    rows = rows.exclude(cohort__state__in=Cohort.OVER)
    return rows.select_related("cohort__organization", "cohort__program", "mentor", "manager").first()


def answer(agreement, said, *, now):
    """By the line manager. That they want to talk reaches the sponsors by the clock."""
    if said not in (Answer.AGREED, Answer.TALK) or agreement.answer == said:
        return
    agreement.answer, agreement.answered_at = said, now
    agreement.save(update_fields=["answer", "answered_at"])
    AuditEntry.record("answered", agreement, by=Holder(agreement.manager_id), now=now, fields=["answer"])
    if said == Answer.TALK:
        Due.objects.plan(TALK, agreement.pk, now, occurrence=now.isoformat())


def wants_to_talk(due, now):
    return HoursAgreement.objects.filter(pk=due.subject_id, answer=Answer.TALK).exists()


def tell_sponsors(due, now):
    """Those in charge who still serve; whoever holds the link needn't be able to tell who that is."""
    agreement = HoursAgreement.objects.select_related("cohort__organization", "mentor", "manager").get(
        pk=due.subject_id
    )
    cohort = agreement.cohort
    names = {"manager": agreement.manager.name, "mentor": agreement.mentor.name}
    sentence = _("%(manager)s wants to talk with you about %(mentor)s’s hours.") % names
    for sponsor in cohort.sponsors.serving().select_related("person"):
        Notice.leave(
            TALK, sponsor.person, sentence, now=now, url=cohort.organization.url("programs:enrolled", pk=cohort.pk)
        )


# --- the mail ---------------------------------------------------------------------------------------------------------


def _asked(due):
    rows = HoursAgreement.objects.filter(pk=due.subject_id, answer=Answer.ASKED)
    rows = rows.exclude(cohort__state__in=Cohort.QUIET)
    rows = rows.filter(cohort__organization__tells_line_managers=True, manager__left_on__isnull=True)
    return rows.select_related("cohort__organization", "mentor", "manager__organization").first()


def mail_holds(due, now):
    return _asked(due) is not None


def send_mail(due, now):
    agreement = _asked(due)
    write_mail(
        MAIL,
        agreement.manager,
        MAIL,
        lambda: _mail(agreement),
        subject_id=agreement.pk,
        now=now,
        occurrence=due.occurrence,
    )


def _mail(agreement):
    return {
        "subject": sentence(agreement),
        "eyebrow": agreement.cohort.organization.name,
        "agreement": agreement,
        "cohort": agreement.cohort,
        "main": _("Read it and answer"),
        "main_url": HoursLink.of(agreement).url(),
        "why": _("You get this because the roster names you as the line manager."),
    }


def sentence(agreement):
    said = {"name": agreement.mentor.name, "about": taking_time.about(agreement.minutes)}
    return _("%(name)s will give %(about)s a week as a mentor") % said


def register():
    clock_kinds.add(MAIL, ClockKind(MAIL, mail_holds, send_mail))
    clock_kinds.add(TALK, ClockKind(TALK, wants_to_talk, tell_sponsors, once=True))
    facts.subscribe(Enrolled, ask_for_new)
    facts.subscribe(ProfileFilledIn, ask_for_more)
    facts.subscribe(EnrolmentWithdrawn, end_for)
    facts.subscribe(RosterChanged, ask_another)
