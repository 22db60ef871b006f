"""Nothing of the clock's is mailed in somebody's quiet hours; nothing is lost by it; and what comes once a day comes once."""

import dataclasses
import datetime
import zoneinfo

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from notifications.models import Choice, Due, Message, Notice, Preferences
from notifications.news import news
from notifications.sweep import sweep
from notifications.waking import NIGHT, Quiet, next_time, waking
from organizations.models import Person
from tests.factories import NOW

from .kinds import DAY, MINUTE, plan, remind
from .test_waking import MOMENTS, ZONES

HOUR = 60 * MINUTE
TONIGHT, MORNING = NOW.replace(hour=22), NOW.replace(hour=7) + DAY
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


# --- pure -------------------------------------------------------------------------------------------------------------


@given(MOMENTS, st.sampled_from(ZONES), CLOCKS, CLOCKS)
def test_it_is_the_first_moment_that_is_not_quiet(at, name, start, end):
    zone, quiet = zoneinfo.ZoneInfo(name), Quiet(start, end)
    moved = waking(at, zone, quiet)
    assert moved >= at
    assert not quiet.at(moved.astimezone(zone))
    step = (moved - at) / 50
    assert all(quiet.at((at + step * n).astimezone(zone)) for n in range(50) if moved > at)
    if moved > at:
        assert quiet.at((moved - datetime.timedelta(microseconds=1)).astimezone(zone))


@given(MOMENTS, st.sampled_from(ZONES), CLOCKS)
def test_the_next_time_that_a_clock_shows_an_hour_is_less_than_two_days_ahead(at, name, clock):
    zone = zoneinfo.ZoneInfo(name)
    there = next_time(at, zone, clock)
    assert at < there <= at + 2 * DAY
    before, after = (there + datetime.timedelta(seconds=n) for n in (-1, 0))
    shows = after.astimezone(zone).time() == clock
    assert shows or before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()


@given(MOMENTS, st.sampled_from(ZONES), CLOCKS)
def test_equal_times_are_no_quiet_hours(at, name, clock):
    assert waking(at, zoneinfo.ZoneInfo(name), Quiet(clock, clock)) == at


def test_a_night_and_a_nap_are_both_quiet():
    nap = Quiet(datetime.time(13), datetime.time(14, 30))
    covered = [hour for hour in range(24) if NIGHT.covers(datetime.time(hour))]
    assert covered == [*range(7), 21, 22, 23]
    assert [hour for hour in range(24) if nap.covers(datetime.time(hour))] == [13, 14]


# --- the clock --------------------------------------------------------------------------------------------------------


def prefer(cast, who="leader", **chosen):
    with cast.works():
        Preferences.objects.update_or_create(person=getattr(cast, who).person, defaults=chosen)


def choose(cast, email="digest", who="leader", *, notice=True):
    with cast.works():
        Choice.objects.make(getattr(cast, who).person, news["trial"], email=email, notice=notice)


@pytest.fixture
def reminds(trial):
    trial.does = remind
    return trial


def planned(cast, at, *occurrences, who="leader"):
    with cast.works():
        for occurrence in occurrences or ("1",):
            plan(getattr(cast, who), at=at, occurrence=occurrence)


def subjects():
    return [letter.subject for letter in mail.outbox]


def test_what_falls_due_at_night_comes_in_the_morning_each_by_itself(cast, reminds):
    planned(cast, TONIGHT, "1", "2")
    assert sweep(TONIGHT) == {"later": 2}
    assert sweep(MORNING - MINUTE) == {}
    assert sweep(MORNING) == {"done": 2}
    assert subjects() == ["Number 1", "Number 2"]


def test_hours_are_those_of_the_persons_own_clock(cast, reminds):
    with cast.works():
        Person.objects.filter(pk=cast.leader.person_id).update(time_zone="Asia/Tokyo")
    planned(cast, NOW.replace(hour=13))
    assert sweep(NOW.replace(hour=13)) == {"later": 1}  # ten in the evening
    assert sweep(TONIGHT) == {"done": 1}  # seven in the morning


def test_changed_hours_hold_at_once_also_for_what_waits_already(cast, reminds, visit):
    planned(cast, TONIGHT)
    sweep(TONIGHT)
    prefer(cast, quiet_start=datetime.time(2), quiet_end=datetime.time(3))
    with cast.sees("leader"):
        Due.objects.ask_anew(cast.leader.person, now=TONIGHT + MINUTE)
    assert sweep(TONIGHT + MINUTE) == {"done": 1}
    prefer(cast, quiet_start=datetime.time(6), quiet_end=datetime.time(12))
    planned(cast, MORNING, "2")
    assert sweep(MORNING) == {"later": 1}
    assert sweep(MORNING + 5 * HOUR) == {"done": 1}


def test_who_has_no_quiet_hours_hears_at_once(cast, reminds):
    prefer(cast, quiet_start=datetime.time(8), quiet_end=datetime.time(8))
    planned(cast, TONIGHT)
    assert sweep(TONIGHT) == {"done": 1}


