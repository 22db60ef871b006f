"""Logging takes under a minute, on a phone too (PROTOCOL S4): done with a finger, and reckoned by the keystroke-level model."""

import datetime

import pytest
from django.utils import timezone

from organizations.tenancy import middleware
from sessions.models import Homework, LabSession, LiveHour, PrivateNote, SessionNote
from tests.factories.lab import LabSessionFactory
from tests.keystrokes import MINUTE
from tests.lab import open_lab
from tests.sizes import tell

from .phone import HEIGHT, WIDTH, Phone, field

pytestmark = pytest.mark.proof
DECISION = "Analysts draft the commentary; I check its wording"
TASK = "Correction logs"
PRIVATE = "I explained too much again. Next time I ask one more thing."
NOTES = "Forty-one corrections in August, two thirds of them wording.\n" * 12
FORTNIGHT = datetime.timedelta(days=14)


@pytest.fixture
def over(cast, monkeypatch):
    """An hour that has just ended, and the next one in two weeks."""
    now = timezone.now().replace(microsecond=0)
    monkeypatch.setattr(middleware, "read_clock", lambda: now)
    lab = open_lab(cast)
    with lab.works():
        first = now - datetime.timedelta(minutes=62)
        lab.session, lab.following = (
            LabSessionFactory(
                pair=lab.pair, series=lab.series, number=n, starts_at=at, ends_at=at + datetime.timedelta(hours=1)
            )
            for n, at in ((1, first), (2, first + FORTNIGHT))
        )
        lab.rules.delete()
    return lab


@pytest.fixture
def lived(over):
    """It ran on the live page: begun, written in and ended there."""
    with over.works():
        begun = over.session.starts_at
        times = {"started_at": begun, "ended_at": begun + datetime.timedelta(minutes=54)}
        LiveHour.objects.create(pair=over.pair, session=over.session, **times)
        SessionNote.objects.create(pair=over.pair, session=over.session, notes=NOTES, written_at=begun)
    return over


@pytest.fixture
def phone(open_browser):
    """`phone(lab, who)` has the session's page open."""

    def take(lab, who):
        page = open_browser(getattr(lab, who), width=WIDTH, height=HEIGHT, touch=True)
        page.goto(lab.url("sessions:session", pk=lab.session.pk))
        return Phone(page)

    return take


def opens_the_log(phone):
    phone.thinks().tap(phone.page.get_by_role("link", name="Log the session"))
    phone.page.wait_for_url("**/log")


def saves(phone):
    phone.thinks().tap(phone.page.get_by_role("button", name="Save the log"))
    phone.page.get_by_text("Logged.").wait_for()


def within_a_minute(what, phone):
    tell(f"log on a phone, {what}: {phone.strokes}")
    assert phone.strokes.seconds < MINUTE


def stored(lab):
    with lab.works():
        return LabSession.objects.get(pk=lab.session.pk)


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_after_the_live_page_with_nothing_to_add(lived, phone, who):
    hand = phone(lived, who)
    opens_the_log(hand)
    assert hand.page.locator("[name=held]:checked").get_attribute("value") == "yes"
    assert hand.page.locator("[name=held_minutes]").input_value() == "54"
    saves(hand)
    within_a_minute("nothing to add after the live page", hand)
    assert (hand.strokes.taps, hand.strokes.swipes, hand.strokes.keys) == (2, 0, 0)
    row = stored(lived)
    assert (row.state, row.held_minutes) == ("held", 54)


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_after_the_live_page_with_a_decision_homework_and_a_private_line(lived, phone, who):
    hand = phone(lived, who)
    opens_the_log(hand)
    hand.thinks().tap(field(hand.page, "A decision, in one line")).types(DECISION)
    hand.thinks().goes_on().types(TASK).choose(field(hand.page, "Who").first, "Daria")
    hand.thinks().tap(field(hand.page, "For you alone")).types(PRIVATE)
    saves(hand)
    within_a_minute(f"with {len(DECISION)} + {len(TASK)} + {len(PRIVATE)} characters", hand)
    with lived.works():
        note, task, private = SessionNote.objects.get(), Homework.objects.get(), PrivateNote.objects.get()
    assert (note.decision, note.notes.strip(), private.text) == (DECISION, NOTES.strip(), PRIVATE)
    assert (task.text, task.owner_id) == (TASK, lived.mentor.person_id)
    assert task.due_on == lived.following.starts_at.date(), "the next session's day stands there already"


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_after_the_fact_without_a_live_page(over, phone, who):
    hand = phone(over, who)
    opens_the_log(hand)
    hand.thinks().tap(hand.page.get_by_label("Yes, we met"))
    saves(hand)
    within_a_minute("after the fact", hand)
    assert hand.strokes.taps == 3
    row = stored(over)
    assert (row.state, row.held_minutes) == ("held", 60)
