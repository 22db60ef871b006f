"""The log over HTTP: one screen, two writers."""

import datetime

import pytest
import time_machine
from django import forms

from organizations.models import Person
from organizations.registries import page_slots
from sessions.actions import Task
from sessions.models import Homework, LabSession, PrivateNote, SessionNote
from tests.factories import NOW
from tests.pages.drawing import read

from .play import DAY, acting, chosen, held, queries_of, stored

TASK = {"task_1_text": "Correction logs", "task_1_due": "2026-09-30"}


@pytest.fixture
def sessions(lab):
    """The first is over, and nobody has logged it."""
    sessions = chosen(lab)
    with time_machine.travel(sessions[0].ends_at + datetime.timedelta(minutes=5), tick=False):
        yield sessions


@pytest.fixture
def url(lab, sessions):
    return lab.url("sessions:log", pk=sessions[0].pk)


def fields(page):
    """What a browser would send back unchanged."""
    said = {}
    for control in page.all("input"):
        name, kind = control.attrs.get("name"), control.attrs.get("type")
        if name and name != "csrfmiddlewaretoken" and (kind not in ("radio", "checkbox") or "checked" in control.attrs):
            said[name] = control.attrs.get("value", "")
    for control in page.all("textarea"):
        said[control.attrs["name"]] = "".join(part for part in control.words if isinstance(part, str)).strip()
    for control in page.all("select"):
        chosen = [option for option in control.all("option") if "selected" in option.attrs]
        said[control.attrs["name"]] = chosen[0].attrs["value"]
    return said


def send(browser, url, **changed):
    """Open the log, change some of it, save."""
    return browser.post(url, fields(read(browser.get(url).content.decode())) | changed)


def test_a_held_session_in_one_send(lab, visit, sessions, url):
    said = {"held": "yes", "notes": "Wording", "decision": "She drafts", "private": "I explained too much."}
    answer = send(visit(lab.leader), url, **said, **TASK)
    assert answer.url == lab.url("sessions:session", pk=sessions[0].pk)
    assert stored(lab, sessions[0]).held_minutes == 60
    with lab.works():
        note, homework, private = SessionNote.objects.get(), Homework.objects.get(), PrivateNote.objects.get()
    assert (note.notes, note.decision) == ("Wording", "She drafts")
    assert (homework.text, homework.owner_id, homework.due_on) == (
        "Correction logs",
        lab.leader.person_id,
        datetime.date(2026, 9, 30),
    )
    assert (private.text, private.author_id) == ("I explained too much.", lab.leader.person_id)
    page = read(visit(lab.mentor).get(answer.url).content.decode())
    assert "You met Giulia on Thursday 17 September, for 60 minutes." in page.text
    assert "Last by Giulia Marchetti" in page.text
    assert "Wording" in page.text


def test_one_answer_is_enough(lab, visit, sessions, url):
    assert send(visit(lab.mentor), url, held="yes").status_code == 302
    assert stored(lab, sessions[0]).state == "held"


def test_not_held_asks_whose_side(lab, visit, sessions, url):
    page = read(send(visit(lab.leader), url, held="no", notes="kept").content.decode())
    assert "Say on whose side it was. It is not a reproach: plans change." in page.text
    assert page.one("textarea", name="notes").text == "kept"
    assert send(visit(lab.leader), url, held="no", side="mentor").status_code == 302
    assert stored(lab, sessions[0]).cancelled_by_side == "mentor"


def test_saying_nothing_is_answered_beside_the_field(lab, visit, sessions, url):
    page = read(send(visit(lab.leader), url).content.decode())
    assert page.one("p", id="id_held_error").text == "Choose one."


def test_it_can_be_mended_and_shows_what_stands(lab, visit, sessions, url):
    send(visit(lab.leader), url, held="yes", notes="First", **TASK)
    page = read(visit(lab.mentor).get(url).content.decode())
    assert fields(page) | {"version": None} == fields(page) | {
        "held": "yes",
        "notes": "First",
        "task_1_text": "Correction logs",
        "version": None,
    }
    send(visit(lab.mentor), url, held="no", side="leader")
    row = stored(lab, sessions[0])
    assert (row.state, row.logged_by_id) == ("cancelled", lab.mentor.person_id)


def test_two_at_once_keep_both_texts(lab, visit, sessions, url):
    mine = fields(read(visit(lab.leader).get(url).content.decode())) | {"held": "yes", "notes": "Mine"}
    send(visit(lab.mentor), url, held="yes", notes="Theirs")
    page = read(visit(lab.leader).post(url, mine).content.decode())
    assert "Someone saved this while you were writing." in page.text
    assert "Notes you share: Theirs" in page.text
    assert page.one("textarea", name="notes").text == "Mine"
    assert visit(lab.leader).post(url, fields(page)).status_code == 302
    with lab.works():
        assert SessionNote.objects.get().notes == "Mine"


