import pytest

from organizations.registries import facts
from programs.facts import QuestionProposed, QuestionSettled
from programs.models import Cohort
from tests.factories.lab import CohortFactory, CohortSponsorFactory
from tests.lab import enrol

from .asking import LEADER, MENTOR


@pytest.fixture
def new(cast):
    """A cohort that enrols: a leader and a mentor who have written nothing yet, and their sponsor."""
    with cast.works():
        cast.cohort = CohortFactory(state=Cohort.State.ENROLLING, contact=cast.admin.person)
        CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
        cast.leader_enrolment = enrol(cast, cast.leader.person, LEADER, profile_at=None)
        cast.mentor_enrolment = enrol(cast, cast.mentor.person, MENTOR, profile_at=None)
    return cast


@pytest.fixture
def heard():
    told, before = [], {kind: list(facts._subscribers[kind]) for kind in (QuestionProposed, QuestionSettled)}
    for kind in before:
        facts.subscribe(kind, lambda fact, *, now: told.append(fact))
    yield told
    facts._subscribers.update(before)
