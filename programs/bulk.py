"""One act for many people of a cohort: shown first, then done by the worker, all of it or nothing."""

import hashlib
import logging
import uuid
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import Job, Membership, Person
from organizations.models.jobs import Progress
from organizations.tenancy.scope import WEB, scope

from . import access, enrolling, reminding
from .enrolling import Refusal
from .models import Enrolment

KIND = access.BULK
MOST = 2000
SLICE = 25
LEADER, MENTOR = Enrolment.Role.LEADER, Enrolment.Role.MENTOR
LEADERS, MENTORS, WITHDRAW, REMIND = "leaders", "mentors", "withdraw", "remind"
ENROLS_AS = {LEADERS: LEADER, MENTORS: MENTOR}
ACTS = (*ENROLS_AS, WITHDRAW, REMIND)
log = logging.getLogger("lab.people")


@dataclass
class Preview:
    """What would happen to these people now."""

    able: list[Person] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def fingerprint(self):
        """Of what a person has seen before they said yes."""
        return hashlib.sha256("".join(sorted(str(person.pk) for person in self.able)).encode()).hexdigest()[:32]

    @property
    def reasons(self):
        """[(why, the people)], the most frequent first."""
        return grouped((it.why, it.person) for it in self.refused)


def grouped(pairs):
    found = {}
    for why, person in pairs:
        found.setdefault(why, []).append(person)
    return sorted(found.items(), key=lambda item: -len(item[1]))


# --- before -----------------------------------------------------------------------------------------------------------


def jobs_of(cohort):
    return Job.objects.filter(kind=KIND, params__cohort=str(cohort.pk)).newest_first()


def confirmed_of(cohort):
    return jobs_of(cohort).filter(params__confirmed=True)


def propose(cohort, act, people, *, by, now):
    """A job that waits for a yes. Of one person's that wait in a cohort the newest is kept."""
    jobs_of(cohort).filter(asked_by=by.person_id, params__confirmed=False).delete()
    ids = [str(pk) for pk in dict.fromkeys(people)]
    params = {"cohort": str(cohort.pk), "act": act, "people": ids, "confirmed": False}
    return Job.objects.create(kind=KIND, params=params, asked_by=by.person, asked_at=now)


def preview(cohort, job, *, now):
    people = list(Person.objects.filter(pk__in=job.params["people"]).select_related("organization").in_order())
    why_not = _why_not(cohort, job.params["act"], people, now)
    refused = [Refusal(person, why_not[person.pk]) for person in people if person.pk in why_not]
    return Preview([person for person in people if person.pk not in why_not], refused)


def _why_not(cohort, act, people, now):
    """{person id: why not}"""
    if act in ENROLS_AS:
        if not enrolling.is_open(cohort):
            return {person.pk: enrolling.not_open(cohort) for person in people}
        return enrolling.refusals(cohort, people)
    here = set(cohort.enrolments.active().filter(person__in=people).values_list("person_id", flat=True))
    gone = {person.pk: _("Takes part no longer.") for person in people if person.pk not in here}
    return gone | reminding.refusals(cohort, here, now=now) if act == REMIND else gone


def confirm(cohort, job, fingerprint, *, now):
    """Have it done. False where what the person saw is no longer what would happen; a second yes finds it on its way."""
    job = jobs_of(cohort).select_for_update(of=("self",)).get(pk=job.pk)
    if job.params["confirmed"]:
        return True
    if preview(cohort, job, now=now).fingerprint != fingerprint:
        return False
    job.params = job.params | {"confirmed": True}
    job.save(update_fields=["params"])
    _enqueue(job)
    return True


def _enqueue(job):
    from .tasks import carry_out

    transaction.on_commit(lambda: carry_out.delay(str(job.organization_id), str(job.pk)), robust=True)


# --- the worker -------------------------------------------------------------------------------------------------------


def carry_out(job, *, now):
    """With the eyes of whoever asked; nothing of it stays if it stops midway. The broker may deliver twice."""
    if job.is_over or not job.params["confirmed"]:
        return
    try:
        with Progress(job) as say, scope(WEB, job.organization_id, job.asked_by_id):
            result = _do(job, say, now)
    except (Http404, PermissionDenied):
        job.fail(_("You are no longer in charge of this cohort. Nothing was changed."), now=now)
    except Exception:
        log.exception("an act for many people stopped")
        job.fail(_("Something went wrong on our side, and nothing was changed. Try it again."), now=now)
    else:
        job.finish(result, now=now)


def _do(job, say, now):
    by = Membership.objects.active().select_related("person", "organization").filter(person=job.asked_by_id).first()
    if by is None:
        raise PermissionDenied
    cohort = access.cohort_for_sponsor(by, uuid.UUID(job.params["cohort"]))
    found = preview(cohort, job, now=now)
    done, refused = 0, list(found.refused)
    for start in range(0, len(found.able), SLICE):
        say(start, len(found.able))
        count, more = _act(cohort, job.params["act"], found.able[start : start + SLICE], by=by, now=now)
        done, refused = done + count, refused + more
    return {"done": done, "refused": [[why, [str(it.pk) for it in people]] for why, people in _by_reason(refused)]}


def _by_reason(refused):
    return grouped((it.why, it.person) for it in refused)


def _act(cohort, act, people, *, by, now):
    """(how many it was done to, refusals)"""
    if act in ENROLS_AS:
        outcome = enrolling.enrol(cohort, people, ENROLS_AS[act], by=by, now=now)
        return len(outcome.enrolled), outcome.refused
    enrolments = list(cohort.enrolments.active().filter(person__in=people).select_related("person__organization"))
    if act == REMIND:
        return reminding.remind(enrolments, now=now), []
    for enrolment in enrolments:
        enrolment.withdraw(by=by, now=now)
    return len(enrolments), []


# --- in words ---------------------------------------------------------------------------------------------------------


def will(act, count):
    """What will happen, as a sentence."""
    says = {
        LEADERS: ngettext("%d person will be enrolled as a leader.", "%d people will be enrolled as leaders.", count),
        MENTORS: ngettext("%d person will be enrolled as a mentor.", "%d people will be enrolled as mentors.", count),
        WITHDRAW: ngettext("%d person will take part no longer.", "%d people will take part no longer.", count),
        REMIND: ngettext("%d person will be reminded.", "%d people will be reminded.", count),
    }
    return says[act] % count


def did(act, count):
    says = {
        LEADERS: ngettext("%d person enrolled as a leader.", "%d people enrolled as leaders.", count),
        MENTORS: ngettext("%d person enrolled as a mentor.", "%d people enrolled as mentors.", count),
        WITHDRAW: ngettext("%d person takes part no longer.", "%d people take part no longer.", count),
        REMIND: ngettext("%d person is reminded.", "%d people are reminded.", count),
    }
    return says[act] % count


def is_done_to(act):
    """What goes on, beside the bar."""
    words = {WITHDRAW: _("Withdrawing people"), REMIND: _("Writing reminders")}
    return words.get(act) or _("Enrolling people")
