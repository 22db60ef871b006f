"""What a session can't be: said on the page, with what was typed, and the session as it was."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from organizations.models import Person
from organizations.registries import facts
from programs.models import Enrolment
from sessions.actions import Task, add_session, choose_hour
from sessions.facts import SessionHeld
from sessions.models import Homework, SessionNote
from tests.factories import NOW, MembershipFactory
from tests.lab import enrol, pair_up
from tests.pages.drawing import read
from tests.programs.design import sent

from .play import DAY, FIRST_DAY, HOUR, TEN, UTC, acting, chosen, held, sessions_of, stored
from .test_log_page import TASK, send

FREE = FIRST_DAY + 5 * DAY


@pytest.fixture
def at():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sessions(lab, at):
    return chosen(lab)


@pytest.fixture
def second(lab, sessions):
    """The mentor's other pair: its leader as a member, its pair, and its one session, a day after the first of the lab."""
    with lab.works():
        lab.other = MembershipFactory(person__given_name="Ola", person__family_name="Berg")
        pair = pair_up(lab, enrol(lab, lab.other.person, Enrolment.Role.LEADER), lab.mentor_enrolment)
    said = {"first_day": FIRST_DAY + DAY, "at": TEN, "zone": UTC}
    acting(lab, "other", choose_hour, pair, **said)
    return pair


def typed(moment):
    return {"day": f"{moment:%Y-%m-%d}", "at": f"{moment:%H:%M}"}


def move(lab, browser, session, moment):
    url = lab.url("sessions:move", pk=session.pk)
    return browser.post(url, sent(browser.get(url)) | typed(moment))


def add(lab, browser, moment, pair=None):
    url = lab.url("sessions:add", pair=(pair or lab.pair).pk)
    return browser.post(url, sent(browser.get(url)) | typed(moment))


def errors(page, field="__all__"):
    """What is said at this field, or above all of them."""
    assert page.status_code == 200
    return " ".join(page.context["form"].errors.get(field, []))


BAD = {
    "past": (NOW - HOUR, "That moment is over. Choose one that is still to come."),
    "after the end": (NOW + 100 * DAY, "The cohort ends on 13 December 2026. Choose an earlier day."),
}


@pytest.mark.parametrize("case", BAD)
def test_a_session_moves_to_no_day_that_cant_be_and_the_form_keeps_it(lab, visit, sessions, case):
    moment, says = BAD[case]
    page = move(lab, visit(lab.mentor), sessions[0], moment)
    assert says in errors(page, "day")
    assert {name: page.context["form"][name].value() for name in ("day", "at")} == typed(moment)
    assert stored(lab, sessions[0]).starts_at == sessions[0].starts_at


@pytest.mark.parametrize("case", BAD)
def test_none_is_added_there_either(lab, visit, sessions, case):
    moment, says = BAD[case]
    page = add(lab, visit(lab.leader), moment)
    assert says in errors(page, "day")
    assert {name: page.context["form"][name].value() for name in ("day", "at")} == typed(moment)
    assert len(sessions_of(lab)) == len(sessions)


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Europe/Berlin"])
def test_a_year_that_was_mistyped_is_said_wherever_it_was_typed(lab, visit, sessions, zone):
    with lab.works():
        Person.objects.filter(pk=lab.mentor.person_id).update(time_zone=zone)
    far, browser = {"day": "9999-12-31", "at": "23:30"}, visit(lab.mentor)
    for view, which in (("move", {"pk": sessions[0].pk}), ("add", {"pair": lab.pair.pk})):
        url = lab.url(f"sessions:{view}", **which)
        page = browser.post(url, sent(browser.get(url)) | far)
        assert page.context["form"].errors["day"] == ["Look at the year: it has to be before 2100."]
    hour = lab.url("sessions:hour", pair=lab.pair.pk)
    slot = next(iter(browser.get(hour).context["form"].slots))
    page = browser.post(hour, {"from_day": "9999-12-31", "slot": slot})
    assert "Look at the year" in read(page.content.decode()).one("p", id="id_from_day_error").text
    assert page.context["form"]["slot"].value() == slot


@pytest.mark.parametrize(
    ("who", "says"),
    [("mentor", "You have another session on Friday 18 September, 10:00."), ("leader", "Daria Nowak is taken on")],
)
def test_nobody_sits_in_two_pairs_at_once_and_only_the_mentor_reads_why(lab, visit, sessions, second, who, says):
    taken = sessions_of(lab, second)[0]
    browser = visit(getattr(lab, who))
    for page in (move(lab, browser, sessions[0], taken.starts_at), add(lab, browser, taken.starts_at)):
        assert says in errors(page, "at")
        assert "Choose another hour." in errors(page, "at")
        assert "Ola" not in page.text
    assert stored(lab, sessions[0]).starts_at == sessions[0].starts_at
    assert len(sessions_of(lab)) == len(sessions)


