"""What a participant does next, and which questions wait for a sponsor: for home and for the page of labs."""

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import HomeItem

from . import access
from .enrolling import ENROLS_IN
from .models import Enrolment, QuestionRevisit, ResearchQuestion

State = ResearchQuestion.State


def newest_questions(enrolments):
    """{enrolment id: its newest version, with `became`: what the leader said of it last}"""
    said = QuestionRevisit.objects.filter(question=OuterRef("pk")).confirmed().in_time_order().reverse()
    questions = ResearchQuestion.objects.annotate(became=Subquery(said.values("verdict")[:1]))
    return {it.enrolment_id: it for it in questions.filter(enrolment__in=enrolments).current()}


def next_step(membership, enrolment, newest):
    """The one thing that this person does next for their place in a cohort, or None while it is others' turn."""
    if enrolment.cohort.state not in ENROLS_IN:
        return None
    if enrolment.is_leader and newest is None:
        return _write_question(membership, enrolment)
    if enrolment.is_leader and newest.state == State.RETURNED:
        return _read_suggestion(membership, enrolment)
    if enrolment.is_leader and newest.became == QuestionRevisit.Verdict.REFINED:
        return _refine_question(membership, enrolment)
    return None if enrolment.profile_at else _fill_in_profile(membership, enrolment)


def _write_question(membership, enrolment):
    return HomeItem(
        _("Write your research question"),
        _("What do you want to learn in %(cohort)s? A coach looks on while you write.")
        % {"cohort": enrolment.cohort.name},
        membership.url("programs:question_write", pk=enrolment.pk),
        _("Write it"),
        weight=20,
    )


def _read_suggestion(membership, enrolment):
    return HomeItem(
        _("Read the sharper wording"),
        _("Your sponsor suggests another wording of your question. Take it, change it, or go ahead with yours."),
        membership.url("programs:question", pk=enrolment.pk),
        _("Read it"),
        weight=20,
    )


def _refine_question(membership, enrolment):
    return HomeItem(
        _("Write the next wording of your question"),
        _("You said at your review that it is to be refined. The one that is settled holds meanwhile."),
        membership.url("programs:question_write", pk=enrolment.pk),
        _("Write it"),
        weight=40,
    )


def _fill_in_profile(membership, enrolment):
    if enrolment.is_leader:
        title, says = _("Say when you can meet"), _("Your languages and working hours, in a minute.")
    else:
        title = _("Fill in your profile")
        says = _("What you know first-hand: pairs are found from it. It takes less than five minutes.")
    return HomeItem(title, says, membership.url("programs:profile_edit", pk=enrolment.pk), _("Fill it in"), weight=25)


def for_sponsors(membership, now):
    """A count for each cohort; the words are read on its own page."""
    cohorts = {it.pk: it.name for it in membership.once(access.in_charge_of) if it.state in ENROLS_IN}
    waiting = ResearchQuestion.objects.waiting().filter(enrolment__cohort__in=cohorts)
    rows = waiting.values_list("enrolment__cohort").annotate(n=Count("pk")).order_by("-n", "enrolment__cohort")
    for cohort, n in rows if cohorts else ():
        title = ngettext("%d research question waits for you", "%d research questions wait for you", n) % n
        yield HomeItem(
            title, cohorts[cohort], membership.url("programs:questions", pk=cohort), _("Read them"), weight=35
        )


def nav(membership, frame, now):
    if Enrolment.State.ACTIVE in membership.once(access.places):
        return _("Labs"), membership.url("programs:labs")
    return None
