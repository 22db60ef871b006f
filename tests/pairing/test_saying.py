"""What sponsors do on the board: one click that mends, swaps, seats, runs named and compared; and two sponsors at once."""

import datetime
import threading

import pytest
from django.db import connection

from notifications.models import Due, Notice
from organizations.models import Job
from organizations.registries import clock_kinds
from pairing import actions
from pairing.models import PairingRule, PairingRun
from pairing.tasks import run_pairing
from programs.models import Enrolment
from tests.factories import NOW
from tests.factories import lab as make
from tests.pages.drawing import read

from .twelve import by_name, open_pairing

DAY = datetime.timedelta(days=1)


@pytest.fixture
def twelve(cast):
    return open_pairing(cast)


@pytest.fixture
def press(visit, django_capture_on_commit_callbacks):
    """A form sent by the sponsor, the worker's part done, and the page that it leads to."""

    def send(cast, view, data=None, **kwargs):
        browser = visit(cast.sponsor)
        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post(address(cast, view, **kwargs), data or {})
        return browser.get(answer.url) if answer.status_code == 302 else answer

    return send


def address(cast, view, **more):
    return cast.url(f"pairing:{view}", pk=cast.cohort.pk, **more)


def run(cast, **more):
    with cast.works():
        return actions.propose(cast.cohort, by=cast.sponsor, now=NOW, **more)


def second_sponsor(cast):
    with cast.works():
        cast.admin.is_sponsor = True
        cast.admin.save()
        make.CohortSponsorFactory(cohort=cast.cohort, person=cast.admin.person)
    return cast.admin


def couples(run):
    return dict(run.proposals.values_list("leader", "mentor"))


# Who waits


def only_one_mentor(cast, **change):
    """Two leaders, two mentors, and something in the way of all but one pair."""
    open_pairing(cast, leaders=6, mentors=6)
    with cast.works():
        Enrolment.objects.filter(pk__in=[it.pk for it in [*cast.leaders[:4], *cast.mentors[:4]]]).update(
            state="withdrawn"
        )
    cast.leaders, cast.mentors = cast.leaders[4:], cast.mentors[4:]
    return cast


def test_one_seat_more_frees_a_leader_by_one_click(cast, visit, press):
    open_pairing(cast, leaders=6, mentors=5)
    first = run(cast)
    page = read(visit(cast.sponsor).get(address(cast, "board")).text)
    form = next(
        it for it in page.all("form") if it.attrs["action"] == address(cast, "seats") and "one seat more" in it.text
    )
    said = {
        field.attrs["name"]: field.attrs["value"]
        for field in form.all("input")
        if field.attrs["name"] != "csrfmiddlewaretoken"
    }
    assert "Run 2 stands" in press(cast, "seats", said | {"run": "1"}).text
    with cast.works():
        second = PairingRun.objects.get(number=2)
        assert (first.proposals.count(), second.proposals.count(), second.unpaired.count()) == (5, 6, 0)
        assert second.keeps
        assert sum(couples(first)[leader] != couples(second)[leader] for leader in couples(first)) <= 2
        mentor = Enrolment.objects.get(pk=said["mentor"])
        assert mentor.capacity == 2
        assert Notice.objects.get(recipient=mentor.person, kind="seats").sentence.startswith(
            "You may be asked to teach 2 leaders."
        )


def test_what_was_ruled_out_is_allowed_again_by_one_click(cast, visit, press):
    only_one_mentor(cast)
    for leader in cast.leaders:
        with cast.works():
            actions.say(cast.cohort, leader, cast.mentors[0], "forbid", by=cast.sponsor, now=NOW)
    run(cast)
    page = read(visit(cast.sponsor).get(address(cast, "board")).text)
    mend = next(it for it in page.all("form") if "again" in it.text and "release" in it.attrs["action"])
    press_url = mend.attrs["action"].rstrip("/").split("/")[-2]
    assert "Run 2 stands" in press(cast, "release", {"run": "1"}, rule=press_url).text
    with cast.works():
        assert PairingRun.objects.get(number=2).proposals.count() == 2


def test_departments_are_allowed_by_one_click(cast, press):
    only_one_mentor(cast)
    with cast.works():
        for it in [*cast.leaders, *cast.mentors]:
            it.person.unit = "Bank / Risk"
            it.person.save()
        type(cast.cohort).objects.update(same_unit_allowed=False)
    first = run(cast)
    page = press(cast, "departments").text
    assert "Run 2 stands" in page
    with cast.works():
        assert (first.proposals.count(), PairingRun.objects.get(number=2).proposals.count()) == (0, 2)
        assert first.removes == {"same_department": 1.0}


