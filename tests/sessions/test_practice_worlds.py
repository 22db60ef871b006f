"""Two worlds that differ in all that a mentor, or anybody, can bring about: a leader reads the practice of the session's number (S6, N2)."""

import contextlib
import datetime
import inspect
from dataclasses import dataclass

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checkins.models import CheckIn, CheckInAnswer, Pulse
from metrics.models import SurveyAnswer
from notifications.sweep import sweep_until_idle
from sessions import agenda
from sessions.actions import SessionLog, Task, add_session, cancel_session, log_session, move_session, set_room
from sessions.models import PrivateNote
from tests.factories import NOW
from tests.factories.lab import IndicatorFactory, WaveFactory
from tests.pages.drawing import read
from tests.sizes import size

from .play import DAY, HOUR, acting, chosen, sessions_of, stored

HEADING, AFTER = "One practice for the hour", "In scope, out of scope"
TURNS = len(agenda.PRACTICES)
EIGHT = 8  # the seven fortnights of a cohort, and one added by hand
PEOPLE = ("leader", "mentor")
HELD, UNLOGGED, CALLED_OFF, NOT_HELD = "held", "unlogged", "called off", "not held"
who, scores = st.sampled_from(PEOPLE), st.integers(1, 5)
words = st.sampled_from(["", "x", "She explains too much. I said less than I wanted to."])


@dataclass(frozen=True)
class Fate:
    """What became of one session before, and who did it; `alone` is what the mentor wrote down for nobody else."""

    fate: str
    by: str
    side: str
    moved: str | None
    minutes: int
    notes: str
    homework: int
    alone: str
    pulse: int | None

    @property
    def counts(self):
        return self.fate in (HELD, UNLOGGED)


@dataclass(frozen=True)
class World:
    """The session in question is the one after `before`."""

    before: tuple[Fate, ...]
    chosen_by: str
    moved: tuple[str, ...]
    affirmed: bool
    room: bool
    alone: str
    heard: int | None
    answer: str
    survey: int | None


def fates(*which):
    return st.builds(
        Fate,
        fate=st.sampled_from(which),
        by=who,
        side=who,
        moved=st.none() | who,
        minutes=st.integers(5, 120),
        notes=words,
        homework=st.integers(0, 3),
        alone=words,
        pulse=st.none() | scores,
    )


@st.composite
def worlds(draw, number):
    """Those in which the session has this number for the two."""
    before = draw(st.lists(fates(HELD, UNLOGGED), min_size=number - 1, max_size=number - 1))
    before += draw(st.lists(fates(CALLED_OFF, NOT_HELD), max_size=EIGHT - number))
    rest = {
        "chosen_by": who,
        "moved": st.lists(who, max_size=2).map(tuple),
        "affirmed": st.booleans(),
        "room": st.booleans(),
        "alone": words,
        "heard": st.none() | scores,
        "answer": words,
        "survey": st.none() | scores,
    }
    return draw(st.builds(World, before=st.permutations(before).map(tuple), **rest))


@contextlib.contextmanager
def come_true(lab, world):
    """Gives the session in question, the hour before its card is due; afterwards nothing of the world is left."""
    with transaction.atomic():
        sessions = _planned(lab, world)
        session = sessions[len(world.before)]
        for fate, earlier in zip(world.before, sessions, strict=False):
            _befall(lab, fate, earlier)
        for n, by in enumerate(world.moved, 1):
            acting(lab, by, move_session, session, starts_at=session.starts_at + n * HOUR)
        _answer(lab, world, session)
        session = stored(lab, session)
        sweep_until_idle(session.starts_at - DAY - HOUR)
        mail.outbox.clear()
        yield session
        mail.outbox.clear()
        transaction.set_rollback(True)


