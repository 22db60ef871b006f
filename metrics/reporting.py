"""How a pair's lab report stands: what its page is drafted from, what the two are asked, and what a cohort's gate asks for (C5)."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.formats import date_format

from organizations.tenancy.scope import current
from pairing.access import pairs_of
from pairing.models import Pair
from programs.models import Cohort, QuestionRevisit, ResearchQuestion
from sessions.models import LabSession, SessionNote

from . import report_words
from .models import LabReport
from .models.reports import LONGEST, with_outcome, with_own_report

FROM_SESSION = 3  # the third one held: before it there is little to report


def report_of(pair):
    """What stands, or the product's draft, which nobody has kept yet."""
    found = LabReport.objects.select_related("written_by").filter(pair=pair).first()
    if found is None:
        found = LabReport(pair=pair, organization=pair.organization, **_drafted(pair))
    found.pair, found.organization = pair, pair.organization
    return found


def _drafted(pair):
    return {name: text[:LONGEST] for name, text in report_words.draft(_known(pair)).items()}


def _known(pair):
    """Nothing that one of the two has written for themselves, and no review that its leader has not confirmed."""
    question = ResearchQuestion.objects.filter(enrolment=pair.leader_enrolment_id).in_force().first()
    revisits = QuestionRevisit.objects.confirmed().filter(enrolment=pair.leader_enrolment_id).in_time_order()
    notes = SessionNote.objects.filter(pair=pair).exclude(decision="").order_by("session__starts_at", "id")
    zone = pair.organization.zone
    return report_words.Known(
        held=LabSession.objects.held().filter(pair=pair).count(),
        question=question.text if question else "",
        verdicts=tuple((date_format(it.confirmed_at.astimezone(zone), "j F Y"), str(it), it.found) for it in revisits),
        process=pair.process,
        starting_figure=pair.starting_figure,
        decisions=tuple(notes.values_list("decision", flat=True)),
    )


def standing(pair, person_id):
    """This pair again, with how its report stands for one of the two."""
    held = Count("sessions", Q(sessions__state=LabSession.State.HELD))
    facts = with_own_report(Pair.objects.filter(pk=pair.pk), person_id).annotate(held=held)
    return facts.select_related("leader", "mentor", "cohort").get()


def may_be_asked(pair):
    """From the third session on, and once the sessions are over; a cohort that rests or was cancelled asks for nothing."""
    if pair.cohort.state in Cohort.QUIET:
        return False
    return pair.held >= FROM_SESSION or bool(pair.held and pair.cohort.may_run_again)


def asked(membership):
    """The pairs whose report waits for this very person: once their partner has released it, or an open one's while the cohort closes."""
    pairs = pairs_of(membership).filter(started_at__isnull=False)
    pairs = pairs.filter(cohort__state__in=[Cohort.State.RUNNING, Cohort.State.CLOSING])
    waits = with_own_report(pairs, membership.person_id).filter(is_released=False, by_me=False, said_no=False)
    closing = Q(cohort__state=Cohort.State.CLOSING, ended_at=None, has_met=True, is_marked=False)
    return waits.filter(closing | Q(by_partner=True))


@dataclass(frozen=True)
class Reports:
    """Of the pairs of one cohort that have met: whose is released, who will not deliver one, whose is still missing."""

    pairs: list[Pair]

    @property
    def released(self):
        return [it for it in self.pairs if it.is_released]

    @property
    def not_delivered(self):
        return [it for it in self.pairs if not it.is_released and (it.said_no or it.is_marked)]

    @property
    def missing(self):
        return [it for it in self.pairs if not (it.is_released or it.said_no or it.is_marked)]


def reports_of(cohort):
    """Of the pairs that whoever asks may look after."""
    pairs = _that_met(Pair.objects.filter(cohort=cohort))
    return Reports(list(pairs.with_people().in_order()))


def _that_met(pairs):
    barred = Q(leader_enrolment__bars__person=current().person) if current().person else Q(pk=None)
    return with_outcome(pairs.exclude(barred)).filter(has_met=True)


_NONE = Q(said_no=True) | Q(is_marked=True)
COUNTED = {
    "released": Q(is_released=True),
    "not_coming": _NONE & Q(is_released=False),
    "missing": ~_NONE & Q(is_released=False),
}
FACT = "lab_reports"


def counting():
    """For `cohort_facts`: how many there are of each, read together with the cohort and in one go."""
    each = {name: Count("pk", filter=those, distinct=True) for name, those in COUNTED.items()}
    pairs = _that_met(Pair.objects.filter(cohort=OuterRef("pk"))).order_by().values("cohort")
    return Subquery(pairs.annotate(counts=JSONObject(**each)).values("counts"))


def counts_of(cohort):
    """{"released", "not_coming", "missing"}: of the pairs that have met, for whoever asks."""
    return cohort.knows(FACT) or dict.fromkeys(COUNTED, 0)
