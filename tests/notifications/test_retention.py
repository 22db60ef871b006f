import datetime

import pytest

from notifications.models import Choice, Due, Message, Notice, Preferences, Unreachable
from notifications.news import news
from notifications.personal import ENTRIES
from notifications.retention import FORGET
from notifications.sweep import sweep_until_idle
from organizations.models import AuditEntry, Job, StoredFile
from organizations.registries import clock_kinds
from tests.clock import HOUR, live_through
from tests.factories import NOW
from tests.sessions.play import chosen

from .kinds import DAY, MINUTE, Trial, plan, remind


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
        Preferences.objects.stored(cast.leader.person)
        Choice.objects.make(cast.leader.person, news["trial"], email="off", notice=True)
        Unreachable.objects.note(cast.leader.person, Unreachable.How.BOUNCED, now=NOW)
        for entry in ENTRIES:
            assert len(list(entry.export(cast.leader.person))) == 1
            entry.erase(cast.leader.person)
            assert list(entry.export(cast.leader.person)) == []
        assert Message.objects.count() == Notice.objects.count() == 1
        cast.mentor.person.delete()
        assert Message.objects.count() == Notice.objects.count() == 0
        assert Due.objects.filter(recipient=cast.leader.person).count() == Due.objects.count()


def kinds_left(cast):
    with cast.works():
        return sorted(Due.objects.exclude(kind=FORGET).values_list("kind", flat=True))


@pytest.fixture
def once():
    """Two kinds for trial: one whose done rows may go, and one whose rows stop a second time."""
    kinds = Trial("once", once=True), Trial("stays")
    for kind in kinds:
        kind.register()
    yield
    for kind in kinds:
        kind.unregister()


def forget(cast, now):
    """What is recorded today has the clock look, next Monday, at what is long done."""
    with cast.works():
        AuditEntry.record("added person", cast.leader.person, by=None, now=now)
    sweep_until_idle(now + MINUTE)
    sweep_until_idle(now + 8 * DAY)


def test_what_is_long_done_is_forgotten_where_nothing_can_plan_it_again(cast, once):
    with cast.works():
        for kind in ("once", "stays"):
            plan(cast.leader, kind=kind)
    sweep_until_idle(NOW)
    forget(cast, NOW + 80 * DAY)
    assert kinds_left(cast) == ["audit-seal", "once", "stays"]  # 88 days
    forget(cast, NOW + 95 * DAY)
    assert kinds_left(cast) == ["audit-seal", "audit-seal", "stays"]


def test_what_was_dropped_goes_too_and_what_failed_or_waits_stays(cast, once):
    with cast.works():
        for state in Due.State.values:
            plan(cast.leader, kind="once", occurrence=state, at=NOW + 300 * DAY)
            done_at = None if state == "waiting" else NOW
            Due.objects.filter(occurrence=state).update(state=state, done_at=done_at)
    forget(cast, NOW + 95 * DAY)
    with cast.works():
        assert sorted(Due.objects.filter(kind="once").values_list("state", flat=True)) == ["failed", "waiting"]


def test_one_organization_forgets_nothing_of_another(cast, stranger, once):
    for people in (cast, stranger):
        with people.works():
            plan(people.leader, kind="once")
    sweep_until_idle(NOW)
    forget(cast, NOW + 95 * DAY)
    assert (kinds_left(cast), kinds_left(stranger)) == (["audit-seal"], ["once"])


def test_a_week_with_many_acts_looks_once(cast):
    for day in range(5):
        with cast.works():
            AuditEntry.record("added person", cast.leader.person, by=None, now=NOW + day * DAY)
        sweep_until_idle(NOW + day * DAY + MINUTE)
    with cast.works():
        assert [due.occurrence for due in Due.objects.filter(kind=FORGET)] == ["2026-38"]
        assert Due.objects.get(kind=FORGET).due_at == datetime.datetime(2026, 9, 21, 3, tzinfo=datetime.UTC)


def test_a_reminder_that_was_forgotten_and_is_planned_again_is_not_sent_again(lab):
    """What makes it safe to forget these: the mail itself is kept, and found."""
    (session, *_rest) = chosen(lab)
    lived = live_through(NOW, session.ends_at + 2 * DAY)
    again = {"recipient_id": lab.leader.person_id, "occurrence": str(session.moves)}
    with lab.works():
        forgotten, _ = Due.objects.filter(subject_id=session.pk, recipient_id=lab.leader.person_id).delete()
        Due.objects.plan("log-reminder", session.pk, session.ends_at + DAY, **again)
    assert forgotten == 2
    assert len([letter for _at, letter in lived.to(lab.leader) if letter.subject.startswith("Did you meet")]) == 1
    assert live_through(session.ends_at + 3 * DAY, session.ends_at + 3 * DAY).to(lab.leader) == []


def test_every_kind_that_forgets_has_been_thought_of():
    """One more is a decision: can its done row be planned again, and what would a second time do?"""
    assert {kind.key for kind in clock_kinds if kind.once} == {
        "audit-seal", "book-next", "calendar-series", "calendar-session", "cohort-news", "cohort-turned",
        "erase-done", "erase-files", "line-answered", "line-manager-talk", "log-reminder", "pair-asked",
        "pair-over", "pair-roster", "papers-changed", "rhythm-asked", "session-prep", "sign-up-places", "undo-over",
    }  # fmt: skip
