"""What can't be at the board: said where it happens, with the way out beside it, and nothing typed is lost."""

import pytest

from organizations.models import Job, Person
from pairing import actions
from pairing.models import PairingRule, PairingRun
from programs.models import Cohort, Enrolment, ResearchQuestion
from tests.factories import NOW, PersonFactory
from tests.factories import lab as make
from tests.pages.drawing import read

from .twelve import by_name, open_pairing


@pytest.fixture
def six(cast):
    return open_pairing(cast, leaders=6, mentors=6)


def address(cast, view="board", **more):
    return cast.url(f"pairing:{view}", pk=cast.cohort.pk, **more)


def run(cast, **more):
    with cast.works():
        return actions.propose(cast.cohort, by=cast.sponsor, now=NOW, **more)


def look(cast, visit, **asked):
    return read(visit(cast.sponsor).get(address(cast), asked).text)


def missing(page):
    """{what is missing: where it is mended}, as the board lists it."""
    listed = page.one("section", aria_labelledby="missing-h").all("li")
    return {it.one("b").text: it.one("a").attrs["href"] for it in listed}


def buttons(page):
    return {it.text for it in page.all("button")}


# A board without people


def test_a_board_without_anyone_says_whom_to_enrol_and_has_no_form_that_cannot_be_used(cast, visit):
    open_pairing(cast, leaders=4, mentors=4)
    with cast.works():
        Enrolment.objects.filter(cohort=cast.cohort).update(state="withdrawn")
    page, enrol = look(cast, visit), cast.url("programs:enrol", pk=cast.cohort.pk)
    assert missing(page) == {"No leader takes part yet.": enrol, "No mentor takes part yet.": enrol}
    assert not {"Find the best pairs", "Say it", "Set it", "Swap, and run again"} & buttons(page)
    assert visit(cast.sponsor).get(enrol).status_code == 200


@pytest.mark.parametrize("role", ["leader", "mentor"])
def test_a_cohort_without_mentors_or_without_leaders_says_which(six, visit, role):
    with six.works():
        six.cohort.enrolments.filter(role=role).update(state="withdrawn")
    page = look(six, visit)
    assert list(missing(page)) == [f"No {role} takes part yet."]
    assert not {"Find the best pairs", "Say it"} & buttons(page)


def test_who_has_no_question_or_profile_yet_is_where_the_board_leads(six, visit):
    with six.works():
        ResearchQuestion.objects.update(state="proposed", settled_at=None)
        six.cohort.enrolments.mentors().update(profile_at=None)
    page, cohort = look(six, visit), {"pk": six.cohort.pk}
    assert missing(page) == {
        "No leader has a settled question yet.": six.url("programs:questions", **cohort),
        "No mentor has filled in a profile yet.": six.url("programs:enrolled", **cohort),
    }
    assert "Find the best pairs" not in buttons(page)
    assert "Say it" in buttons(page)  # two people can be ruled out before either is ready


@pytest.mark.parametrize(("state", "says"), [("enrolling", "has not come to pairing"), ("completed", "is past that")])
def test_before_and_after_its_time_the_board_leads_to_the_cohort(six, visit, state, says):
    with six.works():
        Cohort.objects.update(state=state)
    ((said, url),) = missing(look(six, visit)).items()
    assert says in said
    assert url == six.url("programs:cohort", pk=six.cohort.pk)


def test_when_all_mentors_have_gone_since_a_run_it_cannot_be_run_again_and_says_why(six, visit):
    run(six)
    with six.works():
        six.cohort.enrolments.mentors().update(state="withdrawn")
    page = look(six, visit)
    assert list(missing(page)) == ["No mentor takes part yet."]
    assert "Run again" not in buttons(page)
    assert len([it for it in page.all("li") if "match" in it.classes]) == 6  # the run stands to be read


