"""The pages of both partners, over HTTP."""

import datetime

import pytest
import time_machine

from organizations.models import Person
from organizations.registries import in_slot
from pairing.models import Pair
from programs.models import ResearchQuestion
from programs.templates import template
from sessions.actions import Task, cancel_session
from sessions.models import Homework, LabSession, Series
from tests.factories import NOW
from tests.factories.lab import ResearchQuestionFactory
from tests.pages.drawing import read

from .play import DAY, FIRST_DAY, HOUR, acting, chosen, held, queries_of, sessions_of, stored

QUESTION = "Which steps of the monthly pack can analysts hand to an assistant without a second check?"


@pytest.fixture
def at():
    """`at(moment)`: requests come then."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def sessions(lab, at):
    return chosen(lab)


def look(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return read(response.content.decode())


def test_the_hour_is_chosen_from_those_that_both_work(lab, visit, at):
    with lab.works():
        Series.objects.all().delete()
        Person.objects.filter(pk=lab.mentor.person_id).update(time_zone="America/New_York")
    browser, url = visit(lab.leader), lab.url("sessions:hour", pair=lab.pair.pk)
    page = look(browser, url)
    offered = {radio.attrs["value"] for radio in page.all("input", type="radio", name="slot")}
    assert offered == {f"{day}-{time}" for day in range(5) for time in ("14:00", "14:30", "15:00", "15:30", "16:00")}
    assert "The last column is Daria’s clock (New York)." in page.text
    rows = {row.one("th").text: [cell.text for cell in row.all("td")][-1] for row in page.one("tbody").all("tr")}
    assert (rows["14:00"], rows["14:30"], rows["09:00"]) == ("10:00", "10:30", "05:00")
    assert "The clocks change apart on 1 November" in page.text
    answer = browser.post(url, {"slot": "3-14:30", "from_day": "2026-09-14"})
    assert answer.url == lab.url("sessions:sessions")
    assert sessions_of(lab)[0].starts_at == datetime.datetime(2026, 9, 17, 14, 30, tzinfo=datetime.UTC)


def test_two_people_without_a_common_hour_read_what_to_do(lab, visit, at):
    with lab.works():
        Person.objects.filter(pk=lab.mentor.person_id).update(time_zone="Pacific/Auckland")
    page = look(visit(lab.leader), lab.url("sessions:hour", pair=lab.pair.pk))
    assert "You share no hour yet." in page.text


def test_a_form_without_an_hour_comes_back_with_a_sentence(lab, visit, at):
    url = lab.url("sessions:hour", pair=lab.pair.pk)
    answer = visit(lab.mentor).post(url, {"from_day": "2026-09-14"})
    assert "Choose one of the hours that you share." in read(answer.content.decode()).text
    at(NOW + 2 * HOUR)
    answer = visit(lab.mentor).post(url, {"slot": "0-09:00", "from_day": "2026-09-14"})
    said = read(answer.content.decode()).text
    assert "That hour has already begun today. Choose a later first day." in said


def test_my_sessions_show_the_next_one_large(lab, visit, sessions):
    page = look(visit(lab.leader), lab.url("sessions:sessions"))
    assert page.one("h1").text == "Thursday at 10:00, with Daria."
    assert [item.text for item in page.one("ol", class_="run").all("b")] == [f"Session {n}" for n in range(1, 8)]
    assert look(visit(lab.mentor), lab.url("sessions:sessions")).one("h1").text == "Thursday at 10:00, with Giulia."


def test_without_a_partner_the_page_teaches_and_the_way_is_not_shown(lab, visit, at):
    browser = visit(lab.manager)
    page = look(browser, lab.url("sessions:sessions"))
    assert page.one("h1").text == "Your sessions will stand here."
    assert "Sessions" not in [link.text for link in look(browser, lab.url("organizations:home")).one("nav").all("a")]


def test_the_session_page_has_the_agenda_with_clock_times_and_my_prompts(lab, visit, sessions):
    url = lab.url("sessions:session", pk=sessions[0].pk)
    leader, mentor = look(visit(lab.leader), url), look(visit(lab.mentor), url)
    parts = leader.one("ol", class_="hours-parts")
    assert [part.text for part in parts.all("p", class_="hours-parts__at")] == [
        "10:00 10 min",
        "10:10 30 min",
        "10:40 15 min",
        "10:55 5 min",
    ]
    assert QUESTION in leader.text
    assert QUESTION in mentor.text
    assert "Help me understand" in leader.text
    assert "One practice for the hour" in leader.text
    assert "One practice for the hour" not in mentor.text


def test_a_pair_draws_an_opening_question_and_another_one(lab, visit, sessions):
    def drawn(who, url):
        page = look(visit(who), url)
        [section] = [it for it in page.all("section") if it.attrs.get("id") == "opening"]
        return section.one("p", class_="practice").text, section.one("a").attrs["href"].partition("#")[0]

    first = lab.url("sessions:session", pk=sessions[0].pk)
    mine, another = drawn(lab.leader, first)
    assert drawn(lab.leader, first) == drawn(lab.mentor, first) == (mine, another), "the same for both, however often"
    deck, cards = template("ai_fluency").openings["technology"], []
    for _ in range(len(deck)):
        card, another = drawn(lab.leader, first + another)
        cards.append(card)
    assert sorted(cards) == sorted(deck)
    assert cards[-1] == mine, "all were drawn, and it begins again"
    assert drawn(lab.leader, lab.url("sessions:session", pk=sessions[1].pk))[0] == cards[0], (
        "the next hour has the next one"
    )
    for odd in ("x", "-1", "999999", "²"):
        assert drawn(lab.leader, f"{first}?opening={odd}")[0] == mine
    with lab.works():
        ResearchQuestionFactory(enrolment=lab.leader_enrolment, number=2, perspective="culture", state="proposed")
    assert drawn(lab.leader, first)[0] == mine, "the settled question holds while a newer one waits"
    with lab.works():
        ResearchQuestion.objects.all().delete()
    assert "A question to open with" not in look(visit(lab.leader), first).text


def test_the_practice_follows_the_number_alone(lab, visit, sessions):
    acting(lab, "mentor", cancel_session, sessions[0])
    page = look(visit(lab.leader), lab.url("sessions:session", pk=sessions[1].pk))
    assert "every leader in session 1 gets this one" in page.text
    assert "Begin three sentences with" in page.text


def test_the_rules_are_affirmed_by_both_and_then_gone(lab, visit, sessions):
    url = lab.url("sessions:session", pk=sessions[0].pk)
    affirm = lab.url("sessions:affirm", pk=sessions[0].pk)
    assert "You open with them" in look(visit(lab.leader), url).text
    assert visit(lab.leader).post(affirm).url == url
    assert "You affirmed them. Daria has not yet." in look(visit(lab.leader), url).text
    visit(lab.mentor).post(affirm)
    assert "lab rules" not in look(visit(lab.mentor), url).one("main").text.replace("You affirmed the lab rules.", "")
    assert stored(lab, sessions[0]).rules_affirmed_at == NOW


def test_a_session_moves_over_its_page(lab, visit, sessions):
    url = lab.url("sessions:move", pk=sessions[1].pk)
    page = look(visit(lab.mentor), url)
    assert page.one("input", id="id_day").attrs["value"] == "2026-10-01"
    sent = {"day": "2026-10-02", "at": "11:30", "version": page.one("input", id="id_version").attrs["value"]}
    assert visit(lab.mentor).post(url, sent).url == lab.url("sessions:session", pk=sessions[1].pk)
    assert stored(lab, sessions[1]).starts_at == datetime.datetime(2026, 10, 2, 11, 30, tzinfo=datetime.UTC)
    late = read(visit(lab.leader).post(url, sent | {"at": "12:30"}).content.decode())
    assert "Someone saved this while you were writing." in late.text


def test_a_move_that_cannot_be_keeps_what_was_typed(lab, visit, sessions):
    sent = {"day": "2026-09-01", "at": "11:30", "version": 1}
    page = read(visit(lab.mentor).post(lab.url("sessions:move", pk=sessions[1].pk), sent).content.decode())
    assert "That moment is over. Choose one that is still to come." in page.text
    assert page.one("input", id="id_day").attrs["value"] == "2026-09-01"


def test_cancelling_asks_first_and_says_who_sees_it(lab, visit, sessions):
    url = lab.url("sessions:cancel", pk=sessions[0].pk)
    page = look(visit(lab.leader), url)
    assert "Cancelled, Daria and your sponsor see that it was on your side, and no reason." in page.text
    visit(lab.leader).post(url)
    session = lab.url("sessions:session", pk=sessions[0].pk)
    assert "Cancelled on your side." in look(visit(lab.leader), session).text
    assert "Cancelled on Giulia’s side." in look(visit(lab.mentor), session).text
    again = visit(lab.mentor).post(url, follow=True)
    assert "This session is cancelled already." in read(again.content.decode()).text


def test_one_more_session_is_added_once_however_often_one_clicks(lab, visit, sessions):
    url = lab.url("sessions:add", pair=lab.pair.pk)
    page = look(visit(lab.mentor), url)
    sent = {"day": "2026-09-22", "at": "15:00", "token": page.one("input", name="token").attrs["value"]}
    for _ in range(2):
        assert visit(lab.mentor).post(url, sent).url == lab.url("sessions:sessions")
    assert len(sessions_of(lab)) == 8


def test_homework_is_done_with_one_tap_by_either(lab, visit, sessions):
    held(lab, sessions[0], homework=(Task("Correction logs", lab.leader.person_id, datetime.date(2026, 9, 30)),))
    page = look(visit(lab.leader), lab.url("sessions:sessions"))
    assert "Correction logs Giulia Marchetti, by Wednesday 30 September" in page.text
    with lab.works():
        homework = Homework.objects.get()
    visit(lab.mentor).post(lab.url("sessions:homework_state", pk=homework.pk), {"state": "done"})
    assert "No homework is open." in look(visit(lab.leader), lab.url("sessions:sessions")).text
    visit(lab.leader).post(lab.url("sessions:homework_state", pk=homework.pk), {"state": "open"})
    with lab.works():
        assert Homework.objects.get().state == "open"


@pytest.mark.parametrize("who", ["sponsor", "executive", "admin", "manager", "assistant"])
def test_nobody_else_opens_a_page_of_the_lab(lab, visit, sessions, who):
    held(lab, sessions[0], homework=(Task("Logs", lab.leader.person_id),))
    with lab.works():
        homework = Homework.objects.get()
    browser = visit(getattr(lab, who))
    for view in ("session", "log", "move", "cancel"):
        assert browser.get(lab.url(f"sessions:{view}", pk=sessions[0].pk)).status_code == 404
    for view in ("hour", "add"):
        assert browser.get(lab.url(f"sessions:{view}", pair=lab.pair.pk)).status_code == 404
    assert browser.post(lab.url("sessions:affirm", pk=sessions[0].pk)).status_code == 404
    assert browser.post(lab.url("sessions:homework_state", pk=homework.pk)).status_code == 404


def test_the_same_ids_open_nothing_in_another_organization(lab, stranger, visit, sessions):
    assert visit(stranger.leader).get(stranger.url("sessions:session", pk=sessions[0].pk)).status_code == 404
    assert visit(stranger.leader).get(stranger.url("sessions:hour", pair=lab.pair.pk)).status_code == 404


def home(lab, visit, who="leader"):
    return look(visit(getattr(lab, who)), lab.url("organizations:home")).one("main").text


def test_home_says_what_is_needed_now(lab, visit, at):
    with lab.works():
        Series.objects.all().delete()
    assert "Choose your hour with Daria" in home(lab, visit)
    sessions = chosen(lab)
    assert "with Daria" not in home(lab, visit)
    at(sessions[0].starts_at - 2 * DAY)
    assert "Thursday at 10:00, with Daria." in home(lab, visit)
    at(sessions[0].ends_at + HOUR)
    assert "Did you meet on Thursday 17 September?" in home(lab, visit, "mentor")
    held(lab, sessions[0], homework=(Task("Logs", lab.leader.person_id),))
    assert "One thing to gather" in home(lab, visit)
    assert "Did you meet" not in home(lab, visit, "mentor")


def test_the_way_to_the_sessions_is_there_for_partners(lab, visit, at):
    for who in ("leader", "mentor"):
        nav = look(visit(getattr(lab, who)), lab.url("organizations:home")).one("nav")
        assert lab.url("sessions:sessions") in [link.attrs["href"] for link in nav.all("a")]


def test_the_list_asks_as_often_for_many_sessions_as_for_few(lab, visit, sessions):
    browser, url = visit(lab.mentor), lab.url("sessions:sessions")
    with lab.works():
        LabSession.objects.filter(number__gt=1).update(state="replaced")
    few = queries_of(browser, url)
    with lab.works():
        LabSession.objects.update(state="planned")
        for n in range(30):
            Homework.objects.create(
                pair=lab.pair, session=sessions[0], text=f"No. {n}", owner=lab.mentor.person, written_at=NOW
            )
    assert queries_of(browser, url) == few


def test_a_withdrawn_pair_is_not_shown(lab, visit, sessions):
    with lab.works():
        Pair.objects.update(state="withdrawn")
    assert visit(lab.leader).get(lab.url("sessions:session", pk=sessions[0].pk)).status_code == 404
    assert FIRST_DAY.isoformat() not in visit(lab.leader).get(lab.url("sessions:sessions")).content.decode()


def test_the_page_of_what_i_take_part_in_names_the_next_session(lab, sessions):
    with lab.sees("leader"):
        said = {item.title: item.says for item in in_slot("lab", lab.leader, lab.leader_enrolment, NOW)}
        over = [item.title for item in in_slot("lab", lab.leader, lab.leader_enrolment, sessions[-1].ends_at)]
    hour = "Thursday at 10:00, with Daria."
    assert said[hour] == "Thursday 17 September, 10:00 to 11:00, UTC time, with Daria Nowak."
    assert hour not in over
