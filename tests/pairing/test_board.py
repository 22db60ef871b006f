"""The board over HTTP: a run, what it says, pins and refusals, runs compared."""

import pytest

from organizations.models import AuditEntry, Job
from pairing import actions
from pairing.models import Pair, PairingRule, PairingRun
from tests.factories import NOW
from tests.factories import lab as make
from tests.queries import own_queries

from .twelve import open_pairing


@pytest.fixture
def twelve(cast):
    return open_pairing(cast)


def run(cast, **more):
    with cast.works():
        return actions.propose(cast.cohort, by=cast.sponsor, now=NOW, **more)


def board(cast):
    return cast.url("pairing:board", pk=cast.cohort.pk)


def test_an_empty_board_teaches_and_one_click_starts_a_run_in_the_worker(
    twelve, visit, django_capture_on_commit_callbacks
):
    browser = visit(twelve.sponsor)
    page = browser.get(board(twelve)).content.decode()
    assert "12 leaders and 15 mentors are enrolled" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(twelve.url("pairing:runs", pk=twelve.cohort.pk))
    job = browser.get(answer.url).content.decode()
    assert "Run 1 stands" in job
    page = browser.get(board(twelve)).content.decode()
    assert "12 pairs, and nobody waits." in page
    with twelve.works():
        assert PairingRun.objects.get().proposals.count() == 12
        assert Job.objects.get().state == Job.State.DONE


