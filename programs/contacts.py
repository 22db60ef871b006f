"""Whether someone can be a cohort's independent contact: outside the line of its sponsors and its leaders."""

from django.utils.translation import gettext as _

from organizations.line import chain, managers_above

from .models import CohortSponsor, Enrolment

REMOVES = 2  # below someone: directly or at one remove, as in N7; further down everybody reports to somebody


def objection(contact, *, sponsors, leaders=(), mentors=(), managers=None):
    """Why this person can't be the contact, as a sentence; None if they can. The others are ids of people.

    `managers` is the line above all of them, where somebody has read it already.
    """
    name = {"name": contact.name}
    if contact.left_on:
        return _("%(name)s has left the organization.") % name
    if contact.pk in {*sponsors, *leaders, *mentors}:
        return _("%(name)s takes part in this cohort or is in charge of it. Choose someone outside it.") % name
    if _in_line(contact.pk, {*sponsors, *leaders}, managers):
        return _("%(name)s stands in the reporting line of a sponsor or a leader. Choose someone outside it.") % name
    return None


def _in_line(contact, in_charge, managers):
    """Anywhere above them, or near below."""
    managers = managers_above({contact, *in_charge}) if managers is None else managers
    above = {person for one in in_charge for person in chain(one, managers)}
    return contact in above or bool(in_charge & set(chain(contact, managers)[:REMOVES]))


def objection_in(cohort, contact):
    """The same for a cohort as it stands."""
    people = _roles(cohort.in_charge, cohort.once(taking_part))
    is_known = contact.pk in cohort.once(line)
    return objection(contact, managers=cohort.once(line) if is_known else None, **people)


def taking_part(cohort):
    """Who does, with the person: for `cohort.once`, like the next one."""
    return list(cohort.enrolments.active().select_related("person").order_by("id"))


def line(cohort):
    """{person: manager or None} of everyone above its sponsors, leaders and contact, and of these."""
    people = {person.pk for person in cohort.in_charge} | {cohort.contact_id} - {None}
    return managers_above(people | {it.person_id for it in cohort.once(taking_part) if it.is_leader})


def _roles(in_charge, taking_part):
    return {
        "sponsors": {person.pk for person in in_charge},
        "leaders": {it.person_id for it in taking_part if it.is_leader},
        "mentors": {it.person_id for it in taking_part if not it.is_leader},
    }


def objections(cohorts):
    """{cohort id: why its contact can't stay it, or None}, in three queries however many they are."""
    people = _of(cohorts)
    everyone = {pk for some in people.values() for role in ("sponsors", "leaders") for pk in some[role]}
    contacts = {it.pk: it.contact for it in cohorts if it.contact}
    managers = managers_above(everyone | {contact.pk for contact in contacts.values()}) if contacts else {}
    found = dict.fromkeys((it.pk for it in cohorts), None)
    return found | {pk: objection(contact, managers=managers, **people[pk]) for pk, contact in contacts.items()}


def _of(cohorts):
    """{cohort id: its sponsors, leaders and mentors}"""
    found = {it.pk: {"sponsors": set(), "leaders": set(), "mentors": set()} for it in cohorts}
    for cohort, person in CohortSponsor.objects.filter(cohort__in=cohorts).values_list("cohort_id", "person_id"):
        found[cohort]["sponsors"].add(person)
    taking_part = Enrolment.objects.active().filter(cohort__in=cohorts)
    for cohort, person, role in taking_part.values_list("cohort_id", "person_id", "role"):
        found[cohort]["leaders" if role == Enrolment.Role.LEADER else "mentors"].add(person)
    return found