def test_a_form_that_is_refused_stands_on_the_page_even_where_nobody_is_left_to_choose(six, visit):
    two = {"leader": six.leaders[5].pk, "mentor": six.mentors[5].pk, "says": "pin"}
    with six.works():
        six.cohort.enrolments.update(state="withdrawn")
    page = visit(six.sponsor).post(address(six, "rules"), two)
    assert (page.status_code, "This person takes part no longer" in page.text) == (422, True)
    assert "Say it" in buttons(read(page.text))


# Scores and rules


def alike(cast):
    """Nobody has a topic, a target, a place, a function or a tenure by which one mentor would be nearer than another."""
    with cast.works():
        cast.cohort.enrolments.mentors().update(topics={"customers": 1})
        ResearchQuestion.objects.update(topics={"prompts": 1}, sight_of="", owns=0)
        Person.objects.update(unit="", site="", hired_on=None, manager=None)


def test_where_all_scores_are_equal_the_board_proposes_the_same_each_time_and_asks_to_look(six, visit):
    alike(six)
    runs = [run(six), run(six)]
    with six.works():
        found = [{(it.leader_id, it.mentor_id): (it.score, it.kind) for it in each.proposals.all()} for each in runs]
    assert found[0] == found[1]
    assert len(found[0]) == 6
    ((score, kind),) = set(found[0].values())
    page = look(six, visit, show="look")
    assert kind == "look"
    assert len([it for it in page.all("li") if "match" in it.classes]) == 6
    assert f"All 6 pairs have {round(score / 100)} points of 100." in page.text


def test_a_rule_that_forbids_everyone_is_named_and_can_be_released_from_where_it_stands(six, visit):
    with six.works():
        pairs = [(leader, mentor) for leader in six.leaders for mentor in six.mentors]
        PairingRule.objects.bulk_create(
            PairingRule(organization=six.organization, cohort=six.cohort, leader=leader, mentor=mentor, says="forbid")
            for leader, mentor in pairs
        )
    run(six)
    page = look(six, visit)
    assert page.one("h1").text == "Nobody could be paired."
    assert "“Not these two” alone removes 100% of all pairs." in page.text
    assert "The rules leave no pair at all." in page.text
    assert not [it for it in page.all("a") if it.text == "Read before publishing"]
    waits = page.one("ol", class_="matches--waiting").all("li")
    assert len(waits) == 6
    release = next(it for it in waits[0].all("form") if "/rules/" in it.attrs["action"])
    visit(six.sponsor).post(release.attrs["action"])
    with six.works():
        assert PairingRule.objects.count() == len(pairs) - 1


def test_weights_of_nothing_stay_typed_beside_the_sentence_and_the_run_stays(six, visit):
    run(six)
    page = visit(six.sponsor).post(address(six, "runs"), dict.fromkeys(actions.USUAL, "0"))
    (form,) = [it for it in read(page.text).all("form") if {"goal"} & {each.attrs["name"] for each in it.all("input")}]
    assert page.status_code == 422
    assert "All four weights are zero: give at least one of them a share." in form.text
    assert {it.attrs["value"] for it in form.all("input") if it.attrs["name"] in actions.USUAL} == {"0"}
    with six.works():
        assert (Job.objects.count(), PairingRun.objects.count()) == (0, 1)


# People


def chosen(page, name):
    """What stands chosen in the form of “Together, or never”."""
    return [it.attrs["value"] for it in page.one("select", id=f"rule_{name}").all("option") if "selected" in it.attrs]


def test_a_pin_against_the_reporting_rule_is_refused_beside_the_mentor_and_both_stay_chosen(six, visit):
    leader, mentor = str(six.leaders[0].pk), str(six.mentors[0].pk)
    answer = visit(six.sponsor).post(address(six, "rules"), {"leader": leader, "mentor": mentor, "says": "pin"})
    page = read(answer.text)
    assert answer.status_code == 422
    assert "reporting line: these two can’t be partners" in page.text
    assert (chosen(page, "leader"), chosen(page, "mentor"), chosen(page, "says")) == ([leader], [mentor], ["pin"])
    with six.works():
        assert not PairingRule.objects.exists()


