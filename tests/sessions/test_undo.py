"""Undo instead of “are you sure”: what one partner did to a session, taken back by them within a quarter of an hour."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client

from notifications.models import Due
from notifications.sweep import sweep_until_idle
from organizations.models import AuditEntry
from pairing.models import Pair
from sessions.actions import Task, cancel_session, move_session, name_assistant, undo, undoable
from sessions.actions.live import begin, take_notes
from sessions.merging import Delivery
from sessions.models import Booking, Homework, LabSession, PrivateNote, SessionNote, Undo
from sessions.rhythms import hours
from tests.clock import live_through
from tests.factories import NOW
from tests.factories.lab import LabSessionFactory
from tests.pages.drawing import read

from .mailbox import Mailbox, parts
from .play import DAY, HOUR, acting, chosen, held, invited, stored
from .test_log_page import TASK, fields, send

MINUTE = datetime.timedelta(minutes=1)
NOTHING_LEFT = "There is nothing to undo here any more."


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sessions(lab, clock):
    return chosen(lab)


@pytest.fixture
def over(lab, clock, sessions):
    """The first is over, and nobody has logged it."""
    clock.move_to(sessions[0].ends_at + 5 * MINUTE)
    return sessions[0]


def url_of(lab, session, view="session"):
    return lab.url(f"sessions:{view}", pk=session.pk)


def kept(lab, view="kept_calendar", **kwargs):
    return lab.url(f"sessions:{view}", leader=lab.leader.person_id, **kwargs)


def page_of(browser, url):
    return read(browser.get(url).content.decode())


def cancel(browser, lab, session):
    return browser.post(url_of(lab, session, "cancel"), follow=True)


def move(browser, lab, session, to):
    sent = {"day": str(to.date()), "at": f"{to:%H:%M}", "reach": "one", "version": stored(lab, session).version}
    answer = browser.post(url_of(lab, session, "move"), sent, follow=True)
    assert stored(lab, session).starts_at == to
    return answer


def press_undo(browser, answer):
    """On the button that the page shows; gives what the next one says."""
    (form,) = undo_forms(read(answer.content.decode()))
    assert form.attrs["method"] == "post"
    return said(browser.post(form.attrs["action"], follow=True))


def undo_forms(page):
    return [form for form in page.all("form") if [it.text for it in form.all("button")] == ["Undo"]]


def post_undo(browser, lab, session):
    return said(browser.post(url_of(lab, session, "undo"), follow=True))


def said(answer):
    assert answer.status_code == 200
    return read(answer.content.decode()).one("div", id="toasts").text


def reminders_of(lab, session):
    with lab.works():
        waiting = Due.objects.waiting().filter(subject_id=session.pk, kind__in=["session-prep", "log-reminder"])
        return sorted(waiting.values_list("kind", "due_at", "recipient_id"), key=repr)


def verbs(lab):
    with lab.works():
        return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def undos(lab):
    with lab.works():
        return Undo.objects.count()


# --- a session that was cancelled -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_a_cancelled_session_stands_again(lab, visit, sessions, who):
    browser, session, reminders = visit(getattr(lab, who)), sessions[1], reminders_of(lab, sessions[1])
    answer = cancel(browser, lab, session)
    assert "The session is cancelled." in said(answer)
    assert stored(lab, session).cancelled_by_side == who
    assert reminders_of(lab, session) == []
    assert "Undone: the session is planned again." in press_undo(browser, answer)
    row = stored(lab, session)
    assert (row.state, row.cancelled_by_side, row.starts_at) == ("planned", "", session.starts_at)
    assert row.version == session.version + 2
    assert reminders_of(lab, session) == reminders != []
    with lab.works():
        booked = Booking.objects.filter(session=row).values_list("person_id", "starts_at", "ends_at")
        assert set(booked) == {(it, row.starts_at, row.ends_at) for it in (lab.leader.person_id, lab.mentor.person_id)}
    assert verbs(lab)[-2:] == ["cancel", "undo"]


def test_it_takes_a_post_with_its_token(lab, visit, sessions):
    cancel(visit(lab.mentor), lab, sessions[0])
    url, strict = url_of(lab, sessions[0], "undo"), Client(enforce_csrf_checks=True)
    strict.force_login(lab.mentor.account)
    assert strict.get(url).status_code == 405
    assert strict.post(url).status_code == 403
    assert stored(lab, sessions[0]).state == "cancelled"
    (form,) = undo_forms(page_of(strict, url_of(lab, sessions[0])))
    token = form.one("input", name="csrfmiddlewaretoken").attrs["value"]
    assert strict.post(form.attrs["action"], {"csrfmiddlewaretoken": token}).status_code == 302
    assert stored(lab, sessions[0]).state == "planned"


def test_the_page_offers_it_once_the_toast_is_gone_and_for_as_long_as_it_can_be(lab, visit, clock, sessions):
    browser, url = visit(lab.leader), url_of(lab, sessions[0])
    answer = cancel(browser, lab, sessions[0])
    assert len(undo_forms(read(answer.content.decode()))) == 1, "not twice"
    page = page_of(browser, url)
    assert "You cancelled this session a moment ago." in page.one("main").text
    assert [form.attrs["action"] for form in undo_forms(page)] == [url_of(lab, sessions[0], "undo")]
    assert not undo_forms(page_of(browser, url_of(lab, sessions[1])))
    assert not undo_forms(page_of(visit(lab.mentor), url))
    browser = visit(lab.leader)
    clock.move_to(NOW + 14 * MINUTE)
    assert undo_forms(page_of(browser, url))
    clock.move_to(NOW + 15 * MINUTE)
    assert not undo_forms(page_of(browser, url))


def test_what_another_did_is_not_mine_to_undo(lab, visit, sessions):
    cancel(visit(lab.leader), lab, sessions[0])
    assert NOTHING_LEFT in post_undo(visit(lab.mentor), lab, sessions[0])
    assert stored(lab, sessions[0]).state == "cancelled"
    with lab.sees("mentor"):
        assert not Undo.objects.exists()


def test_after_a_quarter_of_an_hour_it_stays(lab, visit, clock, sessions):
    cancel(visit(lab.leader), lab, sessions[0])
    clock.move_to(NOW + 15 * MINUTE)
    assert NOTHING_LEFT in post_undo(visit(lab.leader), lab, sessions[0])
    assert stored(lab, sessions[0]).state == "cancelled"


def test_a_second_click_changes_nothing(lab, visit, sessions):
    browser = visit(lab.leader)
    cancel(browser, lab, sessions[0])
    assert "planned again" in post_undo(browser, lab, sessions[0])
    before = stored(lab, sessions[0]).version
    again = browser.post(url_of(lab, sessions[0], "undo"), follow=True)
    assert NOTHING_LEFT in said(again)
    assert 'role="alert"' not in again.content.decode()
    assert stored(lab, sessions[0]).version == before
    assert verbs(lab).count("undo") == 1


def test_an_hour_that_is_taken_by_now_stays_free(lab, visit, sessions):
    cancel(visit(lab.leader), lab, sessions[0])
    times = {"starts_at": sessions[0].starts_at, "ends_at": sessions[0].ends_at}
    with lab.works():
        other = LabSessionFactory(pair=lab.pair, series=lab.series, number=99, state="replaced", **times)
        Booking.objects.create(person=lab.mentor.person, session=other, **times)
    says = post_undo(visit(lab.leader), lab, sessions[0])
    assert "Daria Nowak is taken on Thursday 17 September, 10:00. Nothing was undone." in says
    assert stored(lab, sessions[0]).state == "cancelled"
    with lab.works():
        assert not Booking.objects.filter(session=sessions[0]).exists()
        Booking.objects.filter(session=other).delete()
    assert "planned again" in post_undo(visit(lab.leader), lab, sessions[0]), "free again, it can still be undone"


@pytest.mark.parametrize(
    ("state", "says"),
    [("paused", "Your pair is paused."), ("ended", "This pair does not meet at the moment")],
)
def test_a_pair_that_meets_no_more_reads_what_planning_says(lab, visit, sessions, state, says):
    cancel(visit(lab.leader), lab, sessions[0])
    with lab.works():
        Pair.objects.update(state=state)
    assert says in post_undo(visit(lab.leader), lab, sessions[0])
    assert stored(lab, sessions[0]).state == "cancelled"


def test_the_leader_is_not_asked_to_book_for_a_miss_that_was_undone(lab, visit, sessions):
    browser = visit(lab.leader)
    for session in sessions[:2]:
        cancel(browser, lab, session)
    post_undo(browser, lab, sessions[1])
    assert live_through(NOW, NOW + DAY).to(lab.leader)[-1][1].subject != "When do you and Daria meet next?"
    with lab.works():
        assert not Due.objects.waiting().filter(kind="book-next").exists()


# --- a session that was moved -----------------------------------------------------------------------------------------


def test_a_moved_session_is_back_at_its_hour(lab, visit, sessions):
    browser, session = visit(lab.mentor), sessions[1]
    reminders = reminders_of(lab, session)
    answer = move(browser, lab, session, session.starts_at + DAY)
    assert "The session is moved." in said(answer)
    assert "You moved this session a moment ago." in page_of(browser, url_of(lab, session)).one("main").text
    assert "Undone: the session is back at its hour." in press_undo(browser, answer)
    row = stored(lab, session)
    assert (row.starts_at, row.ends_at) == (session.starts_at, session.ends_at)
    assert reminders_of(lab, session) == reminders
    with lab.works():
        assert set(Booking.objects.filter(session=row).values_list("starts_at", "ends_at")) == {
            (session.starts_at, session.ends_at)
        }
    assert verbs(lab)[-2:] == ["move", "undo"]


def test_a_move_that_was_undone_is_not_counted_to_sponsors(lab, visit, sessions):
    browser = visit(lab.mentor)
    for _ in range(3):
        move(browser, lab, sessions[0], sessions[0].starts_at + DAY)
        post_undo(browser, lab, sessions[0])
    move(browser, lab, sessions[0], sessions[0].starts_at + DAY)
    assert [it.moves for it in hours([stored(lab, sessions[0])])] == [1]


def test_after_an_undone_move_the_cards_still_come(lab, visit, clock, sessions):
    """Reminders are sent once for each hour that a session was given: undoing gives it one more."""
    eve = sessions[0].starts_at - 20 * HOUR
    clock.move_to(eve)
    sweep_until_idle(eve)
    move(visit(lab.mentor), lab, sessions[0], sessions[0].starts_at + HOUR)
    sweep_until_idle(eve)
    post_undo(visit(lab.mentor), lab, sessions[0])
    move(visit(lab.mentor), lab, sessions[0], sessions[0].starts_at + 2 * HOUR)
    mail.outbox.clear()
    sweep_until_idle(eve)
    cards = [it for it in mail.outbox if not parts(it)]
    assert sorted(it.to for it in cards) == [[lab.leader.person.email], [lab.mentor.person.email]]
    assert all("12:00" in it.body for it in cards)


def test_an_hour_that_has_begun_meanwhile_can_still_be_had_back(lab, visit, clock, sessions):
    clock.move_to(sessions[0].starts_at - 5 * MINUTE)
    move(visit(lab.leader), lab, sessions[0], sessions[0].starts_at + DAY)
    clock.move_to(sessions[0].starts_at + 5 * MINUTE)
    assert "back at its hour" in post_undo(visit(lab.leader), lab, sessions[0])
    assert stored(lab, sessions[0]).starts_at == sessions[0].starts_at


def test_what_somebody_changed_since_is_left_alone(lab, visit, sessions):
    move(visit(lab.mentor), lab, sessions[0], sessions[0].starts_at + DAY)
    move(visit(lab.leader), lab, sessions[0], sessions[0].starts_at + 2 * DAY)
    assert not undo_forms(page_of(visit(lab.mentor), url_of(lab, sessions[0])))
    assert "The session has been changed since; nothing was undone." in post_undo(visit(lab.mentor), lab, sessions[0])
    assert stored(lab, sessions[0]).starts_at == sessions[0].starts_at + 2 * DAY
    assert "back at its hour" in post_undo(visit(lab.leader), lab, sessions[0])
    assert stored(lab, sessions[0]).starts_at == sessions[0].starts_at + DAY


def test_what_i_do_next_takes_the_place_of_what_i_did(lab, visit, sessions):
    browser = visit(lab.leader)
    move(browser, lab, sessions[0], sessions[0].starts_at + DAY)
    cancel(browser, lab, sessions[0])
    assert undos(lab) == 1
    assert "planned again" in post_undo(browser, lab, sessions[0])
    assert stored(lab, sessions[0]).starts_at == sessions[0].starts_at + DAY
    assert NOTHING_LEFT in post_undo(browser, lab, sessions[0])


def test_a_whole_series_that_moved_offers_no_undo(lab, visit, sessions):
    to = sessions[0].starts_at + HOUR
    sent = {"day": str(to.date()), "at": f"{to:%H:%M}", "reach": "rest", "version": sessions[0].version}
    answer = visit(lab.leader).post(url_of(lab, sessions[0], "move"), sent)
    assert answer.status_code == 302
    assert not undo_forms(page_of(visit(lab.leader), lab.url("sessions:sessions")))
    assert undos(lab) == 0


# --- a log ------------------------------------------------------------------------------------------------------------

FIRST = {
    "held": "yes",
    "notes": "One\n\nTwo “quoted” lines",
    "decision": "She drafts",
    "private": "I explained too much.",
}


def all_said(lab, session):
    """Every word and fact of the log, but for versions, and rows that say nothing any more."""
    with lab.works():
        row = LabSession.objects.get(pk=session.pk)
        notes = SessionNote.objects.filter(session=row).exclude(notes="", decision="")
        homework = Homework.objects.filter(pair=row.pair_id).exclude(text="").order_by("id")
        return (
            (row.state, row.cancelled_by_side, row.held_minutes, row.logged_at, row.logged_by_id),
            list(notes.values_list("notes", "decision", "written_by", "written_at")),
            list(homework.values_list("text", "owner", "due_on", "state", "closed_in", "written_at")),
            list(PrivateNote.objects.exclude(text="").order_by("id").values_list("author", "text", "written_at")),
        )


def test_the_first_log_undone_leaves_the_session_unlogged(lab, visit, over):
    sweep_until_idle(over.ends_at)  # the cards of the day before are behind
    reminders, before, browser = reminders_of(lab, over), all_said(lab, over), visit(lab.leader)
    send(browser, url_of(lab, over, "log"), **FIRST, **TASK)
    assert all_said(lab, over) != before
    answer = browser.get(url_of(lab, over))
    assert "Undone: everything is as it was before you saved." in press_undo(browser, answer)
    assert all_said(lab, over) == before
    row = stored(lab, over)
    assert (row.state, row.held_minutes, row.logged_at, row.logged_by_id) == ("planned", None, None, None)
    assert reminders_of(lab, over) == reminders != []
    page = page_of(visit(lab.mentor), url_of(lab, over, "log"))
    assert fields(page)["notes"] == fields(page)["task_1_text"] == fields(page)["decision"] == ""
    for word in ("quoted", "Correction", "drafts", "explained"):
        with lab.works():
            everywhere = [*Homework.objects.values(), *SessionNote.objects.values(), *PrivateNote.objects.values()]
        assert word not in repr(everywhere), "no word of it stays"


def test_every_word_of_an_earlier_log_comes_back(lab, visit, clock, over, sessions):
    with lab.works():
        past = LabSessionFactory(pair=lab.pair, series=lab.series, number=90, starts_at=NOW - DAY, state="held")
        brought = {"pair": lab.pair, "session": past, "owner": lab.mentor.person}
        old = Homework.objects.create(**brought, text="From before", written_at=NOW)
    log, browser = url_of(lab, over, "log"), visit(lab.leader)
    two = {"task_2_text": "Three packs", "task_2_due": "2026-10-02", "task_2_owner": str(lab.mentor.person_id)}
    send(browser, log, **FIRST, **TASK, **two)
    before = all_said(lab, over)
    clock.move_to(over.ends_at + 30 * MINUTE)
    other = {"held": "no", "side": "mentor", "notes": "", "decision": "", "private": "Gone"}
    tasks = {"task_1_text": "Reworded", "task_1_due": "", "task_2_text": "", f"old_{old.pk}": "done"}
    answer = send(browser, log, **other, **tasks)
    assert stored(lab, over).state == "cancelled"
    assert "Logged. Either of you can still mend it." in press_undo_said(browser, answer.url)
    assert "everything is as it was" in post_undo(browser, lab, over)
    assert all_said(lab, over) == before
    assert fields(page_of(browser, log))["private"] == "I explained too much."
    assert "Two “quoted” lines" in page_of(visit(lab.mentor), url_of(lab, over)).text


def press_undo_said(browser, url):
    """What the page says beside its button, which is not pressed."""
    page = page_of(browser, url)
    assert len(undo_forms(page)) == 1
    return page.one("div", id="toasts").text


def test_a_private_note_alone_is_undone_alone(lab, visit, over):
    log, browser = url_of(lab, over, "log"), visit(lab.mentor)
    send(browser, log, held="yes", private="First")
    version = stored(lab, over).version
    send(browser, log, private="Second")
    assert stored(lab, over).version == version
    assert "everything is as it was" in post_undo(browser, lab, over)
    with lab.sees("mentor"):
        assert PrivateNote.objects.get().text == "First"
    assert stored(lab, over).state == "held"


def test_a_log_saved_as_it_stood_leaves_what_can_be_undone(lab, visit, over):
    log, browser = url_of(lab, over, "log"), visit(lab.leader)
    send(browser, log, held="yes", notes="Once")
    send(browser, log)
    assert len(undo_forms(page_of(browser, url_of(lab, over)))) == 1
    post_undo(browser, lab, over)
    assert stored(lab, over).state == "planned"


def test_a_log_saved_as_it_stood_long_ago_offers_nothing(lab, visit, clock, over):
    log, browser = url_of(lab, over, "log"), visit(lab.leader)
    send(browser, log, held="yes", notes="Once")
    clock.move_to(over.ends_at + DAY)
    answer = send(browser, log)
    assert not undo_forms(page_of(browser, answer.url))


def test_what_the_partner_logged_since_stays_and_is_said(lab, visit, clock, over):
    send(visit(lab.leader), url_of(lab, over, "log"), held="yes", notes="Mine", private="To myself")
    clock.move_to(over.ends_at + 8 * MINUTE)
    send(visit(lab.mentor), url_of(lab, over, "log"), notes="Ours")
    after = all_said(lab, over)
    assert "Daria has changed the session since; nothing was undone." in post_undo(visit(lab.leader), lab, over)
    assert all_said(lab, over) == after


def test_words_that_came_in_on_the_live_page_since_stay(lab, visit, clock, over):
    acting(lab, "leader", begin, over, now=over.starts_at)
    send(visit(lab.leader), url_of(lab, over, "log"), held="yes", notes="Mine")
    clock.move_to(over.ends_at + 8 * MINUTE)
    acting(lab, "mentor", take_notes, over, Delivery("p", 1, "Mine", "Mine and theirs"), now=over.ends_at + 8 * MINUTE)
    assert "Daria has changed the session since" in post_undo(visit(lab.leader), lab, over)
    with lab.works():
        assert SessionNote.objects.get().notes == "Mine and theirs"


def test_homework_that_was_ticked_off_since_stays(lab, visit, over):
    browser = visit(lab.leader)
    send(browser, url_of(lab, over, "log"), held="yes", **TASK)
    with lab.works():
        homework = Homework.objects.get()
    browser.post(lab.url("sessions:homework_state", pk=homework.pk))
    assert "The session has been changed since; nothing was undone." in post_undo(browser, lab, over)
    with lab.works():
        assert Homework.objects.get().state == "done"


def test_a_log_of_a_pair_that_has_ended_can_be_undone_as_it_can_be_written(lab, visit, over):
    send(visit(lab.leader), url_of(lab, over, "log"), held="yes", private="Mine")
    with lab.works():
        Pair.objects.update(state="ended")
    assert "everything is as it was" in post_undo(visit(lab.leader), lab, over)
    assert stored(lab, over).state == "planned"


def test_nobody_but_who_wrote_reads_what_can_be_undone(lab, visit, over):
    send(visit(lab.mentor), url_of(lab, over, "log"), held="yes", private="First")
    send(visit(lab.mentor), url_of(lab, over, "log"), private="Second")
    for who in ("leader", "sponsor", "admin", "assistant", "manager", "executive"):
        with lab.sees(who):
            assert not Undo.objects.exists()
            assert Undo.objects.update(words=[]) == Undo.objects.all().delete()[0] == 0
    with lab.sees("mentor"):
        assert Undo.objects.get().words == [{"key": f"{PrivateNote.objects.get().pk}.text", "text": "First"}]


# --- the leader's assistant -------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(lab, visit, sessions):
    acting(lab, "leader", name_assistant, lab.assistant.person)
    return visit(lab.assistant)


def test_an_assistant_undoes_what_they_planned(lab, keeper, sessions):
    answer = keeper.post(kept(lab, "cancel_for", pk=sessions[0].pk), follow=True)
    assert "Undone: the session is planned again." in press_undo(keeper, answer)
    assert stored(lab, sessions[0]).state == "planned"
    to = sessions[1].starts_at + DAY
    sent = {"day": str(to.date()), "at": f"{to:%H:%M}", "reach": "one", "version": sessions[1].version}
    keeper.post(kept(lab, "move_for", pk=sessions[1].pk), sent)
    keeper.get(kept(lab))
    page = page_of(keeper, kept(lab))
    assert "You moved a session to Friday 2 October, 10:00 a moment ago." in page.text
    (form,) = undo_forms(page)
    assert "back at its hour" in said(keeper.post(form.attrs["action"], follow=True))
    assert stored(lab, sessions[1]).starts_at == sessions[1].starts_at
    assert undos(lab) == 0
    assert not undo_forms(page_of(keeper, kept(lab)))


def test_leader_and_assistant_undo_each_their_own(lab, visit, keeper, sessions):
    cancel(visit(lab.leader), lab, sessions[0])
    keeper = visit(lab.assistant)
    keeper.post(kept(lab, "cancel_for", pk=sessions[1].pk))
    assert NOTHING_LEFT in said(keeper.post(kept(lab, "undo_for", pk=sessions[0].pk), follow=True))
    assert NOTHING_LEFT in post_undo(visit(lab.leader), lab, sessions[1])
    assert {stored(lab, it).state for it in sessions[:2]} == {"cancelled"}
    assert [it.text for it in page_of(visit(lab.assistant), kept(lab)).all("p") if "a moment ago" in it.text] == [
        "You cancelled the session of Thursday 1 October, 10:00 a moment ago."
    ]


def test_an_assistant_undoes_no_log_not_even_their_own(lab, visit, keeper, over):
    """Who was named before the two became partners keeps the calendar still."""
    send(visit(lab.mentor), url_of(lab, over, "log"), held="yes", notes="Ours", private="Mine")
    acting(lab, "leader", name_assistant, lab.mentor.person)
    assert page_of(visit(lab.mentor), kept(lab)).one("h1")
    assert NOTHING_LEFT in said(visit(lab.mentor).post(kept(lab, "undo_for", pk=over.pk), follow=True))
    assert stored(lab, over).state == "held"
    assert visit(lab.assistant).post(url_of(lab, over, "undo")).status_code == 404


def test_who_keeps_the_calendar_no_longer_finds_nothing(lab, visit, keeper, sessions):
    keeper.post(kept(lab, "cancel_for", pk=sessions[0].pk))
    with lab.works():
        lab.leader.person.__class__.objects.filter(pk=lab.leader.person_id).update(left_on=NOW.date())
    assert keeper.post(kept(lab, "undo_for", pk=sessions[0].pk)).status_code == 404


# --- what the calendars hear ------------------------------------------------------------------------------------------


def letters(lab, at):
    """Both sides' mails of a sweep at that moment: {who: [mail]}."""
    before = len(mail.outbox)
    sweep_until_idle(at)
    sent = [it for it in mail.outbox[before:] if parts(it)]
    return {who: [it for it in sent if it.to == [getattr(lab, who).person.email]] for who in ("leader", "mentor")}


