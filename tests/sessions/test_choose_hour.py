import datetime
import itertools
import threading
import zoneinfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import AuditEntry, Person
from organizations.registries import facts, gate_clauses
from pairing.facts import PairEnded, PairMayStart
from pairing.models import Pair, PairResponse
from sessions.actions import choose_hour, release
from sessions.facts import HourChosen
from sessions.models import Booking, LabSession, Series
from tests.cast import assemble
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.lab import enrol, open_lab, pair_up

from .play import DAY, FIRST_DAY, TEN, UTC, acting, chosen, held, sessions_of

ELEVEN = datetime.time(11)


@pytest.fixture
def lab(lab):
    """A pair that runs and has no hour yet."""
    with lab.works():
        Series.objects.all().delete()
    return lab


@pytest.fixture
def told():
    """The facts of the kinds that the test names, as they are told."""
    heard, kinds = [], (HourChosen, PairMayStart)

    def hear(fact, *, now):
        heard.append(fact)

    for kind in kinds:
        facts.subscribe(kind, hear)
    yield heard
    for kind in kinds:
        facts._subscribers[kind].remove(hear)


def test_a_session_every_two_weeks_to_the_cohorts_end(lab):
    sessions = chosen(lab)
    assert [it.number for it in sessions] == list(range(1, 8))
    assert {later.starts_at - it.starts_at for it, later in itertools.pairwise(sessions)} == {14 * DAY}
    assert sessions[0].starts_at == datetime.datetime.combine(FIRST_DAY, TEN, UTC)
    assert {it.minutes for it in sessions} == {60}
    assert sessions[-1].starts_at.date() <= lab.cohort.ends_on


def test_summer_time_ends_and_the_hour_stays_on_the_wall(lab):
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    with lab.works():
        Person.objects.update(time_zone="Europe/Berlin")
    sessions = chosen(lab, zone=berlin)
    assert {it.starts_at.astimezone(berlin).time() for it in sessions} == {TEN}
    assert {it.starts_at.hour for it in sessions} == {8, 9}


def test_it_is_told_so_that_pairing_looks_at_the_gate_again(lab, told):
    chosen(lab)
    assert told == [HourChosen(lab.pair.pk), PairMayStart(lab.pair.pk)]


def test_the_same_choice_twice_is_one(lab, told):
    first, second = chosen(lab), chosen(lab, "mentor")
    assert [it.pk for it in first] == [it.pk for it in second]
    assert len(told) == 2
    with lab.works():
        assert Series.objects.count() == 1


def test_a_new_hour_takes_the_place_of_what_is_still_to_come(lab):
    first = chosen(lab)[0]
    held(lab, first)
    later = first.ends_at + DAY
    sessions = chosen(lab, "mentor", at=ELEVEN, first_day=later.date() + 3 * DAY, now=later)
    assert sessions[0].pk == first.pk
    assert {it.starts_at.hour for it in sessions[1:]} == {11}
    with lab.works():
        assert LabSession.objects.filter(state="replaced").count() == 6
        assert Booking.objects.filter(session__state="replaced").count() == 0
        assert len({it.number for it in LabSession.objects.all()}) == LabSession.objects.count()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"first_day": NOW.date() - DAY}, "That day is over, or before the cohort begins. Choose a later first day."),
        ({"first_day": NOW.date() + 200 * DAY}, "The cohort ends before that day. Choose an earlier first day."),
        (
            {"first_day": NOW.date(), "at": datetime.time(7)},
            "That hour has already begun today. Choose a later first day.",
        ),
        (
            {"at": datetime.time(20)},
            "You do not both work at that hour. Choose one of the hours that you share.",
        ),
        (
            {"first_day": NOW.date() + 5 * DAY},  # a Saturday
            "You do not both work at that hour. Choose one of the hours that you share.",
        ),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(lab, said, sentence):
    with pytest.raises(ValidationError) as refused:
        chosen(lab, **said)
    assert refused.value.messages == [sentence]
    assert sessions_of(lab) == []


def test_who_has_not_said_yes_chooses_no_hour(lab):
    with lab.works():
        Pair.objects.update(state=Pair.State.PUBLISHED)
    with pytest.raises(ValidationError, match="Say first that you would like to work together"):
        chosen(lab)
    with lab.works():
        PairResponse.objects.create(
            pair=lab.pair, cohort=lab.cohort, person=lab.leader.person, answer="accepted", answered_at=NOW
        )
    assert len(chosen(lab)) == 7


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("paused", "Your pair is paused"), ("ended", "does not meet at the moment"), ("withdrawn", "does not meet")],
)
def test_a_pair_that_does_not_meet_chooses_no_hour(lab, state, sentence):
    with lab.works():
        Pair.objects.update(state=state)
    with pytest.raises(ValidationError, match=sentence):
        chosen(lab)


