"""After an outage one mail, not ten; each row recorded once, whatever dies meanwhile."""

import threading
from collections import Counter

import pytest
from django.core import mail
from django.db import connection

from notifications import mail as mails
from notifications import sweep as clock
from notifications.models import Due, Message, Notice
from notifications.models.due import TOGETHER
from notifications.sweep import sweep, sweep_until_idle
from organizations.models import Person
from organizations.tenancy.scope import current
from tests.cast import assemble
from tests.factories import NOW

from .kinds import DAY, MINUTE, Trial, plan, remind
from .test_chaos import POINTS, Crash, Crasher, die

AFTER = NOW + DAY  # the machines were off since then
TEN = [str(number) for number in range(10)]


@pytest.fixture
def missed(trial):
    """`missed(member, …)` plans what fell due, a minute apart, while nobody swept."""
    trial.does = remind

    def plan_all(people, member, occurrences=TEN, **more):
        with people.works():
            for place, occurrence in enumerate(occurrences):
                plan(member, at=NOW + place * MINUTE, occurrence=occurrence, **more)

    return plan_all


def states(people):
    with people.works():
        return Counter(Due.objects.values_list("state", flat=True))


def test_ten_that_were_missed_come_as_one_mail_that_names_them_all(cast, missed):
    missed(cast, cast.leader)
    sweep(AFTER)
    (letter,) = mail.outbox
    assert letter.to == [cast.leader.person.email]
    assert letter.subject == "10 things that come late"
    html = letter.alternatives[0].content
    named = [f"Number {occurrence}" for occurrence in TEN]
    assert [line[2:] for line in letter.body.splitlines() if line.startswith("- ")] == named
    assert all(name in html for name in named)
    assert f"http://localhost:8000/o/{cast.organization.slug}/" in letter.body
    assert states(cast) == {"done": 10}
    with cast.works():
        assert Notice.objects.count() == 10
        kept = Message.objects.exclude(kind="together")
        assert kept.count() == 10
        assert not kept.exclude(sent_at=None).exists()
        assert Message.objects.get(kind="together").message_id == letter.extra_headers["Message-ID"]


def test_each_gets_an_own_one(cast, missed):
    missed(cast, cast.leader)
    missed(cast, cast.mentor, TEN[:2])
    missed(cast, cast.sponsor, TEN[:1])
    sweep(AFTER)
    assert {letter.to[0]: letter.subject for letter in mail.outbox} == {
        cast.leader.person.email: "10 things that come late",
        cast.mentor.person.email: "2 things that come late",
        cast.sponsor.person.email: "Number 0",
    }


def test_whoever_belongs_to_two_organizations_hears_from_each(cast, stranger, missed):
    missed(cast, cast.leader)
    missed(stranger, stranger.leader)
    sweep(AFTER)
    assert [letter.subject for letter in mail.outbox] == ["10 things that come late"] * 2
    assert ["Zephyr" in letter.body for letter in mail.outbox].count(True) == 1


@pytest.mark.parametrize(("late", "mails"), [(60, 10), (70, 1)])
def test_what_is_an_hour_late_is_not_yet_missed(cast, missed, late, mails):
    missed(cast, cast.leader)
    sweep(NOW + late * MINUTE)
    assert len(mail.outbox) == mails


def test_what_is_due_now_comes_by_itself(cast, missed):
    missed(cast, cast.leader)
    with cast.works():
        plan(cast.leader, at=AFTER, occurrence="20")
    sweep(AFTER)
    assert [letter.subject for letter in mail.outbox] == ["10 things that come late", "Number 20"]


def test_what_no_longer_holds_is_not_named(cast, missed, trial):
    missed(cast, cast.leader)
    over = Trial("over")
    over.still, over.does = False, remind
    over.register()
    try:
        with cast.works():
            plan(cast.leader, kind="over", occurrence="99")
        sweep(AFTER)
    finally:
        over.unregister()
    assert states(cast) == {"done": 10, "dropped": 1}
    assert "Number 99" not in mail.outbox[0].body


