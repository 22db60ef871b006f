"""What enrolling shows and sends elsewhere: the navigation, home, the cohort's page, and the mail to who takes part."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.mail import absolute, write_mail
from notifications.models import Due
from organizations.registries import ClockKind, clock_kinds, facts, home_items, page_slots

from . import enrolling, next_steps
from .facts import EnrolmentWithdrawn
from .models import Cohort, Enrolment


def panel(membership, cohort, now):
    """On the cohort's page, from the day that people can be enrolled."""
    if cohort.state in (cohort.State.DRAFT, cohort.State.DESIGNING):
        return None
    counts = cohort.people
    context = {"cohort": cohort, "counts": counts, "headline": headline(counts), "waiting": counts["proposed"]}
    context["is_open"] = enrolling.is_open(cohort)
    return {"template": "programs/enrolled_panel.html", "context": context, "place": 10}


def headline(counts):
    """How many take part and how many of them are ready, as a sentence."""
    if not counts["all"]:
        return _("Nobody takes part yet.")
    people = ngettext("%d person takes part", "%d people take part", counts["all"]) % counts["all"]
    if counts["ready"] == counts["all"]:
        return _("%(people)s, and all are ready.") % {"people": people}
    return _("%(people)s, %(ready)d ready.") % {"people": people, "ready": counts["ready"]}


def _place_of(due):
    rows = Enrolment.objects.active().exclude(cohort__state__in=Cohort.QUIET)
    return rows.select_related("cohort__organization", "person__organization").filter(pk=due.subject_id).first()


def mail_holds(due, now):
    return _place_of(due) is not None


def send_mail(due, now):
    enrolment = _place_of(due)
    write_mail(
        enrolling.MAIL,
        enrolment.person,
        enrolling.MAIL,
        lambda: _mail(enrolment),
        subject_id=enrolment.pk,
        now=now,
        occurrence=due.occurrence,
    )


def _mail(enrolment):
    cohort, voice = enrolment.cohort, "leader" if enrolment.is_leader else "mentor"
    first = _("Write your research question") if enrolment.is_leader else _("Fill in your profile")
    return {
        "subject": enrolling.sentence(enrolment),
        "eyebrow": cohort.organization.name,
        "voice": voice,
        "is_leader": enrolment.is_leader,
        "returns": enrolment.returns,
        "main": first,
        "main_url": absolute(cohort.organization.url("programs:labs")),
        "why": _("You get this once, because a sponsor enrolled you."),
    }


def forget_mail(fact, *, now):
    Due.objects.cancel(enrolling.MAIL, fact.enrolment_id, now=now)


def register():
    page_slots.add(("nav", "labs"), next_steps.nav)
    page_slots.add(("cohort", "people"), panel)
    home_items.add("programs.questions", next_steps.for_sponsors)
    clock_kinds.add(enrolling.MAIL, ClockKind(enrolling.MAIL, mail_holds, send_mail))
    facts.subscribe(EnrolmentWithdrawn, forget_mail)