def stands_in(mailbox, moment):
    """Whether a program that has read the mails shows something there, as its own rules are read."""
    (item,) = mailbox.items.values()
    gone = item.master.get("exdate")
    gone = [it.dt for it in gone.dts] if gone else []
    return moment not in gone and item.master["status"] == "CONFIRMED"


def test_an_undone_cancellation_arrives_in_calendars(lab, visit, clock):
    mailboxes, session = {who: Mailbox() for who in ("leader", "mentor")}, chosen(lab)[1]
    for who, got in letters(lab, NOW).items():
        mailboxes[who].take(*got)
    steps = [lambda: cancel(visit(lab.leader), lab, session), lambda: post_undo(visit(lab.leader), lab, session)]
    for step, (method, stands) in zip(steps, [("CANCEL", False), ("REQUEST", True)], strict=True):
        step()
        for who, got in letters(lab, NOW).items():
            (letter,) = got
            assert parts(letter)[0][0] == method
            mailboxes[who].take(letter)  # which refuses a number that has not risen
            assert stands_in(mailboxes[who], session.starts_at) is stands
    assert letter.subject == "The session on Thursday 1 October, 10:00 takes place, with Giulia."


def test_an_undone_move_is_told_with_the_hour_that_it_was_to_be(lab, visit, clock):
    session = invited(lab)[1]
    move(visit(lab.leader), lab, session, session.starts_at + DAY)
    letters(lab, NOW)
    post_undo(visit(lab.leader), lab, session)
    (letter,) = letters(lab, NOW)["mentor"]
    assert letter.subject == "Moved to Thursday 1 October, 10:00, with Giulia."
    assert "It was to be on Friday 2 October, 10:00." in letter.body