def test_the_next_occurrence_of_each_is_put_down(cast, missed, trial):
    missed(cast, cast.leader, ["1", "5"])
    trial.does = lambda due, now: remind(due, now) or now + DAY
    sweep(AFTER)
    with cast.works():
        assert sorted(Due.objects.waiting().values_list("occurrence", flat=True)) == ["2", "6"]


def test_it_is_made_with_the_readers_eyes(cast, missed, monkeypatch):
    seen, drawn = [], mails._together
    monkeypatch.setattr(
        mails,
        "_together",
        lambda letters, person: seen.append((current().role, current().person)) or drawn(letters, person),
    )
    missed(cast, cast.leader)
    sweep(AFTER)
    assert seen == [("app_web", cast.leader.person_id)]


def test_without_an_address_all_are_kept_to_be_read_in_the_product(cast, missed):
    with cast.works():
        Person.objects.filter(pk=cast.leader.person_id).update(email="")
    missed(cast, cast.leader)
    sweep(AFTER)
    assert mail.outbox == []
    with cast.works():
        assert Message.objects.count() == 10


def test_what_is_written_to_somebody_else_meanwhile_goes_to_them(cast, missed, trial):
    def tell_the_mentor(due, now):
        due.recipient_id = cast.mentor.person_id if due.occurrence == "3" else due.recipient_id
        remind(due, now)

    missed(cast, cast.leader)
    trial.does = tell_the_mentor
    sweep(AFTER)
    assert sorted((letter.to[0], letter.subject) for letter in mail.outbox) == [
        (cast.leader.person.email, "9 things that come late"),
        (cast.mentor.person.email, "Number 3"),
    ]


def test_one_that_stumbles_takes_none_along_for_good(cast, missed, trial):
    """Together they fail, one after the other alone they do not: at the latest as many mails as there would have been."""

    def stumble(due, now):
        if due.occurrence == "4":
            raise RuntimeError
        remind(due, now)

    missed(cast, cast.leader)
    trial.does = stumble
    for number in range(30):
        sweep_until_idle(AFTER + number * 10 * MINUTE)
    assert states(cast) == {"done": 9, "failed": 1}
    named = "\n".join(letter.subject + letter.body for letter in mail.outbox)
    assert all(f"Number {occurrence}" in named for occurrence in TEN if occurrence != "4")


def test_more_than_a_mail_should_hold_come_in_several(cast, missed):
    missed(cast, cast.leader, [str(number) for number in range(TOGETHER + 10)])
    sweep_until_idle(AFTER)
    assert [letter.subject for letter in mail.outbox] == ["50 things that come late", "10 things that come late"]


def test_a_demonstration_that_plays_a_day_at_a_time_has_no_outage(cast, missed):
    missed(cast, cast.leader)
    sweep(AFTER, beat=False)
    assert len(mail.outbox) == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", POINTS)
def test_whoever_dies_where_there_is_one_mail_and_at_most_a_copy_for_each_crash(missed, monkeypatch, point):
    people, crash = assemble(), Crasher(2)
    missed(people, people.leader)
    die(monkeypatch, point, crash)
    for number in range(4):
        try:
            sweep_until_idle(AFTER + number * 10 * MINUTE)
        except Crash:
            continue
    assert states(people) == {"done": 10}
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 1
    assert len(mail.outbox) == (
        3 if point == "after the mail server's yes" else 1
    )  # the rows are marked before it goes
    with people.works():
        assert (Message.objects.count(), Notice.objects.count()) == (11, 10)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_one_mail(missed):
    """Each has claimed half of what one person missed; the second waits for the first, and finds nothing left."""
    people = assemble()
    missed(people, people.leader)
    both = threading.Barrier(2, timeout=20)
    claims = [Due.objects.claim(AFTER, 5), Due.objects.claim(AFTER, 5)]
    outcomes = []

    def work(mine):
        try:
            both.wait()
            outcomes.extend(clock.settle(claim, AFTER) for claim in mine)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(outcomes) == {"done": 1, "passed": 9}
    assert [letter.subject for letter in mail.outbox] == ["10 things that come late"]
    assert states(people) == {"done": 10}
