"""The only place where a membership and an id become a measure, a survey, a quarter, or a 404."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from organizations.access import one
from pairing.access import pair_to_lead, pairs_of
from programs.models import Cohort, Enrolment

from .models import Indicator, Quarter, ReleasedReport, Wave


def cohort(membership, pk):
    """One that this sponsor is in charge of."""
    mine = Cohort.objects.sponsored_by(membership.person_id) if membership.is_sponsor else Cohort.objects.none()
    return one(mine.select_related("organization", "program"), pk=pk)


def indicator(membership, pk):
    found = one(Indicator.objects.select_related("cohort"), pk=pk)
    cohort(membership, found.cohort_id)
    return found


def survey(membership, pk):
    """(wave, enrolment) of someone who takes part in the wave's cohort."""
    wave = one(Wave.objects.for_participant(membership.person_id), pk=pk)
    own = Enrolment.objects.active().select_related("cohort")
    own = own.filter(cohort_id=wave.cohort_id, person_id=membership.person_id)
    return wave, own.get()


def cohorts_to_read(membership):
    """Whose figures this person gets: executives and sponsors all of them, a participant those of their own cohorts."""
    if membership.is_executive or membership.is_sponsor:
        return Cohort.objects.all()
    return Cohort.objects.filter(enrolments__person_id=membership.person_id).distinct()


def reads_quarters(membership):
    return membership.is_executive or membership.is_sponsor or cohorts_to_read(membership).exists()


def require_reader(membership):
    if not reads_quarters(membership):
        raise PermissionDenied


def quarter(membership, year, number):
    require_reader(membership)
    found = Quarter.objects.published().filter(year=year, number=number).newest_first().first()
    if found is None:
        raise Http404
    return found


def pair_to_report(membership, pk):
    """One of this person's own that has begun: its two write its lab report, in it or after it has ended."""
    return one(pairs_of(membership).filter(started_at__isnull=False), pk=pk)


def pair_to_mark(membership, pk, pair):
    """One of a cohort whose sponsor looks after it."""
    return pair_to_lead(membership, pk, pair)


def released_report(membership, pk, pair):
    """The copy that both partners have released, for a sponsor who looks after them."""
    found = pair_to_lead(membership, pk, pair)
    return one(ReleasedReport.objects.standing().select_related("pair__leader", "pair__mentor"), pair=found)