def test_what_would_come_too_late_is_not_mailed_and_stands_in_the_product(cast, trial):
    """A session early in the morning, say: its card is not for the night, and not for after it."""
    trial.does = remind
    trial.still = lambda now: now < MORNING
    planned(cast, TONIGHT)
    assert sweep(TONIGHT) == {"done": 1}
    assert mail.outbox == []
    with cast.works():
        assert Notice.objects.count() == 1


def test_an_outage_that_ends_at_night_is_still_one_mail_in_the_morning(cast, reminds):
    planned(cast, NOW, *"12345")
    planned(cast, NOW, *"12", who="mentor")
    assert sweep(TONIGHT)["later"] >= 2
    assert mail.outbox == []
    sweep(MORNING)
    assert sorted(subjects()) == ["2 things that come late", "5 things that come late"]
    assert sweep(MORNING + MINUTE) == {}


def test_a_kind_that_does_not_wait_comes_at_night(cast, reminds, monkeypatch):
    kind = dataclasses.replace(news["trial"], waits=False, may_turn_off=False)
    monkeypatch.setitem(news._by_key, "trial", kind)
    choose(cast, "off")
    planned(cast, TONIGHT)
    assert sweep(TONIGHT) == {"done": 1}
    assert subjects() == ["Number 1"]


def test_what_is_turned_off_is_not_mailed_and_its_notice_stays(cast, reminds):
    choose(cast, "off")
    planned(cast, NOW)
    assert sweep(NOW) == {"done": 1}
    assert mail.outbox == []
    with cast.works():
        assert (Notice.objects.count(), Message.objects.count()) == (1, 0)


# --- once a day -------------------------------------------------------------------------------------------------------


def test_the_daily_mail_names_each_once_when_quiet_hours_end(cast, reminds):
    choose(cast)
    planned(cast, NOW, "1", "2")
    planned(cast, TONIGHT, "3")
    for at in (NOW, TONIGHT, MORNING, MORNING + MINUTE, MORNING + DAY):
        sweep(at)
    (letter,) = mail.outbox
    assert letter.subject == "3 things for you"
    assert [line for line in letter.body.splitlines() if line.startswith("- ")] == [
        "- Number 1",
        "- Number 2",
        "- Number 3",
    ]
    assert all(f"Number {n}" in letter.alternatives[0].content for n in (1, 2, 3))
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nothing_in_it_no_mail_and_what_no_longer_holds_is_left_out(cast, reminds):
    choose(cast)
    planned(cast, NOW)
    sweep(NOW)
    reminds.still = False
    sweep(MORNING)
    assert mail.outbox == []


def test_it_comes_at_the_hour_that_they_chose(cast, reminds):
    choose(cast)
    prefer(cast, digest_at=datetime.time(16, 30))
    planned(cast, NOW)
    sweep(NOW)
    assert sweep(NOW.replace(hour=16, minute=29)) == {}
    assert sweep(NOW.replace(hour=16, minute=30)) == {"done": 1}
    assert subjects() == ["Number 1"]


def test_its_id_is_the_same_at_every_attempt_and_another_the_next_day(cast, reminds, monkeypatch):
    choose(cast)
    ids = []
    for day in (0, 1):
        planned(cast, NOW + day * DAY, f"{day}1", f"{day}2")
        sweep(NOW + day * DAY)
        sent = mail.outbox[:]
        with monkeypatch.context() as patch:
            patch.setattr(Due, "complete", lambda *args, **kwargs: 1 / 0)
            sweep(MORNING + day * DAY)
        assert mail.outbox == sent
        for minutes in range(1, 60, 5):
            sweep(MORNING + day * DAY + minutes * MINUTE)
        ids += [letter.extra_headers["Message-ID"] for letter in mail.outbox[len(sent) :]]
    assert len(ids) == len(set(ids)) >= 2
    named = [line for letter in mail.outbox for line in letter.body.splitlines() if line.startswith("- ")]
    assert sorted(named) == [f"- Number {n}" for n in ("01", "02", "11", "12")]


def test_what_would_come_too_late_in_it_comes_by_itself(cast, trial):
    trial.does = remind
    trial.still = lambda now: now < MORNING
    choose(cast)
    planned(cast, NOW)
    assert sweep(NOW) == {"done": 1}
    assert subjects() == ["Number 1"]


def test_after_an_outage_the_daily_mail_is_the_one_mail(cast, reminds):
    choose(cast)
    planned(cast, NOW, "1", "2")
    sweep(NOW)
    with cast.works():
        Due.objects.plan("trial", cast.organization.pk, MORNING, cast.leader.person_id, "3")
    sweep(MORNING + 3 * HOUR)
    sweep(MORNING + DAY)
    assert subjects()[0] == "2 things for you"
    assert len(mail.outbox) == 2


def test_who_asks_for_it_at_once_again_does_not_wait_for_the_morning(cast, reminds):
    choose(cast)
    planned(cast, NOW)
    sweep(NOW)
    choose(cast, "now")
    with cast.sees("leader"):
        Due.objects.ask_anew(cast.leader.person, now=NOW + MINUTE)
    assert sweep(NOW + MINUTE) == {"done": 1}
    assert subjects() == ["Number 1"]
