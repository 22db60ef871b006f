import pytest

from checkins.models import CheckIn

from .reviewing import hold


@pytest.fixture
def reviewed(lab):
    """Three sessions held: the reviews are open."""
    for number in (1, 2, 3):
        hold(lab, number)
    with lab.works():
        lab.review = CheckIn.objects.get(subject=lab.mentor.person)
        lab.other = CheckIn.objects.get(subject=lab.leader.person)
    return lab
