"""How much of a week taking part asks for: kept for each place, added up for a person, told to sponsors without saying where."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.registries import facts

from . import access, weekly
from .facts import CohortMoved, Enrolled, EnrolmentWithdrawn, ProfileFilledIn
from .models import Cohort, Enrolment, TakenTime
from .models.hours import place_of

STEP = 5  # minutes: nobody's week is known more exactly


def minutes_of(enrolment):
    session = enrolment.cohort.program.session_minutes
    return weekly.minutes_a_week(leads=enrolment.is_leader, session=session, leaders=enrolment.capacity)


# --- kept -------------------------------------------------------------------------------------------------------------


def keep(fact, *, now):
    """In one statement: it comes with every enrolment."""
    enrolment = Enrolment.objects.select_related("cohort__program").get(pk=fact.enrolment_id)
    row = TakenTime(organization_id=enrolment.organization_id, place=place_of(enrolment.pk), person_id=fact.person_id)
    row.minutes = minutes_of(enrolment)
    key = ["organization", "person", "place"]
    TakenTime.objects.bulk_create([row], update_conflicts=True, unique_fields=key, update_fields=["minutes"])


def keep_anew(fact, *, now):
    """A mentor may have taken on more leaders."""
    if fact.role == Enrolment.Role.MENTOR:
        keep(fact, now=now)


def give_back(fact, *, now):
    TakenTime.objects.of_places([fact.enrolment_id]).delete()


def give_all_back(fact, *, now):
    if fact.after in Cohort.OVER:
        places = Enrolment.objects.filter(cohort=fact.cohort_id).order_by("id").values_list("pk", flat=True)
        TakenTime.objects.of_places(places).delete()


# --- said -------------------------------------------------------------------------------------------------------------


class Place(NamedTuple):
    enrolment: Enrolment
    weekly: str
    whole: str  # over the cohort's days; empty while they are not known


class Hours(NamedTuple):
    places: list
    weekly: str


def hours_of(membership):
    """Everything that this person takes part in and that is not over."""
    mine = access.own_enrolments(membership).exclude(cohort__state__in=Cohort.OVER).order_by("cohort__starts_on", "id")
    places = [_place(it, minutes_of(it)) for it in mine]
    return Hours(places, about(sum(minutes_of(it.enrolment) for it in places)))


def _place(enrolment, minutes):
    whole = weekly.minutes_over(minutes, enrolment.cohort.starts_on, enrolment.cohort.ends_on)
    return Place(enrolment, about(minutes), about(whole) if whole else "")


def about(minutes):
    """In words, from an hour on in halves of an hour."""
    if minutes < 60:
        return _("about %(minutes)d minutes") % {"minutes": STEP * round(minutes / STEP)}
    halves = round(minutes / 30)
    hours = f"{halves // 2}½" if halves % 2 else str(halves // 2)
    return ngettext("about %(hours)s hour", "about %(hours)s hours", 1 if halves == 2 else 2) % {"hours": hours}


def elsewhere(membership, cohort, people):
    """{person id: where else they take part}. Named are the sponsor's own cohorts; of others only how much it is."""
    own = {it.pk: it.name for it in membership.once(access.in_charge_of) if not it.is_over and it.pk != cohort.pk}
    ids = [person.pk for person in people]
    known = list(Enrolment.objects.active().filter(person__in=ids, cohort__in=[*own, cohort.pk]).order_by("id"))
    minutes = TakenTime.objects.by_person(ids, besides=[it.pk for it in known])
    said = {pk: _("Already takes part elsewhere: %(about)s a week.") % {"about": about(n)} for pk, n in minutes.items()}
    for it in known:
        if it.cohort_id in own:
            said[it.person_id] = f"{_named(it, own[it.cohort_id])} {said.get(it.person_id, '')}".strip()
    return said


def _named(enrolment, cohort):
    if enrolment.is_leader:
        return _("Already a leader in “%(cohort)s”.") % {"cohort": cohort}
    return _("Already a mentor in “%(cohort)s”.") % {"cohort": cohort}


def register():
    facts.subscribe(Enrolled, keep)
    facts.subscribe(ProfileFilledIn, keep_anew)
    facts.subscribe(EnrolmentWithdrawn, give_back)
    facts.subscribe(CohortMoved, give_all_back)