@pytest.mark.parametrize(
    ("chosen_as", "field", "says"),
    [
        (
            {"slot": "4-10:00", "from_day": "2026-09-15"},
            "slot",
            "You have another session on Friday 18 September, 10:00.",
        ),
        ({"slot": "3-10:00", "from_day": "2026-09-01"}, "from_day", "That day is over"),
        ({"slot": "3-10:00", "from_day": "2026-12-20"}, "from_day", "The cohort ends before that day."),
    ],
)
def test_an_hour_that_cant_be_is_said_where_it_was_chosen(lab, visit, sessions, second, chosen_as, field, says):
    page = visit(lab.mentor).post(lab.url("sessions:hour", pair=lab.pair.pk), chosen_as)
    assert says in errors(page, field)
    assert says in read(page.content.decode()).one("p", id=f"id_{field}_error").text
    assert {name: page.context["form"][name].value() for name in chosen_as} == chosen_as
    assert [it.starts_at for it in sessions_of(lab)] == [it.starts_at for it in sessions]


def test_half_an_hour_that_overlaps_is_taken_and_the_minute_after_is_free(lab, visit, sessions, second):
    taken = sessions_of(lab, second)[0]
    browser = visit(lab.mentor)
    assert "You have another session" in errors(move(lab, browser, sessions[0], taken.starts_at - HOUR / 2), "at")
    assert move(lab, browser, sessions[0], taken.ends_at).status_code == 302
    assert stored(lab, sessions[0]).starts_at == taken.ends_at


def test_the_other_pairs_leader_moves_adds_and_cancels_nothing_here(lab, visit, sessions, second):
    browser = visit(lab.other)
    own = sessions_of(lab, second)[0]
    assert browser.get(lab.url("sessions:move", pk=own.pk)).status_code == 200
    pages = [lab.url(f"sessions:{view}", pk=sessions[0].pk) for view in ("move", "cancel", "log", "affirm")]
    pages += [lab.url(f"sessions:{view}", pair=lab.pair.pk) for view in ("add", "hour")]
    free = typed(NOW + 20 * DAY) | {"version": "1", "held": "yes", "from_day": "2026-09-20", "slot": "3-10:00"}
    assert [browser.post(page, free).status_code for page in pages] == [404] * 6
    row = stored(lab, sessions[0])
    assert (row.starts_at, row.state, row.leader_affirmed_at) == (sessions[0].starts_at, "planned", None)
    assert len(sessions_of(lab)) == len(sessions)


def test_cancelling_twice_says_that_it_is_cancelled_already(lab, visit, sessions):
    browser, url = visit(lab.mentor), lab.url("sessions:cancel", pk=sessions[1].pk)
    assert "The session is cancelled." in browser.post(url, follow=True).text
    again = visit(lab.leader).post(url, follow=True)
    assert "This session is cancelled already. Add another one instead." in again.text
    assert stored(lab, sessions[1]).cancelled_by_side == "mentor"


def test_looking_at_the_question_cancels_nothing(lab, visit, sessions):
    visit(lab.mentor).get(lab.url("sessions:cancel", pk=sessions[1].pk))
    assert stored(lab, sessions[1]).state == "planned"


def test_two_who_move_one_session_at_once_keep_the_first_and_both_read_it(lab, visit, sessions):
    browser, url = visit(lab.mentor), lab.url("sessions:move", pk=sessions[0].pk)
    mine = sent(browser.get(url)) | typed(NOW + 6 * DAY)
    first = NOW + 5 * DAY
    assert move(lab, visit(lab.leader), sessions[0], first).status_code == 302
    page = visit(lab.mentor).post(url, mine)
    assert "Someone saved this while you were writing." in page.text
    assert stored(lab, sessions[0]).starts_at == first


def test_a_pair_that_rests_plans_nothing_and_says_so(lab, visit, sessions):
    with lab.works():
        type(lab.pair).objects.update(state="paused")
    page = add(lab, visit(lab.leader), NOW + 5 * DAY)
    assert "Your pair is paused. Sessions go on when it runs again." in errors(page)


# The log


@pytest.fixture
def over(lab, sessions, at):
    at.move_to(sessions[0].ends_at + datetime.timedelta(minutes=5))
    return sessions[0]


@pytest.fixture
def refuses():
    """Someone who hears of the session and can't go along with it."""

    def refuse(fact, *, now):
        raise ValidationError("This can’t be counted just now.")

    facts.subscribe(SessionHeld, refuse)
    yield
    facts._subscribers[SessionHeld].remove(refuse)


