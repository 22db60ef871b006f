"""Who has signed what is in force, and the one word to those whom a new version asks again."""

import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.mail import absolute, write_mail
from notifications.models import Due, Notice, Plan
from organizations.models import Membership
from organizations.registries import ClockKind, clock_kinds, facts

from .facts import PapersWritten
from .models import CharterSignature, Cohort, Enrolment
from .models.documents import papers_in_force

KIND = "papers-changed"
QUIET = datetime.timedelta(hours=1)  # who mends three sentences saves three times
ASKED_IN = (Cohort.State.ENROLLING, Cohort.State.PAIRING, Cohort.State.RUNNING)


def places(cohort):
    """Those who take part, each with `has_signed`: what is in force."""
    signed = CharterSignature.objects.in_force(cohort).filter(enrolment=OuterRef("pk"))
    return cohort.enrolments.active().annotate(has_signed=Exists(signed))


def shown(places, which):
    """In order: all of them, or those who have "signed", or those whose name is still "open"."""
    found = {"signed": places.filter(has_signed=True), "open": places.filter(has_signed=False)}.get(which, places)
    return found.select_related("person").in_order()


def counts(places):
    yes = Q(has_signed=True)
    return places.aggregate(all=Count("pk"), open=Count("pk", filter=~yes), signed=Count("pk", filter=yes))


def ask_again(fact, *, now):
    """Whoever had signed hears of it once, an hour after the last of several versions; who never had is asked at home."""
    cohort = Cohort.objects.get(pk=fact.cohort_id)
    if cohort.state not in ASKED_IN:
        return
    in_force, asked = papers_in_force(cohort), list(_who_had_signed(cohort))
    Due.objects.cancel_all([KIND], [enrolment.pk for enrolment in asked], now=now)
    occurrence = f"{in_force['rules'].number}.{in_force['charter'].number}"
    Due.objects.plan_all(Plan(KIND, it.pk, now + QUIET, it.person_id, occurrence) for it in asked)


def _who_had_signed(cohort):
    signed = CharterSignature.objects.filter(enrolment=OuterRef("pk"))
    may_sign = Membership.objects.active().filter(person=OuterRef("person"))
    places = cohort.enrolments.active().filter(Exists(signed), Exists(may_sign))
    return places.select_related("person__organization").in_order()


def still_open(due, now):
    place = _place(due)
    asks = place is not None and place.cohort.state in ASKED_IN
    return asks and places(place.cohort).filter(pk=place.pk, has_signed=False).exists()


def leave_word(due, now):
    place = _place(due)
    Notice.leave(KIND, place.person, sentence(place), now=now, url=_url(place))


def _url(place):
    return place.cohort.organization.url("programs:papers", pk=place.cohort_id)


def tell(due, now):
    """Written with the eyes of who is asked."""
    place = _place(due)
    url = _url(place)
    write_mail(
        KIND, place.person, KIND, lambda: _mail(place, url), subject_id=place.pk, now=now, occurrence=due.occurrence
    )


def _place(due):
    rows = Enrolment.objects.active().select_related("cohort__organization", "person__organization")
    return rows.filter(pk=due.subject_id).first()


def sentence(place):
    return _("The lab rules or the charter of “%(cohort)s” have changed: please sign again.") % {
        "cohort": place.cohort.name
    }


def _mail(place, url):
    signed = CharterSignature.objects.latest([place])[place.pk]
    contact = place.cohort.contact
    return {
        "subject": sentence(place),
        "eyebrow": place.cohort.name,
        "headline": _("Please read and sign again."),
        "voice": "leader" if place.is_leader else "mentor",
        "changed": changed_since(signed, papers_in_force(place.cohort)),
        "signed_on": date_format(timezone.localtime(signed.signed_at), "j F Y"),
        "main_url": absolute(url),
        "why": _("You get this because you signed an earlier version."),
        **({"contact_name": contact.name, "contact_email": contact.email} if contact else {}),
    }


def changed_since(signature, in_force):
    """[(title, "rules" or "charter", the number that was signed, the number in force)] of what is another version now."""
    titles = {"rules": _("Lab rules"), "charter": _("Role charter")}
    both = [(key, getattr(signature, key), in_force[key]) for key in titles]
    return [(titles[key], key, old.number, new.number) for key, old, new in both if old.pk != new.pk]


def register():
    facts.subscribe(PapersWritten, ask_again)
    clock_kinds.add(KIND, ClockKind(KIND, still_open, tell, once=True, tell=leave_word))