def test_an_hour_beside_the_series_comes_back_under_its_own_uid(lab, visit, clock):
    session = invited(lab)[1]
    with lab.works():
        LabSession.objects.filter(pk=session.pk).update(slot_at=None)
    cancel(visit(lab.mentor), lab, session)
    assert letters(lab, NOW)["leader"] == [], "no calendar knew of it"
    post_undo(visit(lab.mentor), lab, session)
    ((method, calendar),) = parts(*letters(lab, NOW)["leader"])
    assert (method, calendar.walk("VEVENT")[0]["uid"]) == ("REQUEST", f"{session.pk}@localhost")


# --- what the clock takes away ----------------------------------------------------------------------------------------


def test_the_clock_forgets_it_when_it_is_too_late(lab, visit, over):
    done = over.ends_at + 5 * MINUTE
    send(visit(lab.leader), url_of(lab, over, "log"), **FIRST)
    live_through(done, done + 14 * MINUTE, MINUTE)
    assert undos(lab) == 1
    live_through(done + 14 * MINUTE, done + 15 * MINUTE, MINUTE)
    assert undos(lab) == 0


def test_a_newer_act_has_its_own_quarter_of_an_hour(lab, visit, clock, sessions):
    browser = visit(lab.leader)
    move(browser, lab, sessions[0], sessions[0].starts_at + DAY)
    clock.move_to(NOW + 10 * MINUTE)
    move(browser, lab, sessions[0], sessions[0].starts_at + 2 * DAY)
    live_through(NOW + 10 * MINUTE, NOW + 24 * MINUTE, MINUTE)
    assert undos(lab) == 1
    live_through(NOW + 24 * MINUTE, NOW + 25 * MINUTE, MINUTE)
    assert undos(lab) == 0


