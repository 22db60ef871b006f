import datetime

import pytest

from metrics.models import Indicator
from programs.models import Enrolment
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make
from tests.lab import enrol

DAY = datetime.timedelta(days=1)


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