def test_a_partner_who_left_is_named(lab):
    with lab.works():
        Person.objects.filter(pk=lab.mentor.person_id).update(left_on=NOW.date())
    with pytest.raises(ValidationError) as refused:
        chosen(lab)
    assert refused.value.messages[0].startswith("Daria Nowak has left the organization.")


def second_pair(lab):
    """Another leader of the same mentor."""
    with lab.works():
        lab.other = MembershipFactory(person=PersonFactory(given_name="Otto", family_name="Berg"))
        leader = enrol(lab, lab.other.person, "leader")
        return pair_up(lab, leader, lab.mentor_enrolment)


def test_a_mentor_of_two_leaders_is_in_one_place_at_a_time(lab):
    other = second_pair(lab)
    chosen(lab)
    with pytest.raises(ValidationError) as refused:
        acting(lab, "other", choose_hour, other, first_day=FIRST_DAY + 14 * DAY, at=TEN, zone=UTC)
    assert refused.value.messages == ["Daria Nowak is taken on Thursday 1 October, 10:00. Choose another hour."]
    acting(lab, "other", choose_hour, other, first_day=FIRST_DAY + 7 * DAY, at=TEN, zone=UTC)
    assert len(sessions_of(lab, other)) == 6


def test_the_mentor_reads_that_the_clash_is_their_own(lab):
    other = second_pair(lab)
    chosen(lab)
    with pytest.raises(ValidationError, match="You have another session on Thursday 17 September, 10:00"):
        acting(lab, "mentor", choose_hour, other, first_day=FIRST_DAY, at=TEN, zone=UTC)


def test_a_refused_choice_leaves_the_earlier_one_whole(lab):
    other = second_pair(lab)
    chosen(lab, at=ELEVEN)
    acting(lab, "other", choose_hour, other, first_day=FIRST_DAY, at=TEN, zone=UTC)
    with lab.sees("leader"):
        with pytest.raises(ValidationError):
            choose_hour(lab.pair, first_day=FIRST_DAY, at=TEN, zone=UTC, by=lab.leader, now=NOW)
        assert {it.starts_at.hour for it in lab.pair.sessions.all()} == {11}
    assert len(sessions_of(lab)) == 7


def test_a_pair_that_ended_leaves_both_free(lab):
    chosen(lab)
    with lab.works():
        facts.tell(PairEnded(lab.pair.pk), now=NOW)
        assert Booking.objects.count() == 0
    assert sessions_of(lab) == []
    assert len(chosen(lab)) == 7  # the same hour again is laid out anew


def test_the_audit_log_holds_it_once_and_no_word(lab):
    chosen(lab)
    with lab.works():
        (entry,) = AuditEntry.objects.filter(verb="choose hour")
    assert (entry.actor_id, entry.subject_kind, entry.fields) == (lab.leader.person_id, "series", [])


@pytest.mark.django_db(transaction=True)
def test_two_leaders_race_for_one_hour_of_their_mentor_and_one_gets_it():
    lab = open_lab(assemble())
    with lab.works():
        Series.objects.all().delete()
    pairs = {"leader": lab.pair, "other": second_pair(lab)}
    start, went = threading.Barrier(2), {}

    def choose(who):
        start.wait(10)
        try:
            acting(lab, who, choose_hour, pairs[who], first_day=FIRST_DAY, at=TEN, zone=UTC)
            went[who] = "chosen"
        except ValidationError:
            went[who] = "refused"
        finally:
            connection.close()

    racers = [threading.Thread(target=choose, args=(who,)) for who in pairs]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(20)
    assert sorted(went.values()) == ["chosen", "refused"]
    with lab.works():
        assert LabSession.objects.count() == 7
        assert Booking.objects.filter(person=lab.mentor.person).count() == 7


def test_the_gate_of_a_pair_asks_for_the_hour(lab):
    clause = gate_clauses["hour-chosen"]
    with lab.sees("leader"):
        missing = clause.check(lab.pair)
    assert (clause.gate, missing.says) == ("pair", "No hour is chosen yet.")
    assert missing.url == lab.url("sessions:hour", pair=lab.pair.pk)
    chosen(lab)
    with lab.sees("mentor"):
        assert clause.check(lab.pair) is None


def test_a_long_series_asks_no_more_than_a_short_one(lab):
    asked = {}
    for weeks in (8, 0):
        with lab.works(), CaptureQueriesContext(connection) as queries:
            number = len(chosen(lab, first_day=FIRST_DAY + weeks * 7 * DAY))
        asked[number] = len(queries)
        with lab.works():
            release(lab.pair, now=NOW)
    short, long = sorted(asked)
    assert long >= short + 4
    assert asked[long] == asked[short]