def test_a_rule_that_forbids_everyone_is_named_and_whom_to_ask(cast, visit, press):
    only_one_mentor(cast)
    with cast.works():
        Enrolment.objects.filter(pk__in=[it.pk for it in cast.mentors]).update(languages="Polish")
        Enrolment.objects.filter(pk__in=[it.pk for it in cast.leaders]).update(languages="English")
    run(cast)
    page = visit(cast.sponsor).get(address(cast, "board")).text
    assert "Nobody could be paired." in page
    assert "A language in common alone removes 100% of all pairs." in page
    assert "name no language in common" in page
    leader = cast.leaders[0]
    for _ in range(2):
        assert f"{leader.person.name} is asked." in press(cast, "asking", {"enrolment": leader.pk}).text
    with cast.works():
        due = Due.objects.get(kind="pair-asked")
        clock_kinds[due.kind].perform(due, NOW)
        assert "can you add hours or languages" in Notice.objects.get(recipient=leader.person).sentence


# Swaps


def test_two_mentors_are_swapped_and_the_others_stay(twelve, press):
    first = run(twelve)
    with twelve.works():
        was = couples(first)
        rows = by_name(first.proposals)
        one = next(it for it in rows for other in rows if it.pk != other.pk and may_swap(it, other))
        other = next(it for it in rows if it.pk != one.pk and may_swap(one, it))
    page = press(twelve, "swaps", {"leader": one.leader_id, "other": other.leader_id}, number=1)
    assert "Run 2 stands" in page.text
    with twelve.works():
        now = couples(PairingRun.objects.get(number=2))
        pins = set(PairingRule.objects.filter(says="pin").values_list("leader", "mentor"))
    assert pins == {(one.leader_id, other.mentor_id), (other.leader_id, one.mentor_id)}
    assert pins <= set(now.items())
    assert sum(was[leader] != now[leader] for leader in was) == 2


def may_swap(one, other):
    own = {mentor for mentor, *_ in one.alternatives}, {mentor for mentor, *_ in other.alternatives}
    return str(other.mentor_id) in own[0] and str(one.mentor_id) in own[1]


def test_a_swap_that_breaks_the_reporting_rule_is_refused_and_pins_nothing(twelve, press):
    first = run(twelve)
    with twelve.works():
        one = first.proposals.get(leader=twelve.leaders[0])
        below = first.proposals.filter(mentor=twelve.mentors[0]).first()
    page = press(twelve, "swaps", {"leader": one.leader_id, "other": below.leader_id}, number=1)
    assert (page.status_code, "no pin changes that" in page.text) == (422, True)
    with twelve.works():
        assert not PairingRule.objects.exists()


@pytest.mark.parametrize("same", [True, False])
def test_a_swap_wants_two_leaders_who_have_mentors(twelve, press, same):
    run(twelve)
    one = twelve.leaders[5]
    other = one if same else twelve.mentors[5]
    page = press(twelve, "swaps", {"leader": one.pk, "other": other.pk}, number=1)
    assert page.status_code == 422
    assert ("Choose two different leaders." if same else "Choose another.") in page.text


# Two sponsors at once


def test_what_another_sponsor_pinned_meanwhile_is_read_before_it_is_replaced(twelve, visit):
    run(twelve)
    leader, mine, theirs = twelve.leaders[5], twelve.mentors[6], twelve.mentors[7]
    other = second_sponsor(twelve)
    drawn = read(visit(twelve.sponsor).get(address(twelve, "board")).text).all("input", name="drawn")[0].attrs["value"]
    with twelve.works():
        actions.say(twelve.cohort, leader, theirs, "pin", by=other, now=NOW + 1000 * DAY)
    said = {"leader": leader.pk, "mentor": mine.pk, "says": "pin", "drawn": drawn}
    page = visit(twelve.sponsor).post(address(twelve, "rules"), said)
    assert page.status_code == 422
    assert f"{other.person.name} has said meanwhile" in page.text
    with twelve.works():
        assert PairingRule.objects.get(says="pin").mentor_id == theirs.pk


def test_a_swap_on_a_run_that_is_no_longer_the_newest_is_not_taken(twelve, press):
    run(twelve)
    run(twelve)
    page = press(twelve, "swaps", {"leader": twelve.leaders[5].pk, "other": twelve.leaders[6].pk}, number=1)
    assert (page.status_code, "There is a newer run by now." in page.text) == (422, True)


def test_what_another_sponsor_released_already_is_no_error(twelve, press):
    run(twelve)
    with twelve.works():
        rule = actions.say(twelve.cohort, twelve.leaders[5], twelve.mentors[6], "forbid", by=twelve.sponsor, now=NOW)
        key = rule.pk
        actions.release(rule, by=twelve.sponsor, now=NOW)
    assert "That was released already." in press(twelve, "release", rule=key).text


# Seats


