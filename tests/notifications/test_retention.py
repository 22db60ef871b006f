import datetime

import pytest

from notifications.models import Due, Message, Notice
from notifications.personal import ENTRIES
from organizations.models import Job, StoredFile
from tests.clock import HOUR, live_through
from tests.factories import NOW

from .kinds import DAY, plan, remind


def keep(cast, now=NOW):
    return StoredFile.keep(name="people.csv", content_type="text/csv", content=b"a", owner=cast.admin.person, now=now)


def files(cast):
    with cast.works():
        return StoredFile.objects.count()


@pytest.mark.parametrize("who", ["web", "worker"])
def test_a_stored_file_goes_after_a_day(cast, who):
    with cast.sees("admin") if who == "web" else cast.works():
        keep(cast)
    live_through(NOW, NOW + 23 * HOUR)
    assert files(cast) == 1
    live_through(NOW + 23 * HOUR, NOW + DAY)
    assert files(cast) == 0


def test_the_job_that_made_it_stays(cast):
    with cast.works():
        Job.objects.create(kind="export", asked_by=cast.admin.person, asked_at=NOW, file=keep(cast))
    live_through(NOW, NOW + DAY)
    with cast.works():
        assert Job.objects.get().file_id is None


def test_one_that_was_taken_away_before_is_dropped(cast):
    with cast.works():
        keep(cast).delete()
    assert live_through(NOW, NOW + DAY).outcome == {"dropped": 1}


def test_ninety_days_pass_in_seconds(cast, trial):
    def weekly(due, now):
        remind(due, now)
        return due.due_at + 7 * DAY

    trial.does = weekly
    with cast.works():
        for member in (cast.leader, cast.mentor):
            plan(member, at=NOW + datetime.timedelta(minutes=30), occurrence="1")
    lived = live_through(NOW, NOW + 90 * DAY)
    assert lived.outcome == {"done": 26}
    for member in (cast.leader, cast.mentor):
        subjects = [(at - NOW, letter.subject) for at, letter in lived.to(member)]
        assert subjects == [(HOUR + number * 7 * DAY, f"Number {number + 1}") for number in range(13)]


def test_people_may_act_at_each_step(cast, trial):
    steps = []

    def act(now):
        steps.append(now)
        with cast.works():
            plan(cast.leader, at=now, occurrence=str(len(steps)))

    lived = live_through(NOW, NOW + 3 * DAY, DAY, each=act)
    assert steps == [NOW + number * DAY for number in range(4)]
    assert lived.outcome == {"done": 4}


def test_what_is_kept_about_a_person_can_be_taken_out_and_erased(cast, trial):
    trial.does = remind
    with cast.works():
        for member in (cast.leader, cast.mentor):
            plan(member)
    live_through(NOW, NOW)
    with cast.works():
        for entry in ENTRIES:
            assert len(list(entry.export(cast.leader.person))) == 1
            entry.erase(cast.leader.person)
            assert list(entry.export(cast.leader.person)) == []
        assert Message.objects.count() == Notice.objects.count() == 1
        cast.mentor.person.delete()
        assert Message.objects.count() == Notice.objects.count() == 0
        assert Due.objects.filter(recipient=cast.leader.person).count() == Due.objects.count()
