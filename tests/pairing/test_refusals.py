"""What stands in the way of pairing: said in a sentence, and nothing half done is left behind."""

import threading

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from notifications.models import Due
from organizations.models import Job, Person
from organizations.tenancy.scope import WEB, scope
from pairing import actions, publishing, tasks, words
from pairing.models import Pair, PairingRule, PairingRun, ProposedPair, SponsorBar
from programs.models import Enrolment, LabRules, PartnerAccess, ResearchQuestion
from tests.factories import NOW
from tests.factories import lab as make
from tests.pages.drawing import read

from .twelve import by_name, open_pairing


@pytest.fixture
def twelve(cast):
    return open_pairing(cast)


@pytest.fixture
def proposed(twelve):
    with twelve.works():
        twelve.run = actions.propose(twelve.cohort, by=twelve.sponsor, now=NOW)
    return twelve


@pytest.fixture
def start(twelve, visit, django_capture_on_commit_callbacks):
    """Press “run”, let the worker do it, and read what the job's page says."""

    def press():
        browser = visit(twelve.sponsor)
        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post(address(twelve, "runs"))
        return browser.get(answer.url).text

    return press


def address(cast, view, **more):
    return cast.url(f"pairing:{view}", pk=cast.cohort.pk, **more)


def nothing_is_left(cast):
    with cast.works():
        kinds = (PairingRun, ProposedPair, SponsorBar, Pair)
        return not any(kind.objects.exists() for kind in kinds)


# A run


def test_without_a_leader_who_waits_the_job_says_so_and_no_run_is_made(twelve, start):
    with twelve.works():
        ResearchQuestion.objects.update(state="proposed", settled_at=None)
    assert "No leader with a settled question is waiting for a mentor." in start()
    assert nothing_is_left(twelve)


def test_when_everyone_has_a_partner_a_run_says_that_nobody_waits(proposed, start):
    with proposed.sees("sponsor"):
        run = PairingRun.objects.select_related("cohort__program").get()
        publishing.publish(run, by=proposed.sponsor, now=NOW)
    assert "No leader with a settled question is waiting for a mentor." in start()
    with proposed.works():
        assert PairingRun.objects.count() == 1


def test_a_run_that_breaks_tells_a_sentence_and_leaves_nothing_half_written(twelve, start, monkeypatch, caplog):
    def keep_and_break(*args, **said):
        keep(*args, **said)
        raise RuntimeError("Giulia Marchetti cannot be written")

    keep = actions.keep
    monkeypatch.setattr(actions, "keep", keep_and_break)
    page = start()
    assert "Something went wrong on our side, and nothing was changed. Run it again." in page
    assert "cannot be written" not in page
    assert "a pairing run stopped" in caplog.messages
    assert nothing_is_left(twelve)