def test_nobody_has_fewer_seats_than_leaders(twelve, press):
    mentor = twelve.mentors[9]
    with twelve.works():
        for leader in twelve.leaders[5:7]:
            make.PairFactory(
                cohort=twelve.cohort, leader=leader.person, mentor=mentor.person, leader_enrolment=leader,
                mentor_enrolment=mentor,
            )  # fmt: skip
    page = press(twelve, "seats", {"mentor": mentor.pk, "seats": 1})
    assert (page.status_code, f"{mentor.person.name} has 2 leaders already." in page.text) == (422, True)
    assert press(twelve, "seats", {"mentor": mentor.pk, "seats": 9}).status_code == 422
    assert "has 3 seats. Run again." in press(twelve, "seats", {"mentor": mentor.pk, "seats": 3}).text


# Runs


def test_runs_are_named_and_compared_with_why_each_moved(twelve, visit, press):
    first = run(twelve)
    with twelve.works():
        it = by_name(first.proposals)[7]
        actions.say(twelve.cohort, it.leader, it.mentor, "forbid", by=twelve.sponsor, now=NOW)
    run(twelve)
    press(twelve, "naming", {"name": "Without those two"}, number=2)
    page = visit(twelve.sponsor).get(address(twelve, "comparison", number=1, other=2)).text
    assert "From Run 1 to Without those two." in page
    assert f"You ruled {it.mentor.person.name} out." in page
    assert "Weakest pair that is not pinned, of 100" in page
    assert "Without those two" in visit(twelve.sponsor).get(address(twelve, "board")).text


def test_a_mentor_who_left_is_why_a_leader_moved(twelve, visit):
    first = run(twelve)
    with twelve.works():
        gone = by_name(first.proposals)[5]
        Enrolment.objects.filter(pk=gone.mentor_id).update(state="withdrawn")
    run(twelve, keeps=True)
    page = visit(twelve.sponsor).get(address(twelve, "board")).text
    assert "Their mentor takes part no longer." in page


def test_weights_are_why_everybody_may_move(twelve, visit):
    run(twelve)
    run(twelve, weights={"goal": 0, "tension": 100, "strategic": 0, "access": 0})
    assert "The weights are others." in visit(twelve.sponsor).get(address(twelve, "comparison", number=1, other=2)).text


def test_a_run_is_called_off_before_the_worker_comes_to_it(twelve, visit):
    browser = visit(twelve.sponsor)
    answer = browser.post(address(twelve, "runs"))
    with twelve.works():
        job = Job.objects.get()
    assert "Call it off" in browser.get(answer.url).text
    assert "The run is called off." in browser.post(address(twelve, "calling_off", job=job.pk), follow=True).text
    assert "This run was over already." in browser.post(address(twelve, "calling_off", job=job.pk), follow=True).text
    run_pairing.delay(str(twelve.organization.pk), str(job.pk))
    with twelve.works():
        assert not PairingRun.objects.exists()
    assert "Called off" in browser.get(answer.url).text


def test_a_run_that_is_called_off_at_work_leaves_nothing(transactional_db, cast, monkeypatch):
    open_pairing(cast, leaders=5, mentors=6)

    def call_off():
        with cast.works():
            Job.objects.get().call_off(now=NOW)
        connection.close()

    def gather_while_somebody_calls_it_off(*args, **kwargs):
        somebody = threading.Thread(target=call_off)
        somebody.start()
        somebody.join()
        return gather(*args, **kwargs)

    gather = actions.gather
    monkeypatch.setattr(actions, "gather", gather_while_somebody_calls_it_off)
    with cast.works():
        actions.ask_for_run(cast.cohort, by=cast.sponsor, now=NOW)
    with cast.works():
        assert Job.objects.get().state == Job.State.CALLED_OFF
        assert not PairingRun.objects.exists()


# Finding one's way among many


def test_names_are_found_and_lists_narrowed(twelve, visit):
    with twelve.works():
        actions.say(twelve.cohort, twelve.leaders[6], twelve.mentors[7], "pin", by=twelve.sponsor, now=NOW)
    run(twelve)
    browser, url = visit(twelve.sponsor), address(twelve, "board")

    def shown(**asked):
        return [it.attrs["data-drop"] for it in read(browser.get(url, asked).text).all("li") if "data-drop" in it.attrs]

    assert len(shown()) == len(shown(view="compact")) == 12
    assert shown(q="Leader006") == shown(show="pinned") == [str(twelve.leaders[6].pk)]
    assert shown(q="Nobody at all") == []
    assert shown(show="nonsense") == shown()


def test_many_pairs_come_in_pages(twelve, visit, monkeypatch):
    run(twelve)
    monkeypatch.setattr("pairing.listing.AT_ONCE", 5)
    browser, url, seen = visit(twelve.sponsor), address(twelve, "board"), []
    while url:
        page = read(browser.get(url).text)
        seen += [it.attrs["data-drop"] for it in page.all("li") if "data-drop" in it.attrs]
        ahead = [it for it in page.all("a") if it.attrs.get("rel") == "next"]
        url = address(twelve, "board") + ahead[0].attrs["href"] if ahead else None
    assert len(seen) == len(set(seen)) == 12
