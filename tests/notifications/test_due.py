import datetime

import pytest
from django.db import IntegrityError, ProgrammingError

from notifications.models import Due, Plan
from notifications.models.due import ATTEMPTS
from organizations.tenancy.models import uuid7
from organizations.tenancy.scope import NoScope, sweeping
from tests.factories import NOW

from .kinds import DAY, MINUTE, plan


def test_what_waits_is_moved_and_not_doubled(cast):
    with cast.works():
        subject = plan(cast.leader)
        plan(cast.leader, subject=subject, at=NOW + DAY)
        assert [due.due_at for due in Due.objects.all()] == [NOW + DAY]


@pytest.mark.parametrize("different", ["kind", "subject", "occurrence", "recipient"])
def test_each_part_of_the_key_makes_it_another(cast, different):
    subject = uuid7()
    values = {"kind": "a", "subject": subject, "occurrence": "1"}
    with cast.works():
        plan(cast.leader, **values)
        if different == "recipient":
            plan(cast.mentor, **values)
        else:
            plan(cast.leader, **{**values, different: uuid7() if different == "subject" else "2"})
        assert Due.objects.count() == 2


def test_without_a_recipient_it_is_still_one(cast):
    subject = uuid7()
    with cast.works():
        for _ in range(2):
            Due.objects.plan("a", subject, NOW)
        due = Due.objects.get()
        with pytest.raises(IntegrityError):
            Due.objects.create(kind="a", subject_id=subject, due_at=NOW)
    assert due.recipient_id is None


def test_what_is_done_stays_done(cast):
    with cast.works():
        subject = plan(cast.leader)
        Due.objects.get().complete(now=NOW)
        plan(cast.leader, subject=subject, at=NOW + DAY)
        due = Due.objects.get()
    assert (due.state, due.due_at, due.done_at) == ("done", NOW, NOW)


def test_what_was_cancelled_can_be_planned_again(cast):
    with cast.works():
        subject = plan(cast.leader)
        assert Due.objects.cancel("trial", subject, now=NOW) == 1
        plan(cast.leader, subject=subject, at=NOW + DAY)
        due = Due.objects.get()
    assert (due.state, due.due_at, due.done_at, due.attempts) == ("waiting", NOW + DAY, None, 0)


def test_cancelling_may_name_a_recipient_and_an_occurrence(cast):
    with cast.works():
        subject = uuid7()
        for member in (cast.leader, cast.mentor):
            for occurrence in "12":
                plan(member, subject=subject, occurrence=occurrence)
        plan(cast.leader)
        assert Due.objects.cancel("trial", subject, now=NOW, recipient_id=cast.leader.person_id, occurrence="1") == 1
        assert Due.objects.cancel("trial", subject, now=NOW, occurrence="1") == 1
        assert Due.objects.cancel("trial", subject, now=NOW) == 2
        assert Due.objects.cancel("trial", subject, now=NOW) == 0
        assert Due.objects.waiting().count() == 1


def test_many_are_put_down_in_one_statement(cast, django_assert_num_queries):
    subjects = [uuid7() for _ in range(30)]
    with cast.works():
        with django_assert_num_queries(1):
            Due.objects.plan_all(Plan("trial", subject, NOW, cast.leader.person_id, "1") for subject in subjects)
        found = Due.objects.values_list("subject_id", "recipient_id", "occurrence", "due_at", "state", "attempts")
        assert sorted(found) == sorted((it, cast.leader.person_id, "1", NOW, "waiting", 0) for it in subjects)


def test_planned_together_each_is_moved_left_or_new_by_itself(cast):
    done, waiting, new = (uuid7() for _ in range(3))
    with cast.works():
        for subject in (done, waiting):
            Due.objects.plan("trial", subject, NOW)
        Due.objects.get(subject_id=done).complete(now=NOW)
        Due.objects.plan_all(Plan("trial", subject, NOW + DAY) for subject in (done, waiting, new))
        found = {due.subject_id: (due.due_at, due.state) for due in Due.objects.all()}
    assert found == {done: (NOW, "done"), waiting: (NOW + DAY, "waiting"), new: (NOW + DAY, "waiting")}


def test_of_two_with_one_key_the_later_stands_and_nothing_costs_nothing(cast, django_assert_num_queries):
    subject = uuid7()
    with cast.works():
        Due.objects.plan_all([Plan("trial", subject, NOW), Plan("trial", subject, NOW + DAY)])
        assert Due.objects.get().due_at == NOW + DAY
        with django_assert_num_queries(0):
            Due.objects.plan_all([])
            Due.objects.cancel_all(["trial"], [], now=NOW)


