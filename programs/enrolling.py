"""Who may take part in a cohort, and the verb that enrols many at once."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.models import Due, Notice, Plan, once_a_day
from organizations.models import AuditEntry, Membership, Person
from organizations.registries import facts

from .facts import Enrolled
from .models import Cohort, Enrolment

ENROLS_IN = Cohort.JOINED_IN
MAIL = "enrolled"


TAKES_PART = {  # whole sentences: an organization's own word may want another article
    Enrolment.Role.LEADER: gettext_lazy("Takes part already, as a leader."),
    Enrolment.Role.MENTOR: gettext_lazy("Takes part already, as a mentor."),
}


@dataclass(frozen=True)
class Refusal:
    person: Person
    why: str


@dataclass
class Outcome:
    """Who was enrolled, who was not and why, and what to think about: nobody who was asked for is in none of them."""

    enrolled: list[Enrolment] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def is_open(cohort):
    return cohort.state in ENROLS_IN


def not_open(cohort):
    """Why nobody can be enrolled, as a sentence."""
    if cohort.state in (Cohort.State.DRAFT, Cohort.State.DESIGNING):
        return _("Enrolling opens when the design of this cohort stands.")
    if cohort.rests:
        return _("This cohort rests. People can be enrolled when it goes on.")
    if cohort.is_over:
        return _("This cohort is over: nobody new joins it.")
    return _("This cohort is closing: nobody new joins it.")


def enrol(cohort, people, role, *, by, now):
    """Enrol the people as leaders or mentors. Each who can't be comes back with the reason; the others are enrolled."""
    cohort.lock()  # who is put in charge meanwhile can't be enrolled, nor the other way round
    people = list({person.pk: person for person in people}.values())
    if not is_open(cohort):
        return Outcome(refused=[Refusal(person, not_open(cohort)) for person in people])
    reasons = refusals(cohort, people)
    taken = [person for person in people if person.pk not in reasons]
    outcome = Outcome(refused=[Refusal(person, reasons[person.pk]) for person in people if person.pk in reasons])
    outcome.enrolled = _write(cohort, taken, role, by=by, now=now)
    outcome.warnings = _twice_a_leader(cohort, taken) if role == Enrolment.Role.LEADER else []
    _tell_them(cohort, outcome.enrolled, by=by, now=now)
    return outcome


def refusals(cohort, people):
    """{person id: why not} for those who can't be enrolled, in two queries however many they are."""
    ids = [person.pk for person in people]
    present = Enrolment.objects.active().filter(cohort=cohort, person__in=ids)
    roles = {enrolment.person_id: enrolment.role for enrolment in present}
    sponsors = set(cohort.sponsors.filter(person__in=ids).values_list("person_id", flat=True))
    found = {person.pk: _refusal(person, cohort, roles, sponsors) for person in people}
    return {pk: why for pk, why in found.items() if why}


def _refusal(person, cohort, roles, sponsors):
    if person.left_on:
        return _("Has left the organization.")
    if person.pk in roles:
        return str(TAKES_PART[roles[person.pk]])
    if person.pk in sponsors:
        return _("Is a sponsor of this cohort: who is in charge can't take part.")
    if person.pk == cohort.contact_id:
        return _("Is the independent contact of this cohort, and has to stay outside it.")
    return None


def _write(cohort, people, role, *, by, now):
    """New rows; who had withdrawn comes back in theirs, with a new profile to fill in where the role is another."""
    returning = {it.person_id: it for it in Enrolment.objects.filter(cohort=cohort, person__in=people)}
    return [_one(cohort, person, role, returning.get(person.pk), by=by, now=now) for person in people]


def _one(cohort, person, role, row, *, by, now):
    row = row or Enrolment(cohort=cohort, person=person, languages=person.language, role=role)
    if row.role != role:
        row.role, row.profile_at, row.topics = role, None, {}
    row.cohort, row.person = cohort, person
    row.state, row.enrolled_at = Enrolment.State.ACTIVE, now
    row.save()
    AuditEntry.record("enrolled", row, by=by, now=now, fields=["role", "state"])
    facts.tell(Enrolled(cohort.pk, row.pk, person.pk, role), now=now)
    return row


def _twice_a_leader(cohort, people):
    """Of the cohorts that this sponsor is in charge of: others stay out of sight."""
    elsewhere = Enrolment.objects.active().leaders().filter(person__in=people).exclude(cohort=cohort)
    both = elsewhere.exclude(cohort__state__in=Cohort.OVER).select_related("person", "cohort").in_order()
    return [
        _("%(name)s also leads in “%(cohort)s”: two cohorts at once are twice the hours.")
        % {"name": it.person.name, "cohort": it.cohort.name}
        for it in both
    ]


def _tell_them(cohort, enrolments, *, by, now):
    """A notice and a mail to those who can sign in; the others have to be invited first."""
    with_account = Membership.objects.active().filter(person__in=[it.person_id for it in enrolments])
    reached = set(with_account.values_list("person_id", flat=True))
    told, today = [it for it in enrolments if it.person_id in reached], once_a_day(now)
    for enrolment in told:
        Notice.leave(MAIL, enrolment.person, sentence(enrolment), now=now, url=by.url("programs:labs"))
    Due.objects.plan_all(Plan(MAIL, enrolment.pk, now, enrolment.person_id, today) for enrolment in told)


def sentence(enrolment):
    if enrolment.is_leader:
        return _("You take part in “%(cohort)s”, as a leader.") % {"cohort": enrolment.cohort.name}
    return _("You take part in “%(cohort)s”, as a mentor.") % {"cohort": enrolment.cohort.name}