def test_a_log_that_is_refused_keeps_every_word_and_writes_none(lab, visit, over, refuses):
    said = {"held": "yes", "held_minutes": "45", "notes": "Wording", "decision": "She drafts", "private": "Too much."}
    page = send(visit(lab.leader), lab.url("sessions:log", pk=over.pk), **said, **TASK)
    assert "This can’t be counted just now." in errors(page)
    form = page.context["form"]
    assert {name: form[name].value() for name in said | TASK} == said | TASK
    row = stored(lab, over)
    assert (row.state, row.logged_at) == ("planned", None)
    with lab.works():
        assert not SessionNote.objects.exists()
        assert not Homework.objects.exists()


@pytest.mark.parametrize(
    ("field", "sent_as"),
    [
        ("held_minutes", "4"),
        ("held_minutes", "301"),
        ("held_minutes", "long"),
        ("notes", "x" * 20_001),
        ("decision", "x" * 301),
        ("task_1_due", "9999-12-31"),
        ("task_2_owner", "00000000-0000-0000-0000-000000000000"),
        ("held", "perhaps"),
    ],
)
def test_what_a_log_cant_hold_is_said_beside_its_field(lab, visit, over, field, sent_as):
    page = send(visit(lab.leader), lab.url("sessions:log", pk=over.pk), **{"held": "yes", **TASK, field: sent_as})
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["task_1_text"].value() == TASK["task_1_text"]
    assert stored(lab, over).state == "planned"


def test_homework_belongs_to_one_of_the_two(lab, visit, over):
    said = {"held": "yes", **TASK, "task_1_owner": str(lab.sponsor.person_id)}
    page = send(visit(lab.leader), lab.url("sessions:log", pk=over.pk), **said)
    assert list(page.context["form"].errors) == ["task_1_owner"]
    with lab.works():
        assert not Homework.objects.exists()


# Homework, with one tap


@pytest.fixture
def homework(lab, over):
    held(lab, over, homework=(Task("Correction logs", lab.leader.person_id),))
    with lab.works():
        return Homework.objects.get()


def tap(lab, browser, homework, **said):
    return browser.post(lab.url("sessions:homework_state", pk=homework.pk), said)


def state_of(lab, homework):
    with lab.works():
        it = Homework.objects.get(pk=homework.pk)
        return it.state, it.version


@pytest.mark.parametrize("said", [{}, {"state": "done"}, {"state": "dropped"}, {"state": "nonsense"}])
def test_a_tap_says_done_and_nothing_else(lab, visit, homework, said):
    for _ in range(2):
        assert tap(lab, visit(lab.mentor), homework, **said).status_code == 302
    assert state_of(lab, homework) == ("done", 2), "a second tap changes nothing"


def test_done_is_opened_again_by_the_other(lab, visit, homework):
    tap(lab, visit(lab.mentor), homework, state="done")
    tap(lab, visit(lab.leader), homework, state="open")
    assert state_of(lab, homework) == ("open", 3)


def test_homework_of_others_is_not_there(lab, visit, second, homework):
    for who in (lab.other, lab.sponsor, lab.executive, lab.manager):
        assert tap(lab, visit(who), homework, state="done").status_code == 404
    assert visit(lab.leader).get(lab.url("sessions:homework_state", pk=homework.pk)).status_code == 405
    assert state_of(lab, homework) == ("open", 1)


# The rules


def test_the_rules_are_affirmed_with_a_button_and_not_by_a_link(lab, visit, sessions):
    url = lab.url("sessions:affirm", pk=sessions[0].pk)
    assert visit(lab.leader).get(url).status_code == 405
    assert stored(lab, sessions[0]).leader_affirmed_at is None
    assert "You affirmed the lab rules." in visit(lab.leader).post(url, follow=True).text
    assert stored(lab, sessions[0]).leader_affirmed_at == NOW


@pytest.mark.parametrize("who", ["sponsor", "executive", "admin", "manager"])
def test_nobody_affirms_them_for_the_two(lab, visit, sessions, who):
    assert visit(getattr(lab, who)).post(lab.url("sessions:affirm", pk=sessions[0].pk)).status_code == 404
    row = stored(lab, sessions[0])
    assert (row.leader_affirmed_at, row.mentor_affirmed_at) == (None, None)


def test_an_added_session_is_logged_like_any_other(lab, visit, sessions, at):
    start = datetime.datetime.combine(FREE, TEN, UTC)
    acting(lab, "mentor", add_session, lab.pair, starts_at=start)
    added = next(it for it in sessions_of(lab) if it.starts_at == start)
    at.move_to(added.ends_at)
    assert send(visit(lab.mentor), lab.url("sessions:log", pk=added.pk), held="yes").status_code == 302
    assert stored(lab, added).state == "held"
