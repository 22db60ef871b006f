"""Who took part in an earlier run is left out of this one's figures: so no survey asks them, and it says why."""

import pytest
import time_machine

from metrics.models import SurveyAnswer
from notifications.models import Due
from programs.models import Cohort, Enrolment
from tests.clock import live_through
from tests.factories import NOW
from tests.factories import lab as make
from tests.programs.design import headline, tree

from .conftest import DAY


@pytest.fixture
def again(measured):
    """The cohort runs another one again, in which its leader of the cast took part; the mentor is here for the first time."""
    with measured.works():
        earlier = make.CohortFactory(program=measured.cohort.program, state="completed")
        between = make.CohortFactory(program=measured.cohort.program, state="completed", copied_from=earlier)
        Cohort.objects.filter(pk=measured.cohort.pk).update(copied_from=between)
        make.EnrolmentFactory(cohort=earlier, person=measured.leader.person, role=Enrolment.Role.MENTOR)
        Due.objects.plan("survey-mail", measured.baseline.pk, NOW, occurrence="ask")
        Due.objects.plan("survey-reminder", measured.baseline.pk, NOW + DAY, occurrence="remind")
    with time_machine.travel(NOW + DAY, tick=False):
        yield measured


def test_they_are_neither_asked_nor_reminded(again, visit):
    lived = live_through(NOW, NOW + 2 * DAY)
    assert lived.to(again.leader) == []
    assert len(lived.to(again.mentor)) == 2
    for who, asked in (("leader", False), ("mentor", True)):
        home = tree(visit(getattr(again, who)).get(again.url("organizations:home")))
        assert ("A minute of questions" in home.text) == asked


def test_the_survey_says_why_and_takes_no_answer(again, visit):
    browser, url = visit(again.leader), again.url("metrics:survey", pk=again.baseline.pk)
    page = browser.get(url)
    assert headline(page) == "This survey does not ask you."
    assert not tree(page).one("main").all("form")
    assert headline(browser.post(url, {"confidence": "4", "weekly": "1"})) == "This survey does not ask you."
    with again.works():
        assert not SurveyAnswer.objects.exists()


def test_others_answer_as_ever(again, visit):
    url = again.url("metrics:survey", pk=again.baseline.pk)
    assert visit(again.mentor).post(url, {"heard": "4"}).status_code == 302
    with again.works():
        assert SurveyAnswer.objects.count() == 1


def test_their_place_and_the_mail_that_enrols_them_say_so(again, visit):
    from programs.people import _mail

    says = "The surveys of this cohort do not ask you"
    for who, told in (("leader", True), ("mentor", False)):
        assert (says in tree(visit(getattr(again, who)).get(again.url("programs:labs"))).text) == told
        with again.sees(who):
            place = Enrolment.objects.select_related("cohort").get(
                cohort=again.cohort, person=getattr(again, who).person
            )
            assert _mail(place)["returns"] == told