def test_what_was_used_is_gone_at_once_and_the_clock_finds_nothing(lab, visit, sessions):
    cancel(visit(lab.leader), lab, sessions[0])
    post_undo(visit(lab.leader), lab, sessions[0])
    assert undos(lab) == 0
    live_through(NOW, NOW + HOUR, MINUTE)
    with lab.works():
        assert Due.objects.get(kind="undo-over").state == "dropped"


# --- the verbs themselves ---------------------------------------------------------------------------------------------


def test_what_is_played_without_a_reader_keeps_nothing(lab, sessions):
    """The verbs alone, as the demonstration calls them."""
    acting(lab, "leader", move_session, sessions[0], starts_at=sessions[0].starts_at + DAY)
    acting(lab, "leader", cancel_session, sessions[1])
    held(lab, sessions[2], homework=(Task("One", lab.leader.person_id),))
    assert undos(lab) == 0


def test_what_was_refused_leaves_what_can_be_undone(lab, visit, sessions):
    browser = visit(lab.leader)
    cancel(browser, lab, sessions[0])
    assert "cancelled already" in said(cancel(browser, lab, sessions[0]))
    assert "planned again" in post_undo(browser, lab, sessions[0])


def test_the_act_is_named_to_whoever_undoes_it(lab, sessions):
    with lab.sees("leader"):
        undoable(cancel_session, sessions[0], by=lab.leader, now=NOW)
        assert undo(sessions[0], by=lab.leader, now=NOW) == Undo.Act.CANCEL
        assert undo(sessions[0], by=lab.leader, now=NOW) is None
