import datetime

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from config.logs import JsonFormatter
from notifications.models import Beat, Due, Message, Notice
from notifications.sweep import clock_lag, sweep, sweep_until_idle
from notifications.tasks import sweep_now
from organizations.tenancy.scope import current
from tests.clock import live_through
from tests.factories import NOW

from .kinds import DAY, MINUTE, plan, remind

# Two claims and the beat; in production BEGIN and COMMIT stand for the savepoints, and nothing is put back.
AROUND = 2 * 5 + 6
WORDS = 1  # an organization's own for the two roles: once a sweep, for whatever is translated in its mails


def states(cast):
    with cast.works():
        return sorted(Due.objects.values_list("state", flat=True))


def test_what_is_due_is_done_in_its_organization_and_the_rest_waits(cast, stranger, trial):
    seen = []
    trial.does = lambda due, now: seen.append((current().organization, current().role))
    for people in (cast, stranger):
        with people.works():
            plan(people.leader)
            plan(people.leader, at=NOW + MINUTE)
    assert sweep(NOW) == {"done": 2}
    assert sorted(seen) == sorted((people.organization.pk, "app_worker") for people in (cast, stranger))
    assert states(cast) == states(stranger) == ["done", "waiting"]
    assert sweep(NOW) == {}


def test_what_no_longer_holds_is_dropped(cast, trial):
    trial.still = False
    with cast.works():
        plan(cast.leader)
    assert sweep(NOW) == {"dropped": 1}
    assert (trial.performed, states(cast)) == ([], ["dropped"])


def test_the_next_occurrence_is_put_down_with_the_mark(cast, trial):
    trial.does = lambda due, now: due.due_at + DAY
    with cast.works():
        plan(cast.leader)
    lived = live_through(NOW, NOW + 4 * DAY)
    assert lived.outcome == {"done": 5}
    assert [occurrence for _, occurrence, _ in trial.performed] == ["", "2", "3", "4", "5"]
    assert states(cast) == ["done"] * 5 + ["waiting"]


def test_what_falls_due_through_the_sweep_is_swept_too(cast, trial):
    trial.does = lambda due, now: NOW if due.occurrence != "4" else None
    with cast.works():
        plan(cast.leader)
    assert sweep_until_idle(NOW) == {"done": 4}


@pytest.mark.parametrize("error", [ValueError("Giulia Marchetti"), DatabaseError("Giulia Marchetti")])
def test_one_that_fails_leaves_nothing_and_the_others_go_on(cast, trial, error, caplog):
    def fail_for_leader(due, now):
        Notice.leave("trial", cast.mentor.person, "Halfway.", now=now)
        if due.recipient_id == cast.leader.person_id:
            raise error

    trial.does = fail_for_leader
    with cast.works():
        plan(cast.leader)
        plan(cast.mentor, at=NOW + MINUTE)
    assert sweep(NOW + MINUTE) == {"waiting": 1, "done": 1}
    assert "Giulia" not in JsonFormatter().format(caplog.records[-1])
    with cast.works():
        assert Notice.objects.count() == 1
        stumbled = Due.objects.waiting().get()
    assert (stumbled.attempts, stumbled.last_error) == (1, type(error).__name__)
    assert sweep(NOW + MINUTE) == {}
    assert sweep(NOW + 2 * MINUTE) == {"waiting": 1}


def test_an_error_of_the_database_itself_is_rolled_back_too(cast, trial):
    trial.does = lambda due, now: connection.cursor().execute("SELECT 1 / 0")
    with cast.works():
        plan(cast.leader)
    assert sweep(NOW) == {"waiting": 1}
    trial.does = lambda due, now: None
    assert sweep(NOW + MINUTE) == {"done": 1}


def test_after_eight_failures_it_is_left(cast, trial):
    trial.does = lambda due, now: 1 / 0
    with cast.works():
        plan(cast.leader)
    lived = live_through(NOW, NOW + DAY, MINUTE)
    assert lived.outcome == {"waiting": 7, "failed": 1}
    assert (len(trial.performed), states(cast)) == (8, ["failed"])


def test_a_kind_that_nobody_knows_is_tried_again(cast):
    with cast.works():
        plan(cast.leader, kind="of-a-newer-version")
    assert sweep(NOW) == {"waiting": 1}


def test_what_is_moved_or_cancelled_by_another_row_is_passed_over(cast, trial):
    with cast.works():
        subjects = [plan(cast.leader, at=NOW - minutes * MINUTE) for minutes in (2, 1, 0)]

    def meddle(due, now):
        plan(cast.leader, subject=subjects[1], at=NOW + DAY)
        Due.objects.cancel("trial", subjects[2], now=now)

    trial.does = meddle
    assert sweep(NOW) == {"done": 1, "passed": 2}
    assert states(cast) == ["done", "dropped", "waiting"]