def _planned(lab, world):
    by_hand = chosen(lab, world.chosen_by)[-1].starts_at - 2 * DAY
    acting(lab, world.chosen_by, add_session, lab.pair, starts_at=by_hand)
    if world.room:
        with lab.sees(world.chosen_by):
            set_room(lab.pair, "https://rooms.test/one", now=NOW)
    return sessions_of(lab)


def _befall(lab, it, session):
    if it.moved:
        session = acting(lab, it.moved, move_session, session, starts_at=session.starts_at + HOUR)
    after = {"now": session.ends_at + HOUR}
    if it.fate == CALLED_OFF:
        acting(lab, it.by, cancel_session, session)
    elif it.fate == NOT_HELD:
        acting(lab, it.by, log_session, session, SessionLog(held=False, side=it.side, private=it.alone), **after)
    elif it.fate == HELD:
        tasks = tuple(Task(f"{n}", getattr(lab, it.side).person_id) for n in range(it.homework))
        log = SessionLog(held=True, minutes=it.minutes, notes=it.notes, homework=tasks)
        acting(lab, it.by, log_session, session, log, **after)
    with lab.works():
        _alone(lab, session, it.alone, it.pulse)


def _alone(lab, session, text, heard):
    """What the mentor keeps: rows that their pages write."""
    author = lab.mentor.person
    if text and not PrivateNote.objects.filter(session=session, author=author).exists():
        PrivateNote.objects.create(session=session, author=author, text=text, written_at=NOW)
    if heard:
        Pulse.objects.create(session=session, author=author, question="heard", value=heard, answered_at=NOW)


def _answer(lab, world, session):
    with lab.works():
        _alone(lab, session, world.alone, world.heard)
        if world.affirmed:
            session.affirm("mentor", now=NOW)
        if world.answer:
            said = {"subject": lab.mentor.person, "given_to": lab.sponsor.person}
            asked = {"cohort": lab.cohort, "pair": lab.pair, "after_session": 90, "opened_at": NOW}
            checkin = CheckIn.objects.create(**asked, **said, wants_to_talk=True)
            CheckInAnswer.objects.create(
                checkin=checkin, question="heard", text=world.answer, answered_at=NOW, confirmed_at=NOW, **said
            )
        if world.survey:
            wave, indicator = WaveFactory(cohort=lab.cohort), IndicatorFactory(cohort=lab.cohort)
            said = {"author": lab.mentor.person, "value": world.survey, "answered_at": NOW}
            SurveyAnswer.objects.create(wave=wave, indicator=indicator, **said)


@dataclass(frozen=True)
class Read:
    """All that a leader reads of a practice: on the page, in the mail of the day before and on the live page; and the prompts."""

    number: str
    page: str
    text: str
    html: str
    live: tuple[str, ...]
    prompts: tuple[str, ...]


def reading(lab, visit, session):
    letter = _card(lab, session)
    with time_machine.travel(session.starts_at - HOUR, tick=False):
        browser = visit(lab.leader)
        page = read(browser.get(lab.url("sessions:session", pk=session.pk)).content.decode())
        browser.post(lab.url("sessions:live_begin", pk=session.pk))
        live = read(browser.get(lab.url("sessions:live", pk=session.pk)).content.decode())
    (html,) = [body for body, kind in letter.alternatives if kind == "text/html"]
    return Read(
        number=page.one("title").text,
        page=" ".join(_practice(it) for it in page.all("section") if HEADING in [h2.text for h2 in it.all("h2")]),
        text=" ".join(letter.body.partition(HEADING)[2].partition(AFTER)[0].split()),
        html=read(html).text.partition(HEADING)[2].partition(AFTER)[0].strip(),
        live=tuple(it.key for it in agenda.PRACTICES if it.title in live.text or it.says in live.text),
        prompts=tuple(it.text for it in page.one("ol", class_="hours-parts").all("li") if not it.all("h3")),
    )


