"""Whether someone can be a cohort's independent contact: outside the line of its sponsors and its leaders."""

from django.utils.translation import gettext as _

from organizations.line import above

from .models import Enrolment

REMOVES = 2  # below someone: directly or at one remove, as in N7; further down everybody reports to somebody


def objection(contact, *, sponsors, leaders=(), mentors=()):
    """Why this person can't be the contact, as a sentence; None if they can. The others are ids of people."""
    name = {"name": contact.name}
    if contact.left_on:
        return _("%(name)s has left the organization.") % name
    if contact.pk in {*sponsors, *leaders, *mentors}:
        return _("%(name)s takes part in this cohort or is in charge of it. Choose someone outside it.") % name
    in_charge = {*sponsors, *leaders}
    if contact.pk in above(in_charge) or above([contact.pk], REMOVES) & in_charge:
        return _("%(name)s stands in the reporting line of a sponsor or a leader. Choose someone outside it.") % name
    return None


def objection_in(cohort, contact):
    """The same for a cohort as it stands."""
    taking_part = list(cohort.enrolments.active().values_list("person_id", "role"))
    return objection(
        contact,
        sponsors={person.pk for person in cohort.in_charge},
        leaders={person for person, role in taking_part if role == Enrolment.Role.LEADER},
        mentors={person for person, role in taking_part if role == Enrolment.Role.MENTOR},
    )