def test_what_falls_due_at_one_moment_comes_in_one_order_wherever_it_lies(cast, trial):
    with cast.works():
        for number in range(6):
            plan(cast.leader, occurrence=str(number))
        for pk in Due.objects.order_by("-id").values_list("pk", flat=True)[2:]:
            for at in (NOW - MINUTE, NOW):  # each lies behind the others now, in the index as well
                Due.objects.filter(pk=pk).update(due_at=at)
    assert sweep(NOW, batch=2) == {"done": 6}
    assert [occurrence for _, occurrence, _ in trial.performed] == ["0", "1", "2", "3", "4", "5"]


def test_a_sweep_has_a_limit_and_takes_small_batches(cast, trial):
    with cast.works():
        for _ in range(7):
            plan(cast.leader)
    assert sweep(NOW, limit=5, batch=2) == {"done": 5}
    assert states(cast) == ["done"] * 5 + ["waiting"] * 2


def test_the_whole_path_of_a_reminder(cast, trial):
    trial.does = remind
    with cast.works():
        plan(cast.leader)
    sweep(NOW)
    with cast.works():
        message, notice = Message.objects.get(), Notice.objects.get()
    assert [letter.to for letter in mail.outbox] == [["leader@aldermeer.test"]]
    assert mail.outbox[0].extra_headers["Message-ID"] == message.message_id
    assert notice.recipient_id == message.recipient_id == cast.leader.person_id


@pytest.mark.parametrize("rows", [1, 30])
def test_a_row_costs_the_same_number_of_queries_whatever_their_number(cast, trial, django_assert_num_queries, rows):
    with cast.works():
        for _ in range(rows):
            plan(cast.leader)
    with django_assert_num_queries(AROUND + 6 * rows):
        assert sweep(NOW) == {"done": rows}


@pytest.mark.parametrize("rows", [1, 30])
def test_a_reminder_costs_few_queries(cast, trial, django_assert_num_queries, rows):
    trial.does = remind
    with cast.works():
        for _ in range(rows):
            plan(cast.leader)
    with django_assert_num_queries(AROUND + WORDS + (6 + 5) * rows):
        sweep(NOW)


@pytest.mark.parametrize("rows", [0, 1, 4, 5])
def test_until_idle_it_goes_on_beyond_one_round(cast, trial, monkeypatch, rows):
    monkeypatch.setattr("notifications.sweep.LIMIT", 2)
    with cast.works():
        for _ in range(rows):
            plan(cast.leader)
    assert sweep_until_idle(NOW).total() == rows
    assert states(cast) == ["done"] * rows


def test_the_task_sweeps_and_asks_for_more_when_there_is_more(cast, trial, monkeypatch):
    monkeypatch.setattr("notifications.tasks.LIMIT", 1)
    with cast.works():
        plan(cast.leader, at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    asked = []
    monkeypatch.setattr(sweep_now, "apply_async", lambda **options: asked.append(options))
    with time_machine.travel(NOW):  # no quiet hours of anybody's
        sweep_now()
        assert (asked, states(cast)) == ([{"expires": 30.0}], ["done"])  # nor does that one wait longer than a round
        sweep_now()
    assert len(asked) == 1


def test_beat_asks_for_the_task_by_its_name(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["sweep"]
    assert (entry["task"], entry["schedule"]) == (sweep_now.name, 30.0)
    assert entry["options"]["expires"] < entry["schedule"]


def test_the_command_sweeps_at_another_moment_in_a_demonstration(cast, trial, settings, capsys):
    settings.DEMO = True
    trial.does = lambda due, now: now if due.occurrence != "2" else None
    with cast.works():
        plan(cast.leader, at=NOW + DAY)
    call_command("sweep", "--now", NOW.isoformat())
    call_command("sweep", "--now", (NOW + DAY).replace(tzinfo=None).isoformat(), "--until-idle")
    assert capsys.readouterr().out.splitlines() == ["nothing was due", "2 done"]


def test_the_command_does_not_move_the_clock_of_real_organizations(db):
    with pytest.raises(CommandError, match="DEMO=1 only"):
        call_command("sweep", "--now", NOW.isoformat())


def test_a_clock_that_never_swept_tells_no_lag(db):
    assert clock_lag(NOW) is None


def test_the_lag_is_since_the_last_sweep_or_since_what_it_left(cast, trial, client):
    with cast.works():
        for minutes in (3, 2):
            plan(cast.leader, at=NOW - minutes * MINUTE)
    sweep(NOW, limit=1)
    assert clock_lag(NOW + MINUTE) == 180
    sweep(NOW + MINUTE)
    assert clock_lag(NOW + MINUTE) == 0
    assert clock_lag(NOW + 10 * MINUTE) == 540
    assert Beat.objects.count() == 1


def test_a_row_that_pauses_is_no_lag(cast, trial):
    trial.does = lambda due, now: 1 / 0
    with cast.works():
        plan(cast.leader, at=NOW - DAY)
    sweep(NOW)
    assert clock_lag(NOW) == 0


def test_health_tells_the_lag_and_stays_ready(client, cast, trial):
    assert client.get("/health/ready").json()["lag_seconds"] is None
    sweep(NOW)
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["lag_seconds"] > 0