def test_a_run_at_work_is_found_again_and_not_started_twice(twelve, visit):
    browser = visit(twelve.sponsor)
    answers = [browser.post(twelve.url("pairing:runs", pk=twelve.cohort.pk)) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert "Waiting for its turn" in browser.get(board(twelve)).content.decode()
    fragment = browser.get(answers[0].url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert f'data-hx-get="{answers[0].url}"' in fragment


def test_it_is_deterministic_and_keeps_its_runs_by_number(twelve):
    first, second = run(twelve), run(twelve)
    with twelve.works():
        couples = [set(it.proposals.values_list("leader", "mentor", "score", "kind")) for it in (first, second)]
        assert couples[0] == couples[1]
        assert (first.number, second.number) == (1, 2)
        assert AuditEntry.objects.filter(verb="proposed").count() == 2


def test_nobody_is_proposed_to_someone_in_whose_line_they_stand(twelve):
    run(twelve)
    with twelve.works():
        couples = set(PairingRun.objects.get().proposals.values_list("leader", "mentor"))
    shut = {(twelve.leaders[n].pk, twelve.mentors[n].pk) for n in range(4)}
    assert not couples & shut


def test_what_is_open_is_kept_and_a_couple_once_proposed_does_not_come_again(twelve):
    with twelve.works():
        leader, mentor = twelve.leaders[5], twelve.mentors[9]
        for state, it in (("published", leader), ("withdrawn", twelve.leaders[6])):
            make.PairFactory(
                cohort=twelve.cohort, state=state, leader=it.person, mentor=mentor.person,
                leader_enrolment=it, mentor_enrolment=mentor,
            )  # fmt: skip
    proposals = run(twelve).proposals
    with twelve.works():
        assert not proposals.filter(leader=leader).exists()
        assert not proposals.filter(mentor=mentor).exists()  # their one seat is taken
        assert proposals.count() == 11


def test_the_board_says_why_and_what_the_next_best_costs(twelve, visit):
    run(twelve)
    page = visit(twelve.sponsor).get(board(twelve)).content.decode()
    assert page.count('class="match"') == 12
    assert "knows first-hand what" in page
    assert "Next best: <b>" in page
    assert "for the cohort" in page or "would wait" in page or "weakest pair" in page
    assert "Question and skill" in page


def test_who_is_left_stands_on_top_with_the_sentence_that_says_why(cast, visit):
    open_pairing(cast, leaders=5, mentors=4)
    with cast.works():
        cast.leaders[4].person.manager = None
        for mentor in cast.mentors[1:]:
            type(mentor).objects.filter(pk=mentor.pk).update(languages="Polish")
        for leader in cast.leaders:
            type(leader).objects.filter(pk=leader.pk).update(languages="English, German")
    run(cast)
    page = visit(cast.sponsor).get(board(cast)).content.decode()
    assert "1 pair, 4 leaders still wait." in page
    assert "share no language" in page
    assert "4 mentors looked at" in page
    assert page.index("match--none") < page.index('class="match"')


def test_pin_release_and_not_these_two(twelve, visit):
    first = run(twelve)
    with twelve.works():
        it = first.proposals.first()
        other = next(m for m in twelve.mentors[4:] if m.pk != it.mentor_id)
    browser = visit(twelve.sponsor)
    rules = twelve.url("pairing:rules", pk=twelve.cohort.pk)
    browser.post(rules, {"leader": it.leader_id, "mentor": other.pk, "says": "pin"})
    browser.post(rules, {"leader": it.leader_id, "mentor": it.mentor_id, "says": "forbid"})
    second = run(twelve)
    with twelve.works():
        assert second.proposals.get(leader=it.leader_id).mentor_id == other.pk
        pin = PairingRule.objects.get(says="pin")
        assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {"said pin", "said forbid"}
    page = browser.get(board(twelve)).content.decode()
    assert 'aria-pressed="true"' in page
    assert "Since Run 1" in page
    browser.post(twelve.url("pairing:release", pk=twelve.cohort.pk, rule=pin.pk))
    with twelve.works():
        assert not PairingRule.objects.filter(says="pin").exists()


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_a_pin_against_the_reporting_rule_is_refused_where_it_is_said(twelve, visit, n):
    answer = visit(twelve.sponsor).post(
        twelve.url("pairing:rules", pk=twelve.cohort.pk),
        {"leader": twelve.leaders[n].pk, "mentor": twelve.mentors[n].pk, "says": "pin"},
    )
    assert answer.status_code == 422
    assert "reporting line: these two can’t be partners" in answer.content.decode()
    with twelve.works():
        assert not PairingRule.objects.exists()


def test_a_pin_that_a_roster_change_broke_stops_the_run_with_a_sentence(
    twelve, visit, django_capture_on_commit_callbacks
):
    leader, mentor = twelve.leaders[5], twelve.mentors[5]
    with twelve.works():
        actions.say(twelve.cohort, leader, mentor, "pin", by=twelve.sponsor, now=NOW)
        type(mentor.person).objects.filter(pk=mentor.person_id).update(manager=leader.person)
    browser = visit(twelve.sponsor)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(twelve.url("pairing:runs", pk=twelve.cohort.pk))
    page = browser.get(answer.url).content.decode()
    assert "Lea5 Leader005 and Mia5 Mentor005 are pinned, but the mentor reports to the leader" in page
    with twelve.works():
        assert not PairingRun.objects.exists()


def test_a_mentor_has_as_many_pins_as_seats(twelve, visit):
    browser, rules = visit(twelve.sponsor), twelve.url("pairing:rules", pk=twelve.cohort.pk)
    codes = [
        browser.post(rules, {"leader": leader.pk, "mentor": twelve.mentors[8].pk, "says": "pin"}).status_code
        for leader in twelve.leaders[4:6]
    ]
    assert codes == [302, 422]


def test_weights_all_zero_and_no_mentors_are_said_where_they_happen(cast, visit):
    open_pairing(cast, leaders=4, mentors=4)
    browser, runs = visit(cast.sponsor), cast.url("pairing:runs", pk=cast.cohort.pk)
    run(cast)
    answer = browser.post(runs, dict.fromkeys(actions.USUAL, 0))
    assert answer.status_code == 422
    assert "All four weights are zero" in answer.content.decode()
    with cast.works():
        cast.cohort.enrolments.mentors().update(profile_at=None)
    answer = browser.post(runs)
    assert answer.status_code == 422
    assert "No mentor has filled in a profile yet" in answer.content.decode()
    assert browser.post(runs, {"goal": -1, "tension": 1, "strategic": 1, "access": 1}).status_code == 422


def test_weights_are_kept_with_their_run_and_for_the_next(twelve, visit, django_capture_on_commit_callbacks):
    weights = {"goal": 10, "tension": 0, "strategic": 80, "access": 10}
    with django_capture_on_commit_callbacks(execute=True):
        visit(twelve.sponsor).post(twelve.url("pairing:runs", pk=twelve.cohort.pk), weights)
    run(twelve)
    with twelve.works():
        assert list(PairingRun.objects.order_by("number").values_list("weights", flat=True)) == [weights, weights]


def test_before_its_time_a_cohort_is_not_paired(twelve, visit):
    with twelve.works():
        type(twelve.cohort).objects.update(state="enrolling")
    answer = visit(twelve.sponsor).post(twelve.url("pairing:runs", pk=twelve.cohort.pk))
    assert (answer.status_code, "once the cohort has come to pairing" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("who", ["admin", "executive", "leader", "mentor", "manager", "assistant"])
def test_the_board_is_not_there_for_anyone_else(twelve, visit, who):
    it = run(twelve)
    browser, pk = visit(getattr(twelve, who)), twelve.cohort.pk
    pages = [
        board(twelve),
        twelve.url("pairing:run", pk=pk, number=it.number),
        twelve.url("pairing:preview", pk=pk, number=it.number),
        twelve.url("pairing:pairs", pk=pk),
    ]
    assert [browser.get(page).status_code for page in pages] == [404] * 4
    posts = [twelve.url("pairing:runs", pk=pk), twelve.url("pairing:publish", pk=pk, number=it.number)]
    assert [browser.post(page).status_code for page in posts] == [404] * 2
    with twelve.works():
        assert not Pair.objects.exists()


def test_nor_for_a_sponsor_of_another_cohort_or_organization(twelve, stranger, visit):
    run(twelve)
    with twelve.works():
        twelve.cohort.sponsors.update(person=twelve.admin.person)
    assert visit(twelve.sponsor).get(board(twelve)).status_code == 404
    assert visit(stranger.sponsor).get(board(twelve)).status_code == 404


@pytest.mark.parametrize("count", [2, 60])
def test_the_board_asks_the_same_number_of_queries(cast, visit, count):
    open_pairing(cast, leaders=count + 4, mentors=count + 6)
    run(cast)
    browser = visit(cast.sponsor)
    browser.get(board(cast))
    with own_queries(BOARD_QUERIES):
        page = browser.get(board(cast))
    assert page.content.count(b'class="match"') + page.content.count(b'class="match-line"') == count + 4


BOARD_QUERIES = 11
