"""Whatever a program's agenda is: on the clock its parts follow each other and fill the hour exactly."""

import datetime
import zoneinfo
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from sessions.meetings import Meeting
from sessions.models import LabSession

MINUTE = datetime.timedelta(minutes=1)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe"])
moments = st.datetimes(
    datetime.datetime(2026, 1, 1),  # noqa: DTZ001
    datetime.datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(datetime.UTC),
)
parts = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["connect", "lab", "reflection", "next", "part1", "walk"]),
        "title": st.text(min_size=1, max_size=20),
        "minutes": st.integers(1, 90),
    },
    optional={
        "leader": st.lists(st.text(max_size=20), max_size=3),
        "mentor": st.lists(st.text(max_size=20), max_size=3),
    },
)
agendas = st.lists(parts, max_size=8, unique_by=lambda part: part["key"])
people = {"leader": SimpleNamespace(pk=1), "mentor": SimpleNamespace(pk=2)}


def meeting(start, minutes, agenda, number, zone, who):
    """As it is read by one of the two, without a database."""
    program = SimpleNamespace(agenda=agenda)
    pair = SimpleNamespace(cohort=SimpleNamespace(program=program), leader_id=1, mentor_id=2)
    session = LabSession(starts_at=start, ends_at=start + minutes * MINUTE)
    return Meeting(session, pair, number, people[who], zoneinfo.ZoneInfo(zone))


@given(moments, agendas, st.integers(1, 60), ZONES, st.sampled_from(["leader", "mentor"]))
def test_parts_follow_each_other_and_end_when_the_session_does(start, agenda, number, zone, who):
    minutes = sum(part["minutes"] for part in agenda) or 60
    it = meeting(start, minutes, agenda, number, zone, who)
    segments = it.segments
    assert segments[0].starts == it.starts
    assert [segment.starts for segment in segments[1:]] == [segment.ends for segment in segments[:-1]]
    assert sum(segment.minutes for segment in segments) == minutes == it.session.minutes
    assert len(it.bar.parts) == len(segments)


@given(agendas, st.integers(1, 60))
def test_each_reads_their_own_prompts_and_the_partners_beside_them(agenda, number):
    start = datetime.datetime(2026, 9, 17, 10, tzinfo=datetime.UTC)
    leader, mentor = (meeting(start, 60, agenda, number, "UTC", who) for who in ("leader", "mentor"))
    for one, other in zip(leader.segments, mentor.segments, strict=True):
        assert (one.prompts, one.partner_prompts) == (other.partner_prompts, other.prompts)
    assert leader.practice is not None
    assert mentor.practice is None, "the practice is the leader's"