def test_after_a_run_that_broke_the_next_one_can_be_made(twelve, start, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(actions, "keep", lambda *args, **said: 1 / 0)
        start()
    assert "Run 1 stands" in start()
    with twelve.works():
        assert list(Job.objects.order_by("id").values_list("state", flat=True)) == ["failed", "done"]


def test_a_database_that_refuses_leaves_the_job_itself_whole(twelve, start, monkeypatch):
    def twice(*args, **said):
        PairingRun.objects.create(cohort=twelve.cohort, number=1, made_at=NOW)
        PairingRun.objects.create(cohort=twelve.cohort, number=1, made_at=NOW)

    monkeypatch.setattr(actions, "keep", twice)
    assert "Something went wrong on our side" in start()
    assert nothing_is_left(twelve)


def test_a_task_that_is_delivered_twice_runs_once(twelve, start):
    start()
    with twelve.works():
        job = Job.objects.get()
    tasks.run_pairing.delay(str(twelve.organization.pk), str(job.pk))
    with twelve.works():
        assert PairingRun.objects.count() == 1


def test_mentors_who_fill_in_no_profile_are_said_on_the_board_and_no_job_is_made(twelve, visit):
    with twelve.works():
        twelve.cohort.enrolments.mentors().update(profile_at=None)
    page = visit(twelve.sponsor).post(address(twelve, "runs"))
    assert page.status_code == 422
    assert "No mentor has filled in a profile yet. Pairing can begin with the first who has." in page.text
    with twelve.works():
        assert not Job.objects.exists()


WEIGHTS = {"goal": "45", "tension": "20", "strategic": "25", "access": "10"}


@pytest.mark.parametrize(("part", "typed"), [("goal", "-1"), ("tension", "101"), ("strategic", "much"), ("access", "")])
def test_a_weight_that_cant_be_is_said_and_the_others_stay_typed(twelve, visit, part, typed):
    page = visit(twelve.sponsor).post(address(twelve, "runs"), WEIGHTS | {part: typed})
    form = page.context["weights_form"]
    assert (page.status_code, list(form.errors)) == (422, [part])
    assert {name: form[name].value() for name in WEIGHTS} == WEIGHTS | {part: typed}
    with twelve.works():
        assert not Job.objects.exists()


def test_weights_of_nothing_are_told_and_stay_on_the_page(twelve, visit):
    page = visit(twelve.sponsor).post(address(twelve, "runs"), dict.fromkeys(WEIGHTS, "0"))
    assert "All four weights are zero: give at least one of them a share." in page.text
    assert {page.context["weights_form"][name].value() for name in WEIGHTS} == {"0"}


# Together, or never


def say(cast, visit, leader, mentor, says="pin"):
    return visit(cast.sponsor).post(address(cast, "rules"), {"leader": leader, "mentor": mentor, "says": says})


def test_roles_that_are_swapped_and_people_of_elsewhere_are_no_choice(twelve, visit):
    leader, mentor = twelve.leaders[5], twelve.mentors[5]
    with twelve.works():
        elsewhere = make.EnrolmentFactory(cohort=make.CohortFactory(), person=mentor.person, role="mentor")
    for two in ((mentor.pk, leader.pk), (leader.pk, elsewhere.pk), (leader.pk, ""), ("x", mentor.pk)):
        assert say(twelve, visit, *two).status_code == 422
    assert say(twelve, visit, leader.pk, mentor.pk, says="maybe").status_code == 422
    with twelve.works():
        assert not PairingRule.objects.exists()


def test_who_withdrew_while_the_board_was_open_is_no_choice_any_more(twelve, visit):
    browser = visit(twelve.sponsor)
    browser.get(address(twelve, "board"))
    with twelve.works():
        Enrolment.objects.filter(pk=twelve.mentors[5].pk).update(state="withdrawn")
    page = say(twelve, visit, twelve.leaders[5].pk, twelve.mentors[5].pk)
    assert (page.status_code, "This person takes part no longer, or is not yours to pair." in page.text) == (422, True)


# Publishing what has changed since


def test_a_mentor_who_leaves_while_the_board_is_open_is_not_published_and_said(proposed, visit):
    browser = visit(proposed.sponsor)
    browser.get(address(proposed, "preview", number=1))
    with proposed.works():
        gone = by_name(proposed.run.proposals)[4]
        Person.objects.filter(pk=gone.mentor.person_id).update(left_on=NOW.date())
    assert browser.get(address(proposed, "board")).status_code == 200
    left_out = read(browser.get(address(proposed, "preview", number=1)).content.decode()).one(
        "section", aria_labelledby="out-h"
    )
    assert f"{gone.mentor.person.name} no longer takes part." in left_out.text
    page = browser.post(address(proposed, "publish", number=1), follow=True)
    assert "11 pairs are published." in page.text
    with proposed.works():
        assert not Pair.objects.filter(mentor=gone.mentor.person).exists()
        assert not Due.objects.filter(kind="pair-news", recipient=gone.leader.person).exists()


def test_who_withdrew_since_the_run_keeps_their_profile_to_themselves(proposed, visit):
    with proposed.works():
        gone = by_name(proposed.run.proposals)[4]
        Enrolment.objects.filter(pk=gone.leader_id).update(state="withdrawn")
    visit(proposed.sponsor).post(address(proposed, "publish", number=1))
    with proposed.works():
        assert not PartnerAccess.objects.filter(enrolment__in=[gone.leader_id, gone.mentor_id]).exists()


def test_when_nothing_of_a_run_can_be_published_it_says_so(proposed, visit):
    with proposed.works():
        Enrolment.objects.mentors().update(state="withdrawn")
    page = visit(proposed.sponsor).post(address(proposed, "publish", number=1))
    assert page.status_code == 422
    assert "Nothing in this run can be published any more. Run it again." in page.text
    with proposed.works():
        assert PairingRun.objects.get().published_at is None
        assert not Pair.objects.exists()


@pytest.mark.parametrize("state", ["closing", "completed", "cancelled"])
def test_a_cohort_that_has_gone_on_publishes_no_pair(proposed, visit, state):
    with proposed.works():
        type(proposed.cohort).objects.update(state=state)
    page = visit(proposed.sponsor).post(address(proposed, "publish", number=1))
    assert (page.status_code, "This cohort is not at pairing." in page.text) == (422, True)
    with proposed.works():
        assert not Pair.objects.exists()


def test_of_two_sponsors_who_publish_at_once_the_second_reads_a_sentence(transactional_db, cast):
    """Two connections that meet at the cohort's lock."""
    open_pairing(cast, leaders=5, mentors=6)
    with cast.works():
        cast.admin.is_sponsor = True
        cast.admin.save()
        make.CohortSponsorFactory(cohort=cast.cohort, person=cast.admin.person)
        run = actions.propose(cast.cohort, by=cast.sponsor, now=NOW)
    together, outcomes = threading.Barrier(2, timeout=20), []

    def press(membership):
        try:
            with scope(WEB, cast.organization.pk, membership.person_id):
                mine = PairingRun.objects.select_related("cohort__program").get(pk=run.pk)
                together.wait()
                outcomes.append(len(publishing.publish(mine, by=membership, now=NOW)))
        except publishing.ValidationError as refused:
            outcomes.append(refused.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[who]) for who in (cast.sponsor, cast.admin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [5, ["Run 1 is published already."]]
    with cast.works():
        assert Pair.objects.count() == 5


# At the gates


def gate_lines(cast, visit):
    page = visit(cast.sponsor).get(cast.url("programs:cohort", pk=cast.cohort.pk))
    lines = read(page.content.decode()).one("section", id="gate").all("li")
    return {line.one("b").text: line for line in lines if line.all("b")}


def test_before_the_sessions_a_pair_has_to_be_published_and_the_link_leads_to_the_board(proposed, visit):
    line = gate_lines(proposed, visit)["No pair is published yet."]
    assert (line.one("a").text, line.one("a").attrs["href"]) == ("Find the partners", address(proposed, "board"))
    visit(proposed.sponsor).post(address(proposed, "publish", number=1))
    assert "No pair is published yet." not in gate_lines(proposed, visit)


def test_a_pair_without_rules_and_charter_reads_whom_to_ask(lab, visit):
    with lab.works():
        Pair.objects.update(state="published", agreed_at=NOW)
        lab.pair.responses.create(cohort=lab.cohort, person=lab.leader.person, answer="accepted", answered_at=NOW)
    browser, url = visit(lab.leader), lab.url("pairing:pair", pk=lab.pair.pk)
    assert "Lab rules and role charter are not written." not in browser.get(url).text
    with lab.works():
        LabRules.objects.all().delete()
    page = browser.get(url).text
    assert "Lab rules and role charter are not written." in page
    assert "The sponsors in charge." in page


# What is said


@pytest.mark.parametrize(
    ("cost", "says"),
    [
        ((1, 5000, 90), "1 leader more would wait"),
        ((2, 0, 0), "2 leaders more would wait"),
        ((0, 1, 0), "1 pair would be weaker than any now"),
        ((0, 3, -900), "3 pairs would be weaker than any now"),
        ((0, 0, 130), "1 point less for the cohort"),
        ((0, 0, 20), "costs the cohort next to nothing"),
        ((0, 0, -900), "costs the cohort next to nothing"),
    ],
)
def test_what_the_runner_up_costs_is_read_from_the_left(cost, says):
    assert words.costs(cost) == says


def test_the_smallest_change_frees_and_the_reporting_line_is_never_bent():
    assert words.frees({"reporting": 3}, {"reporting": 3}) is None
    assert words.frees({}, {"reporting": 2, "language": 1}) == "Look at the languages in both profiles."
    assert words.frees({"language": 1}, {"forbidden": 4}) == "Look at the languages in both profiles."


codes = st.sampled_from(["topics", "first_hand_sight", "another_function", "same_site", "shared_hours", "wording"])
labels = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)


@given(
    st.lists(st.tuples(codes, st.lists(labels, min_size=1, max_size=4)), max_size=5),
    st.lists(labels, min_size=4, max_size=4),
)
def test_why_two_people_were_paired_is_always_a_sentence_that_fits(reasons, names):
    said = [(code, [7.5] if code == "shared_hours" else values) for code, values in reasons]
    two = [Person(given_name=given, family_name=family) for given, family in (names[:2], names[2:])]
    because = words.because(*two, said, {})
    assert 0 < len(because) <= words.LONGEST