def _card(lab, session):
    """The mail of the day before, to the leader."""
    with time_machine.travel(session.starts_at - DAY, tick=False):
        sweep_until_idle(session.starts_at - DAY)
    (letter,) = [it for it in mail.outbox if it.to == [lab.leader.person.email] and HEADING in it.body]
    return letter


def _practice(section):
    return section.text.removeprefix(HEADING).strip()


@pytest.mark.proof
@settings(
    max_examples=size(6, 100), suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)  # worlds are dear
@given(st.data(), st.integers(1, EIGHT - 1))
def test_one_number_is_one_practice_whatever_else_a_world_holds(lab, visit, data, number):
    first, second = data.draw(worlds(number)), data.draw(worlds(number))
    with come_true(lab, first) as session:
        here = reading(lab, visit, session)
    with come_true(lab, second) as session:
        there = reading(lab, visit, session)
    assert here == there
    says = here.text
    assert says
    assert (
        here.page
        == here.html
        == f"{says} Practices follow the session number: every leader in session {number} gets this one."
    )
    assert here.live == (), "the live page has prompts, and no practice"


def test_the_number_turns_through_all_of_them(lab, visit):
    """In a world in which every session before was held."""
    plain = Fate(HELD, "leader", "leader", None, 60, "", 0, "", None)
    said = []
    for number in range(1, EIGHT):
        world = World((plain,) * (number - 1), "leader", (), False, False, "", None, "", None)
        with come_true(lab, world) as session:
            said.append(reading(lab, visit, session).text)
    assert len(set(said[:TURNS])) == TURNS
    assert said[TURNS:] == said[: len(said) - TURNS], "and begins again"


@pytest.mark.parametrize("side", PEOPLE)
@pytest.mark.parametrize("how", [CALLED_OFF, NOT_HELD])
def test_what_was_cancelled_has_no_practice_and_takes_no_turn(lab, visit, side, how):
    """Nobody can wonder why they were given this one just when their partner called off."""
    fate = Fate(how, side, side, None, 60, "", 0, "", None)
    session, following = chosen(lab)[:2]
    _befall(lab, fate, session)
    with time_machine.travel(session.ends_at + DAY, tick=False):
        browser = visit(lab.leader)
        off = browser.get(lab.url("sessions:session", pk=session.pk)).text
        text = read(browser.get(lab.url("sessions:session", pk=following.pk)).content.decode()).text
    assert HEADING not in off
    assert [it.key for it in agenda.PRACTICES if it.says in off] == []
    assert [it.key for it in agenda.PRACTICES if it.says in text] == [agenda.PRACTICES[0].key]


def test_a_mentor_reads_no_practice_of_their_leaders(lab, visit):
    session = chosen(lab)[0]
    sweep_until_idle(session.starts_at - DAY)
    letters = [it for it in mail.outbox if it.to == [lab.mentor.person.email]]
    assert any("session page" in it.body for it in letters), "their card came"
    said = [it.body + "".join(body for body, _kind in it.alternatives) for it in letters]
    with time_machine.travel(session.starts_at, tick=False):
        said.append(visit(lab.mentor).get(lab.url("sessions:session", pk=session.pk)).text)
    assert [it.key for it in agenda.PRACTICES if any(it.says in text for text in said)] == []


# The one that picks it


def test_who_picks_the_practice_is_given_a_number_and_nothing_else():
    (number,) = inspect.signature(agenda.practice_for).parameters.values()
    assert number.annotation is int
    assert number.default is inspect.Parameter.empty
    picks = agenda.practice_for.__code__
    assert set(picks.co_names) == {"PRACTICES", "counted_from_one", "len"}, "nor does it look around"
    assert picks.co_freevars == ()
    assert isinstance(agenda.PRACTICES, tuple), "what it picks from stands still"


@given(st.integers(1, 10_000))
def test_a_year_from_now_it_picks_the_same(number):
    before = agenda.practice_for(number)
    with time_machine.travel(NOW + datetime.timedelta(days=365), tick=False):
        assert agenda.practice_for(number) is before
