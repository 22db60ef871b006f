"""A reminder to those who take part and can't be matched yet: when a sponsor asks for it, at most once a day."""

from django.db.models import Q
from django.utils.translation import gettext as _

from notifications.mail import absolute, write_mail
from notifications.models import Due, Plan, once_a_day
from organizations.registries import ClockKind, clock_kinds, facts

from .facts import EnrolmentWithdrawn
from .models import Cohort, Enrolment, ResearchQuestion

MAIL = "not-ready"
OTHERS_TURN = ResearchQuestion.State.PROPOSED


def on_turn(enrolments):
    """Of these, who has something to do before they can be matched; with `question_state` of the newest version."""
    stated = enrolments.with_state({"rules": None, "charter": None})
    leads = Q(role=Enrolment.Role.LEADER) & (Q(question_state=None) | Q(question_state="returned"))
    return stated.waiting().filter(leads | Q(role=Enrolment.Role.MENTOR, profile_at=None))


def refusals(cohort, people, *, now):
    """{person id: why they are not reminded}, of people who take part."""
    rows = cohort.enrolments.active().filter(person__in=people)
    waits = {it.person_id: it for it in on_turn(rows).select_related("person")}
    today = _reminded(waits.values(), now)
    found = {pk: _not_on_turn(cohort, pk) for pk in people if pk not in waits}
    return found | {pk: why for pk, it in waits.items() if (why := _why_not(it, today))}


def _not_on_turn(cohort, person):
    asked = cohort.once(_with_sponsors)
    return _("Their question waits for you.") if person in asked else _("Is ready.")


def _with_sponsors(cohort):
    return set(cohort.enrolments.with_question(OTHERS_TURN).values_list("person_id", flat=True))


def _why_not(enrolment, today):
    if not enrolment.person.email:
        return _("Has no e-mail on the roster.")
    if not enrolment.has_account:
        return _("Can’t sign in yet: an admin invites them first.")
    return _("Was reminded today already.") if enrolment.pk in today else None


def _reminded(enrolments, now):
    planned = Due.objects.filter(kind=MAIL, subject_id__in=[it.pk for it in enrolments], occurrence=once_a_day(now))
    return set(planned.values_list("subject_id", flat=True))


def remind(enrolments, *, now):
    """Put it down for each; one who has been reminded today is not reminded again. Gives how many."""
    Due.objects.plan_all(Plan(MAIL, it.pk, now, it.person_id, once_a_day(now)) for it in enrolments)
    return len(enrolments)


def _place(due):
    rows = on_turn(Enrolment.objects.active().filter(pk=due.subject_id, cohort__state__in=Cohort.JOINED_IN))
    return rows.select_related("cohort__organization", "person__organization").first()


def holds(due, now):
    return _place(due) is not None


def send(due, now):
    place = _place(due)
    write_mail(MAIL, place.person, MAIL, lambda: _mail(place), subject_id=place.pk, now=now, occurrence=due.occurrence)


def _mail(place):
    organization, cohort = place.cohort.organization, {"cohort": place.cohort.name}
    view, subject, main = _what(place)
    return {
        "subject": subject % cohort,
        "eyebrow": organization.name,
        "voice": place.role,
        "is_leader": place.is_leader,
        "main": main,
        "main_url": absolute(organization.url(view, pk=place.pk)),
        "why": _("You get this because a sponsor of your cohort asked us to remind you."),
    }


def _what(place):
    if not place.is_leader:
        return "programs:profile_edit", _("Your profile for “%(cohort)s” is still empty"), _("Fill in your profile")
    if place.question_state is None:
        return "programs:question_write", _("“%(cohort)s” waits for your question"), _("Write your research question")
    return "programs:question", _("A sharper wording waits for you in “%(cohort)s”"), _("Read the suggestion")


def forget(fact, *, now):
    Due.objects.cancel(MAIL, fact.enrolment_id, now=now)


def register():
    clock_kinds.add(MAIL, ClockKind(MAIL, holds, send))
    facts.subscribe(EnrolmentWithdrawn, forget)