def test_a_second_click_is_not_someone_else(lab, visit, sessions, url):
    sent = fields(read(visit(lab.leader).get(url).content.decode())) | {"held": "yes", "notes": "Once"} | TASK
    for _ in range(2):
        assert visit(lab.leader).post(url, sent).status_code == 302
    with lab.works():
        assert Homework.objects.count() == SessionNote.objects.count() == 1


def test_old_homework_comes_back_and_is_settled(lab, visit, sessions, url):
    send(visit(lab.leader), url, held="yes", **TASK)
    with lab.works():
        homework = Homework.objects.get()
    second = lab.url("sessions:log", pk=sessions[1].pk)
    with time_machine.travel(sessions[1].ends_at + DAY, tick=False):
        page = read(visit(lab.mentor).get(second).content.decode())
        assert "Correction logs" in page.text
        send(visit(lab.mentor), second, held="yes", **{f"old_{homework.pk}": "done"})
    with lab.works():
        assert Homework.objects.get().state == "done"


def test_homework_is_due_when_the_two_meet_next(lab, visit, sessions, url):
    """The day stands there already, on its reader's clock; where nothing is gathered it says nothing."""
    due = [f"task_{n}_due" for n in (1, 2, 3)]
    with lab.works():
        Person.objects.filter(pk=lab.mentor.person_id).update(time_zone="Pacific/Kiritimati")  # fourteen hours ahead
    for who, day in ((lab.leader, "2026-10-01"), (lab.mentor, "2026-10-02")):
        shown = fields(read(visit(who).get(url).content.decode()))
        assert [shown[name] for name in due] == [day] * 3
    assert send(visit(lab.leader), url, held="yes", task_2_text="Correction logs").status_code == 302
    with lab.works():
        assert [(it.text, it.due_on) for it in Homework.objects.all()] == [
            ("Correction logs", datetime.date(2026, 10, 1))
        ]
        LabSession.objects.planned().update(state="cancelled")
        Homework.objects.update(state="dropped")
    shown = fields(read(visit(lab.leader).get(url).content.decode()))
    assert [shown[name] for name in due] == [""] * 3


def test_before_it_begins_the_log_waits(lab, visit, sessions):
    later = lab.url("sessions:log", pk=sessions[1].pk)
    answer = visit(lab.leader).get(later, follow=True)
    assert "This session has not begun. Log it once you have met." in read(answer.content.decode()).text


def test_each_field_says_who_reads_it(lab, visit, sessions, url):
    page = read(visit(lab.mentor).get(url).content.decode())
    both = "You and Giulia. No page, mail or export shows this to anyone else."
    assert page.one("p", id="id_notes_readers").text == both
    assert page.one("p", id="id_decision_readers").text == both
    assert page.one("p", id="id_private_readers").text == (
        "You alone. No page, mail or export shows this to anyone else."
    )
    assert page.one("p", id="id_held_readers").text == "You, Giulia and your sponsor."


class LookBack(forms.Form):
    """What another app asks on the same screen."""

    template = "components/form.html"
    prefix = "lookback"
    mood = forms.CharField()
    saved = []

    def save(self):
        self.saved.append(self.cleaned_data["mood"])


class Part:
    def bind(self, data):
        return LookBack(data)


@pytest.fixture
def look_back():
    key = ("session_log", "trial")
    page_slots.add(key, lambda membership, session, now: Part())
    LookBack.saved = []
    yield LookBack.saved
    del page_slots._entries[key]


def test_another_app_asks_on_the_same_screen(lab, visit, sessions, url, look_back):
    browser = visit(lab.leader)
    assert send(browser, url, held="yes").status_code == 200  # its own field is required
    assert stored(lab, sessions[0]).state == "planned"
    assert send(browser, url, held="yes", **{"lookback-mood": "fine"}).status_code == 302
    assert look_back == ["fine"]


def test_what_did_not_take_place_is_not_looked_back_on(lab, visit, sessions, url, look_back):
    send(visit(lab.leader), url, held="no", side="leader", **{"lookback-mood": "fine"})
    assert stored(lab, sessions[0]).state == "cancelled"
    assert look_back == []


def test_the_log_asks_as_often_for_much_homework_as_for_little(lab, visit, sessions):
    held(lab, sessions[0], homework=(Task("One", lab.leader.person_id),))
    browser, url = visit(lab.leader), lab.url("sessions:log", pk=sessions[1].pk)
    with time_machine.travel(sessions[1].ends_at, tick=False):
        few = queries_of(browser, url)
        with lab.works():
            for n in range(30):
                Homework.objects.create(
                    pair=lab.pair, session=sessions[0], text=f"{n}", owner=lab.leader.person, written_at=NOW
                )
        assert queries_of(browser, url) == few


def test_a_released_session_has_no_log(lab, visit, sessions):
    acting(lab, "leader", lambda by, now: lab.pair.sessions.filter(number=2).update(state="replaced"))
    assert visit(lab.leader).get(lab.url("sessions:log", pk=sessions[1].pk)).status_code == 404