def test_cancelling_many_touches_only_these_kinds_and_subjects(cast, stranger):
    first, second, other = (uuid7() for _ in range(3))
    with stranger.works():
        Due.objects.plan("a", first, NOW)
    with cast.works():
        Due.objects.plan_all(Plan(kind, it, NOW) for kind in "abc" for it in (first, second, other))
        assert Due.objects.cancel_all(["a", "b"], [first, second], now=NOW) == 4
        left = {(due.kind, due.subject_id) for due in Due.objects.waiting()}
    assert left == {("a", other), ("b", other), ("c", first), ("c", second), ("c", other)}
    with stranger.works():
        assert Due.objects.waiting().count() == 1


def test_a_claim_takes_what_is_late_oldest_first_and_leases_it(cast, stranger):
    with cast.works():
        plan(cast.leader, occurrence="second")
        plan(cast.leader, occurrence="later", at=NOW + MINUTE)
    with stranger.works():
        plan(stranger.leader, occurrence="first", at=NOW - MINUTE)
    claims = Due.objects.claim(NOW, 10)
    assert [claim.organization_id for claim in claims] == [stranger.organization.pk, cast.organization.pk]
    assert Due.objects.claim(NOW, 10) == []
    assert [claim.id for claim in Due.objects.claim(claims[0].leased_until, 1)] == [claims[0].id]


def test_what_stood_behind_a_row_that_killed_its_worker_comes_before_it_next_time(cast):
    with cast.works():
        for minutes in range(3):
            plan(cast.leader, at=NOW - minutes * MINUTE)
    killer, *behind = Due.objects.claim(NOW, 10)
    again = Due.objects.claim(behind[0].leased_until, 10)
    assert {claim.id for claim in again} == {claim.id for claim in behind}
    assert killer.leased_until > behind[0].leased_until


def test_a_claim_is_over_when_the_row_was_moved_or_another_holds_it(cast):
    with cast.works():
        subject = plan(cast.leader)
    first = Due.objects.claim(NOW, 10)[0]
    second = Due.objects.claim(first.leased_until, 10)[0]
    with cast.works():
        assert Due.objects.held(first) is None
        assert Due.objects.held(second)
        plan(cast.leader, subject=subject, at=NOW + DAY)
        assert Due.objects.held(second) is None


def test_the_next_occurrence_counts_on(cast):
    with cast.works():
        plan(cast.leader)
        for number in range(3):
            Due.objects.waiting().get().complete(now=NOW, next_at=NOW + number * DAY)
        found = Due.objects.order_by("id").values_list("occurrence", "state")
        assert list(found) == [("", "done"), ("2", "done"), ("3", "done"), ("4", "waiting")]


def test_a_dated_occurrence_does_not_count_on(cast):
    with pytest.raises(ValueError, match="plan the next one"), cast.works():
        plan(cast.leader, occurrence="2026-10-01")
        Due.objects.get().complete(now=NOW, next_at=NOW + DAY)


def test_pauses_double_and_the_eighth_failure_is_the_last(cast):
    with cast.works():
        plan(cast.leader)
        due, waits = Due.objects.get(), []
        for _ in range(ATTEMPTS - 1):
            due.stumble(ValueError("quotes a name"), now=NOW)
            waits.append((due.leased_until - NOW) // MINUTE)
        assert due.state == "waiting"
        due.stumble(ValueError("quotes a name"), now=NOW)
        due.refresh_from_db()
    assert waits == [1, 2, 4, 8, 16, 32, 64]
    assert (due.state, due.last_error, due.done_at) == ("failed", "ValueError", NOW)


@pytest.mark.parametrize(
    "touch",
    [
        lambda: list(Due.objects.values_list("kind", flat=True)),
        lambda: list(Due.objects.values_list("recipient_id", flat=True)),
        lambda: Due.objects.update(due_at=NOW),
        lambda: Due.objects.update(state="done"),
        lambda: Due.objects.all().delete(),
    ],
)
def test_the_sweeper_knows_neither_what_nor_for_whom_and_leases_only(cast, touch):
    with cast.works():
        plan(cast.leader)
    with pytest.raises(ProgrammingError, match="permission denied"), sweeping():
        touch()
    with sweeping():
        assert Due.objects.update(leased_until=NOW + datetime.timedelta(hours=1)) == 1


def test_planning_needs_an_organization(cast):
    with pytest.raises(NoScope):
        Due.objects.plan("a", uuid7(), NOW)
    with pytest.raises(NoScope):
        Due.objects.cancel("a", uuid7(), now=NOW)
    with pytest.raises(NoScope):
        Due.objects.plan_all([Plan("a", uuid7(), NOW)])
