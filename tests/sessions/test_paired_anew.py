"""A pair ends in the middle of its cohort and its leader gets another mentor: what each has done stays with whom it belongs to (P4)."""

import pytest
import time_machine
from django.utils import timezone

from notifications.sweep import sweep_until_idle
from pairing import actions, publishing
from pairing.models import Pair, PairingRun, PairResponse
from programs.models import CharterSignature
from sessions.actions import Task, choose_hour
from sessions.models import Homework, PrivateNote
from tests.factories import MembershipFactory, PersonFactory
from tests.factories import lab as make

from .play import DAY, HOUR, TEN, UTC, acting, chosen, held, sessions_of

NOTES, DECISION, TASK, PRIVATE = "Zwetschge", "Quitte", "Mirabelle", "Schlehe"
PROCESS = "Minutes of the credit board"


def sign(lab, enrolment, now):
    enrolment.signatures.create(rules=lab.rules, charter=lab.charter, name=enrolment.person.name, signed_at=now)


@pytest.fixture
def anew(lab):
    """Two sessions were held and logged, the sponsor ended the pair, and the leader's lab with `lab.second` runs."""
    old = chosen(lab)
    with lab.works():
        Pair.objects.update(process=PROCESS)
        sign(lab, lab.leader_enrolment, old[0].starts_at)
        sign(lab, lab.mentor_enrolment, old[0].starts_at)
    task = (Task(TASK, lab.leader.person_id),)
    held(lab, old[0], notes=NOTES, decision=DECISION, private=PRIVATE, homework=task)
    held(lab, old[1])
    with time_machine.travel(old[1].ends_at + HOUR, tick=False):
        lab.old, lab.first_sessions = lab.pair, old[:2]
        repair(lab, timezone.now())
        yield lab


def repair(lab, now):
    with lab.works():
        lab.second = MembershipFactory(person=PersonFactory(given_name="Iva", family_name="Horak"))
        mentor = make.EnrolmentFactory(
            cohort=lab.cohort, person=lab.second.person, role="mentor", topics=lab.mentor_enrolment.topics
        )
    with lab.sees("sponsor"):
        Pair.objects.get(pk=lab.old.pk).end(by=lab.sponsor, now=now)
    with lab.works():
        actions.propose(lab.cohort, by=lab.sponsor, now=now)
    with lab.sees("sponsor"):
        run = PairingRun.objects.select_related("cohort__program").newest()
        (lab.pair,) = publishing.publish(run, by=lab.sponsor, now=now)
    for who in ("leader", "second"):
        with lab.sees(who):
            Pair.objects.get(pk=lab.pair.pk).answer(PairResponse.Answer.ACCEPTED, by=getattr(lab, who), now=now)
    with lab.works():
        sign(lab, mentor, now)
        lab.pair = Pair.objects.get(pk=lab.pair.pk)
    acting(lab, "leader", choose_hour, lab.pair, now=now, first_day=(now + 5 * DAY).date(), at=TEN, zone=UTC)
    sweep_until_idle(now)


def pages_of(lab, visit, who):
    """Everything that one's home, pairs, sessions and prep lead to, as one text."""
    browser = visit(getattr(lab, who))
    urls = [lab.url(view) for view in ("organizations:home", "programs:labs", "pairing:lab", "sessions:sessions")]
    urls += [lab.url("pairing:pair", pk=lab.pair.pk)]
    urls += [lab.url("sessions:session", pk=it.pk) for it in sessions_of(lab)]
    return "".join(browser.get(url, follow=True).text for url in urls)


def test_another_mentor_is_never_the_one_before(anew):
    with anew.works():
        assert (anew.pair.leader_id, anew.pair.mentor_id) == (anew.leader.person_id, anew.second.person_id)
        states = dict(Pair.objects.values_list("pk", "state"))
        assert states == {anew.old.pk: Pair.State.ENDED, anew.pair.pk: Pair.State.RUNNING}


def test_the_leader_signs_nothing_twice_and_the_new_lab_counts_from_one(anew):
    with anew.works():
        assert CharterSignature.objects.filter(enrolment=anew.leader_enrolment).count() == 1
    assert sessions_of(anew)[0].number == 1
    assert {it.state for it in sessions_of(anew)} == {"planned"}


def test_the_new_mentor_learns_nothing_of_the_lab_before(anew, visit):
    said = pages_of(anew, visit, "second")
    assert "Giulia" in said
    words = (NOTES, DECISION, TASK, PRIVATE, PROCESS, anew.mentor.person.family_name)
    assert [word for word in words if word in said] == []
    browser = visit(anew.second)
    shut = [anew.url("pairing:pair", pk=anew.old.pk)]
    shut += [anew.url(f"sessions:{view}", pk=it.pk) for it in anew.first_sessions for view in ("session", "log")]
    assert {browser.get(url).status_code for url in shut} == {404}
    with anew.sees("second"):
        assert not Homework.objects.exists()
        assert list(Pair.objects.values_list("pk", flat=True)) == [anew.pair.pk]


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_the_two_before_keep_what_they_have_done(anew, visit, who):
    browser = visit(getattr(anew, who))
    first = browser.get(anew.url("sessions:session", pk=anew.first_sessions[0].pk)).text
    assert [word for word in (NOTES, DECISION, TASK) if word not in first] == []
    page = browser.get(anew.url("pairing:pair", pk=anew.old.pk)).text
    assert "has ended" in page
    assert PROCESS in page
    with anew.sees(who):
        signed = CharterSignature.objects.filter(enrolment=getattr(anew, f"{who}_enrolment"))
        assert signed.count() == 1
        assert PrivateNote.objects.filter(text=PRIVATE).exists() is (who == "leader")


def test_what_was_set_as_homework_with_the_one_is_not_asked_for_beside_the_other(anew, visit):
    browser = visit(anew.leader)
    upcoming = browser.get(anew.url("sessions:session", pk=sessions_of(anew)[0].pk)).text
    assert TASK not in upcoming
    assert anew.mentor.person.given_name not in upcoming


def test_the_mentor_before_hears_of_nobody_new(anew, visit):
    said = "".join(
        visit(anew.mentor).get(anew.url(view), follow=True).text
        for view in ("organizations:home", "programs:labs", "pairing:lab", "sessions:sessions")
    )
    assert "Horak" not in said
    assert visit(anew.mentor).get(anew.url("pairing:pair", pk=anew.pair.pk)).status_code == 404


def test_the_sponsor_sees_both_pairs_and_a_word_of_neither(anew, visit):
    page = visit(anew.sponsor).get(anew.url("pairing:pairs", pk=anew.cohort.pk)).text
    assert "One pair, 1 running." in page
    assert page.index("Horak") < page.index("No longer open") < page.index("Nowak")
    assert [word for word in (NOTES, DECISION, TASK, PRIVATE) if word in page] == []
