import datetime

import pytest

from metrics.models import Indicator
from organizations.registries import facts
from programs.facts import CohortMade
from programs.models import Cohort, Enrolment
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make
from tests.lab import enrol

DAY = datetime.timedelta(days=1)


@pytest.fixture
def designing(cast):
    """A cohort being designed, with the measures of its template."""
    with cast.works():
        cast.cohort = make.CohortFactory(state=Cohort.State.DESIGNING)
        make.CohortSponsorFactory(cohort=cast.cohort, person=cast.sponsor.person)
    with cast.sees("sponsor"):
        facts.tell(CohortMade(cast.cohort.pk, "ai_fluency"), now=NOW)
    return cast


@pytest.fixture
def measured(lab):
    """A cohort of seven leaders and four mentors with one measure of each kind, its baseline open since NOW."""
    with lab.works():
        lab.leaders = [lab.leader_enrolment]
        lab.leaders += [enrol(lab, PersonFactory(), Enrolment.Role.LEADER) for _ in range(6)]
        lab.mentors = [lab.mentor_enrolment]
        lab.mentors += [enrol(lab, PersonFactory(), Enrolment.Role.MENTOR) for _ in range(3)]
        common = {"cohort": lab.cohort}
        lab.confidence = make.IndicatorFactory(**common, key="confidence", place=1)
        lab.weekly = make.IndicatorFactory(
            **common,
            key="weekly",
            place=2,
            form=Indicator.Form.SHARE,
            unit="% of leaders",
            name="Weekly use",
            target=70,
        )
        lab.heard = make.IndicatorFactory(
            **common, key="heard", place=3, family="talent", source="mentors", name="Heard", is_protected=True
        )
        lab.pack = make.IndicatorFactory(
            **common,
            key="pack",
            place=4,
            family="performance",
            source="business",
            form="number",
            direction="down",
            aim="change",
            unit="days",
            name="Time for a monthly pack",
            target=25,
        )
        lab.baseline = make.WaveFactory(cohort=lab.cohort)
        lab.follow_up = make.WaveFactory(
            cohort=lab.cohort, kind="follow_up", opens_at=NOW + 78 * DAY, closes_at=NOW + 90 * DAY
        )
    return lab
