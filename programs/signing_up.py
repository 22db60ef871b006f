"""Signing up and naming colleagues, as other places show them: home, the clock, mails, and what enrolling means for who asked."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.mail import absolute, write_mail
from notifications.models import Due, Notice
from organizations.registries import ClockKind, HomeItem, clock_kinds, cohort_facts, facts, home_items, page_slots

from . import access
from .facts import CohortCancelled, Enrolled, EnrolmentWithdrawn
from .models import Applicant, Cohort, Nomination, SignUp
from .models.sign_ups import NEWS, PLACES

State = Applicant.State
YES, NO, ENDED = "moved up", "declined", "cancelled"  # what is told to who signed up


# --- what there is for a member ---------------------------------------------------------------------------------------


def before_me(membership):
    """As a list, with how this person stands in each: for `membership.once`, since home asks twice."""
    rows = SignUp.objects.before(membership.person_id).select_related("cohort__program", "cohort__organization")
    return list(rows.in_order())


def offered(membership, now):
    """The sign-ups that this person could follow today: not of their own cohorts, nor where they have asked already."""
    there = [it for it in membership.once(before_me) if it.takes(now) or it.takes_names(now)]
    there = [it for it in there if not it.asked]
    if not there:
        return []
    out = {it.pk for it in membership.once(access.in_charge_of)}
    out |= set(access.own_enrolments(membership).values_list("cohort_id", flat=True))
    return [it for it in there if it.cohort_id not in out]


def for_members(membership, now):
    """One item, however many cohorts look for people."""
    cohorts = {it.cohort_id: it.cohort for it in offered(membership, now)}
    if len(cohorts) > 1:
        title = ngettext("%d cohort looks for people", "%d cohorts look for people", len(cohorts)) % len(cohorts)
        says = _("Read what each is about, and sign up if one is for you.")
        yield HomeItem(title, says, membership.url("programs:sign_ups"), _("Look at them"), weight=80)
    for cohort in cohorts.values() if len(cohorts) == 1 else ():
        title = _("“%(cohort)s” looks for people") % {"cohort": cohort.name}
        says = _("Learn from a colleague, or show one what you know. Read what it is about.")
        yield HomeItem(title, says, membership.url("programs:sign_up", pk=cohort.pk), _("Read about it"), weight=80)


def panel(membership, subject, now):
    """On home, while a sponsor has not answered."""
    mine = [it for it in membership.once(before_me) if it.my_state in Applicant.OPEN]
    mine = [(it.cohort, State(it.my_state).label) for it in mine]
    return {"template": "programs/signed_up_panel.html", "context": {"mine": mine}, "place": 60} if mine else None


def for_sponsors(membership, now):
    """How many ask to take part in each cohort; who they are is read on its own page."""
    for cohort in membership.once(access.in_charge_of):
        n = cohort.knows("asking") if cohort.state in cohort.JOINED_IN else 0
        if n:
            title = ngettext("%d person asks to take part", "%d people ask to take part", n) % n
            url = membership.url("programs:applicants", pk=cohort.pk)
            yield HomeItem(title, cohort.name, url, _("See who"), weight=38)


def asking():
    """How many have signed up or been named and not been answered: read with the cohort."""
    return _count(Applicant) + _count(Nomination)


def _count(model):
    rows = model.objects.open().filter(cohort=OuterRef("pk")).order_by().values("cohort")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


# --- what the clock does ----------------------------------------------------------------------------------------------


def _sign_up_of(due):
    return SignUp.objects.select_related("cohort__organization").filter(pk=due.subject_id).first()


def places_fell_free(due, now):
    sign_up = _sign_up_of(due)
    return bool(sign_up and sign_up.waiting and sign_up.taken < sign_up.places)


def fill_places(due, now):
    for applicant in _sign_up_of(due).move_up(now=now):
        tell(applicant, now=now)


def _applicant_of(due):
    told = Applicant.objects.filter(pk=due.subject_id, state__in=[State.PLACE, State.DECLINED])
    return told.select_related("cohort__organization", "person__organization", "sign_up").first()


def news_hold(due, now):
    return _applicant_of(due) is not None


def send_news(due, now):
    """Where they stand now: of a night in which that changed twice they get one mail."""
    Due.objects.take_along(due, now=now)
    applicant = _applicant_of(due)
    write_mail(
        NEWS,
        applicant.person,
        NEWS,
        lambda: _mail(applicant),
        subject_id=applicant.pk,
        now=now,
        occurrence=due.occurrence,
    )


def tell(applicant, *, now):
    """A notice at once, a mail in their waking hours: that they have a place now, or that it is a no."""
    url = applicant.cohort.organization.url("programs:sign_up", pk=applicant.cohort_id)
    Notice.leave(NEWS, applicant.person, sentence(applicant), now=now, url=url)
    Due.objects.plan(NEWS, applicant.pk, now, applicant.person_id, applicant.changed_at.isoformat())


def sentence(applicant):
    return {
        ENDED: _("“%(cohort)s” was cancelled: nobody takes part."),
        NO: _("It is not your turn in “%(cohort)s” this time."),
        YES: _("A place fell free: you have moved up in “%(cohort)s”."),
    }[_answer(applicant)] % {"cohort": applicant.cohort.name}


def _answer(applicant):
    if applicant.cohort.state == Cohort.State.CANCELLED:
        return ENDED
    return NO if applicant.state == State.DECLINED else YES


def _says(answer):
    return {
        ENDED: _(
            "Thank you for wanting to take part. It says nothing about you or your work, and other cohorts follow."
        ),
        NO: _(
            "Thank you for wanting to take part. A sponsor has looked at everyone who signed up, and there was no place"
            " for you this time. It says nothing about your work, and other cohorts follow."
        ),
        YES: _(
            "You were on the waiting list, and now you have a place. A sponsor enrols you; until then you can take it"
            " back without a reason."
        ),
    }[answer]


def _mail(applicant):
    cohort, answer = applicant.cohort, _answer(applicant)
    moved_up, url = answer == YES, cohort.organization.url
    return {
        "subject": sentence(applicant),
        "eyebrow": cohort.organization.name,
        "voice": applicant.sign_up.role,
        "says": _says(answer),
        "main": _("See your sign-up") if moved_up else _("See other sign-ups"),
        "main_url": absolute(url("programs:sign_up", pk=cohort.pk) if moved_up else url("programs:sign_ups")),
        "why": _("You get this because you signed up."),
    }


# --- what enrolling means for who asked -------------------------------------------------------------------------------


def settle(fact, *, now):
    """Who takes part asks no longer, whichever way they came. Nobody asks where no sign-up was ever opened."""
    if not SignUp.objects.filter(cohort=fact.cohort_id).exists():
        return
    if applicant := _open(fact, Applicant.ENROLLED_FROM):
        same = applicant.sign_up.role == fact.role
        after = State.ENROLLED if same else State.TAKEN_BACK
        applicant.leave(after, now=now, only=Applicant.ENROLLED_FROM)
    named = Nomination.objects.open().filter(cohort=fact.cohort_id, person=fact.person_id)
    named.update(state=Nomination.State.ENROLLED)


def give_back(fact, *, now):
    """Who leaves the cohort leaves their place to the next one."""
    if applicant := _open(fact, [State.ENROLLED]):
        applicant.leave(State.TAKEN_BACK, now=now, only=[State.ENROLLED])


def decline_all(fact, *, now):
    """Of a cohort that was cancelled: who still hoped for a place is told."""
    asking = Applicant.objects.open().filter(cohort=fact.cohort_id)
    for applicant in asking.select_related("cohort__organization", "person__organization", "sign_up").in_order():
        if applicant.leave(State.DECLINED, now=now):
            tell(applicant, now=now)


def _open(fact, states):
    asked = Applicant.objects.filter(cohort=fact.cohort_id, person=fact.person_id, state__in=states)
    return asked.select_related("sign_up__cohort__organization").first()


def register():
    cohort_facts.add("asking", asking)
    home_items.add("programs.sign_ups", for_members)
    home_items.add("programs.applicants", for_sponsors)
    page_slots.add(("home", "signed-up"), panel)
    clock_kinds.add(PLACES, ClockKind(PLACES, places_fell_free, fill_places, once=True))
    clock_kinds.add(NEWS, ClockKind(NEWS, news_hold, send_news))
    facts.subscribe(Enrolled, settle)
    facts.subscribe(EnrolmentWithdrawn, give_back)
    facts.subscribe(CohortCancelled, decline_all)