def test_a_mentor_who_leaves_the_roster_while_the_board_is_open_is_no_choice_and_the_rest_stays_typed(six, visit):
    browser, it = visit(six.sponsor), by_name_of(six, run(six))[4]
    browser.get(address(six))
    with six.works():
        Person.objects.filter(pk=it.mentor.person_id).update(left_on=NOW.date())
    answer = browser.post(address(six, "rules"), {"leader": it.leader_id, "mentor": it.mentor_id, "says": "pin"})
    page = read(answer.text)
    assert (answer.status_code, "This person takes part no longer" in page.text) == (422, True)
    assert chosen(page, "leader") == [str(it.leader_id)]
    seats = browser.post(address(six, "seats"), {"mentor": it.mentor_id, "seats": 2})
    assert seats.status_code == 422
    second = run(six)
    with six.works():
        assert not second.proposals.filter(mentor=it.mentor_id).exists()
    assert "Their mentor takes part no longer." in browser.get(address(six)).text


def by_name_of(cast, found):
    with cast.works():
        return by_name(found.proposals)


def test_a_leader_in_two_cohorts_is_said_where_they_are_enrolled_and_paired_in_both(six, visit):
    twice, browser = six.leaders[5], visit(six.sponsor)
    first = by_name_of(six, run(six))
    with six.works():
        other = make.CohortFactory(state=Cohort.State.PAIRING, name="The second one")
        make.CohortSponsorFactory(cohort=other, person=six.sponsor.person)
    data = {"role": "leader", "lines": twice.person.email}
    told = browser.post(six.url("programs:enrol_list", pk=other.pk), data, follow=True).text
    assert "two cohorts at once are twice the hours" in told
    with six.works():
        again = Enrolment.objects.get(cohort=other, person=twice.person)
        make.ResearchQuestionFactory(enrolment=again, topics={"prompts": 3})
        make.EnrolmentFactory(cohort=other, person=PersonFactory(), role="mentor", topics={"prompts": 3})
        found = actions.propose(other, by=six.sponsor, now=NOW)
        assert found.proposals.get().leader_id == again.pk
    page = browser.get(six.url("pairing:board", pk=other.pk))
    assert twice.person.name in page.text
    with six.works():
        kept = six.cohort.pairing_runs.newest().proposals.get(leader=twice)
    assert kept.mentor_id == next(it.mentor_id for it in first if it.leader_id == twice.pk)


def test_two_people_of_one_name_are_told_apart_where_one_of_them_is_chosen(six, visit):
    with six.works():
        for enrolment, unit in zip(six.mentors[:2], ("Bank / Risk", "Bank / Retail"), strict=True):
            person = {"given_name": "Amir", "family_name": "Carver", "unit": unit, "job_title": "Analyst"}
            Person.objects.filter(pk=enrolment.person_id).update(**person)
    options = [it.text for it in look(six, visit).one("select", id="rule_mentor").all("option")]
    assert {"Amir Carver, Bank / Risk, Analyst", "Amir Carver, Bank / Retail, Analyst"} <= set(options)
    assert "Mia5 Mentor005" in options


def test_the_page_of_a_run_is_drawn_anew_when_it_is_over(six, visit):
    browser = visit(six.sponsor)
    answer = browser.post(address(six, "runs"))
    asks = read(browser.get(answer.url).text).one("div", class_="job").attrs["data-hx-get"]
    assert "HX-Refresh" not in browser.get(asks, headers={"HX-Request": "true"}).headers
    with six.works():
        Job.objects.get().call_off(now=NOW)
    assert browser.get(asks, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    board = browser.get(
        answer.url, headers={"HX-Request": "true"}
    )  # on the board forms may be half filled in: not there
    assert ("HX-Refresh" in board.headers, "Called off" in board.text) == (False, True)
